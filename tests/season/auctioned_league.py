"""A league after its auction: Max has Arsenal-like lot 1 for 30 and lot 3 for 5, Mia lot 2 for 10, Ned lot 4 for 1."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from accounts.models import User
from auctions import engine
from auctions.models import Auction, Lot
from auctions.rules.commands import SYSTEM, DropAsset
from leagues.models import Asset, League, Member
from leagues.services import join_league
from season.models import LeagueSettings, Trade
from season.ownership.services import refresh_ownership
from season.trades.services import TradeOffer, propose
from tests import cast

BUDGET = 50


def complete_auction(league: League, max_: User, mia: User, ned: User) -> Auction:
    """The auction, completed. Everybody had 50; a roster holds three."""
    league.settings |= cast.QUICK | {"budget": BUDGET, "slots_max": 3}
    league.save()
    join_league(ned, league.code)
    auction = cast.auction_of(league, lots=4)
    for user, price in ((max_, 30), (mia, 10), (max_, 5), (ned, 1)):
        cast.sell(auction, user, price)
    assert engine.read(auction.pk).auction.status == "completed"
    refresh_ownership(league.pk)
    return auction


def asset(auction: Auction, number: int) -> Asset:
    """Return what was sold as the lot of this number."""
    return Asset.objects.get(lots__auction=auction, lots__number=number)


def settle_by(league: League, **settings: Any) -> None:
    """The league's settings for its season."""
    LeagueSettings.objects.update_or_create(league=league, defaults={"settings": settings})


def offer(
    auction: Auction,
    by: Member,
    partner: Member,
    gives: tuple[int, ...] = (),
    takes: tuple[int, ...] = (),
    key: UUID | None = None,
    **more: Any,
) -> Trade:
    """An offer of lots by their numbers."""
    ids = dict(Lot.objects.filter(auction=auction).values_list("number", "asset"))
    given, taken = [ids[each] for each in gives], [ids[each] for each in takes]
    return propose(by, TradeOffer(partner=partner.pk, gives=given, takes=taken, **more), key)


def let_time_pass(trade: Trade, **span: float) -> None:
    """As if it had been agreed earlier."""
    assert trade.takes_effect_at is not None
    Trade.objects.filter(pk=trade.pk).update(takes_effect_at=trade.takes_effect_at - timedelta(**span))


def owners(auction: Auction) -> dict[int, str]:
    """Lots that belong to somebody, by number, as the journal says."""
    state = engine.read(auction.pk)
    names = {seat: Member.objects.get(pk=each.member).user.name for seat, each in state.participants.items()}
    return {lot.number: names[owner] for lot in state.lots.values() if (owner := state.owner_of(lot.id)) is not None}


def soon() -> str:
    """Tomorrow, as settings write it."""
    return (timezone.now() + timedelta(days=1)).isoformat()


def give_up(auction: Auction, number: int) -> DropAsset:
    """The command that takes the lot of this number from its owner, for nothing."""
    lot = Lot.objects.get(auction=auction, number=number)
    owner = engine.read(auction.pk).owner_of(lot.pk)
    assert owner is not None
    return DropAsset(actor=SYSTEM, participant=owner, lot=lot.pk, refund=False)
