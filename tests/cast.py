"""The people and leagues of the tests, always the same few. Plain functions: a test calls what it needs."""

from datetime import UTC, datetime
from typing import Any

from django.db.models import F

from accounts.models import User
from auctions import engine
from auctions.engine import Outcome
from auctions.models import Auction, AuctionEvent, Participant
from auctions.rules import commands as rules
from auctions.rules.commands import SYSTEM, Actor, Begin, Command, PassLot, PlaceBid, Tick
from auctions.services import create_auction
from auctions.store import journal
from auctionsite.postgresql.clock import database_now
from leagues.models import Asset, League, Member, Role, Sport
from leagues.owners import services as owners
from leagues.services import create_league, import_shipped_clubs, join_league
from leagues.settings.auction import AuctionSettings
from tests import shipped_football


def make_user(name: str, **fields: Any) -> User:
    """`Carla` with the address carla@example.com."""
    return User.objects.create_user(f"{name.lower()}@example.com", name, **fields)


def zone_at_noon() -> str:
    """The name of a zone where it is noon now, for tests of a day, which must not end while they run."""
    return f"Etc/GMT{datetime.now(UTC).hour - 12:+d}"  # signs are as in POSIX: +5 is five hours behind UTC


def make_football() -> Sport:
    """Football with the 36 shipped clubs."""
    if football := Sport.objects.filter(key="football").first():
        import_shipped_clubs()
        return football
    return shipped_football.make()


MAXIMUM = 513_579_246
"""For tests that look for it in texts: no id, hash or instant in these has all its digits by chance."""
BUDGET = 900_000_001
"""For such a maximum."""


def make_league(commissioner: User, *managers: User, name: str = "The Friday League", **settings: Any) -> League:
    """A football league with its members; `settings` are those of AuctionSettings that matter to the test."""
    league = create_league(commissioner, name, make_football(), AuctionSettings(**settings))
    for manager in managers:
        join_league(manager, league.code)
    return league


def member_of(league: League, user: User) -> Member:
    """The user's membership, which must exist."""
    return Member.objects.get(league=league, user=user)


def share_seat(league: League, manager: User, owner: User) -> Member:
    """Let a user own a manager's seat with them, by the league's first commissioner; they join if they haven't."""
    carla = Member.objects.filter(league=league, role=Role.COMMISSIONER).earliest("pk")
    return owners.add_owner(carla, member_of(league, manager), join_league(owner, league.code))


# Auctions -------------------------------------------------------------------------------------------
QUICK: dict[str, Any] = {"grace_ms": 0, "break_seconds": 0, "slots_min": 1, "slots_max": 3}
"""Settings under which a lot that nobody else wants is sold by the next tick, and the next lot opens with it."""


def auction_of(league: League, *, begun: bool = True, waiting_room: bool = True, lots: int | None = None) -> Auction:
    """An auction of the league, begun by its commissioner (by the system, without a waiting room).

    `lots`: of the sport's first so many assets; else of all.
    """
    carla = actor_in(league)
    assets = None if lots is None else list(Asset.objects.filter(sport=league.sport_id).order_by("pk")[:lots])
    auction = create_auction(league, carla, waiting_room=waiting_room, assets=assets)
    if begun and waiting_room:
        do(auction, Begin(actor=carla))
    return auction


def actor_in(league: League, user: User | None = None) -> Actor:
    """A user as the league's auction sees them, with role and seat; the first commissioner if no user is named."""
    members = Member.objects.filter(league=league)
    member = members.get(user=user) if user else members.filter(role=Role.COMMISSIONER).earliest("pk")
    seat = Participant.objects.filter(auction__league=league, member=member).values_list("pk", flat=True).last()
    return Actor(user=member.user_id, role=rules.ActorRole(member.role), participant=seat)


def journal_now() -> datetime:
    """Return the time that an event of now would be stamped with: the database's, in whole milliseconds."""
    now = database_now()
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


def do(auction: Auction, command: Command) -> Outcome:
    """Execute one command, and return what became of it."""
    [outcome] = engine.execute(auction.pk, command)
    return outcome


def make_unreadable(auction: Auction) -> None:
    """Let the auction have an event of a kind that only a later release knows."""
    AuctionEvent.objects.filter(auction=auction, seq=1).update(kind="of a later release")
    Auction.objects.filter(pk=auction.pk).update(epoch=F("epoch") + 1)  # so that it is read anew


def make_readable(auction: Auction) -> None:
    """Let its journal be again what it was."""
    AuctionEvent.objects.filter(auction=auction, seq=1).update(kind="auction_created")


def open_lot(auction: Auction) -> int:
    """The id of the open lot."""
    return engine.read(auction.pk).open_lots[0]


def bid_of(auction: Auction, user: User, amount: int, **fields: Any) -> PlaceBid:
    """A bid on the open lot that arrives now; `fields` are others of PlaceBid."""
    wanted = {"lot": fields.pop("lot", None) or open_lot(auction), "arrived": fields.pop("arrived", journal.now_ms())}
    return PlaceBid(actor=actor_in(auction.league, user), amount=amount, **wanted, **fields)


def bid(auction: Auction, user: User, amount: int, **fields: Any) -> Outcome:
    """Make such a bid, and return what became of it."""
    return do(auction, bid_of(auction, user, amount, **fields))


def sell(auction: Auction, user: User, amount: int) -> int:
    """Sell the open lot to the user at `amount`: all others pass, and the clock comes. The lot's id. For QUICK ones."""
    offered = bid_of(auction, user, amount)
    others = Participant.objects.filter(auction=auction).exclude(member__user=user).select_related("member__user")
    passes = (PassLot(actor=actor_in(auction.league, seat.member.user), lot=offered.lot) for seat in others)
    assert engine.execute(auction.pk, offered, *passes)[0].ok
    assert do(auction, Tick(actor=SYSTEM)).ok
    assert engine.read(auction.pk).lots[offered.lot].sold_for == amount
    return offered.lot
