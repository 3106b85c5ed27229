"""A finished auction of two sales, and commands that trade and drop what was bought."""

from accounts.models import User
from auctions import engine
from auctions.audit.run import audit_auction
from auctions.models import Auction, Lot
from auctions.rules.commands import SYSTEM, DropAsset, TradeAssets
from auctions.store import journal
from leagues.models import League
from tests import cast


def play_two_sales(league: League, max_: User, mia: User) -> Auction:
    """Max buys the first lot for 30, Mia the second for 10; then the auction is over."""
    league.settings |= cast.QUICK
    league.save()
    auction = cast.auction_of(league, lots=2)
    cast.sell(auction, max_, 30)
    cast.sell(auction, mia, 10)
    assert engine.read(auction.pk).auction.status == "completed"
    return auction


def seat_of(auction: Auction, user: User) -> int:
    seat = cast.actor_in(auction.league, user).participant
    assert seat is not None
    return seat


def trade(auction: Auction, max_: User, mia: User, pays: int = 0, **fields: object) -> TradeAssets:
    """Max's first lot for Mia's second."""
    first, second = Lot.objects.filter(auction=auction).order_by("number").values_list("pk", flat=True)
    fields = {"gives": (first,), "takes": (second,), **fields}
    return TradeAssets(
        actor=cast.actor_in(auction.league), participant=seat_of(auction, max_), other=seat_of(auction, mia), pays=pays,
        **fields,  # type: ignore[arg-type] # as the caller says
    )  # fmt: skip


def drop(owner: int, lot: int, *, refund: bool = False, reason: str = "") -> DropAsset:
    return DropAsset(actor=SYSTEM, participant=owner, lot=lot, refund=refund, reason=reason)


def is_proved(auction: Auction) -> bool:
    """True if tables, memory and journal agree."""
    assert audit_auction(auction.pk) == []
    return journal.state_from_tables(auction.pk) == engine.read(auction.pk)
