"""Making auctions and giving seats. What happens to an auction afterwards goes through `engine.execute`."""

from collections.abc import Callable, Sequence
from random import SystemRandom
from uuid import UUID

from django.db import connection, transaction

from auctions import broadcast, engine, journal
from auctions.models import Auction, Lot, Participant
from auctions.rules import state as rules
from auctions.rules.commands import SYSTEM, Actor, Begin, TakeSeat
from auctions.rules.decide import decide
from auctions.rules.events import Event
from auctions.rules.found import found, in_order
from leagues.auction_settings import AuctionSettings
from leagues.models import Asset, League, Member

RUNNING = (Auction.Status.WAITING, Auction.Status.ACTIVE, Auction.Status.PAUSED)


class AuctionRunning(Exception):
    """The league has an auction that isn't over; there is one at a time."""


class NothingToSell(Exception):
    """The league's sport has no assets."""


class NobodyPlays(Exception):
    """No member of the league has a seat to give."""


def create_auction(
    league: League,
    actor: Actor,
    *,
    waiting_room: bool,
    assets: Sequence[Asset] | None = None,
    clock: Callable[[], int] = journal.now_ms,
) -> Auction:
    """A new auction with a seat for every member who plays, of `assets` or all that the league's sport has.

    With the waiting room it waits for its commissioner; without, its first lot runs at once.
    `clock` stands in for the database's where time is simulated.
    Raises AuctionRunning, NothingToSell, and NobodyPlays.
    """
    settings = AuctionSettings.from_json(league.settings)
    seed = settings.seed if settings.seed is not None else SystemRandom().randrange(2**31)
    listed = Asset.objects.filter(sport=league.sport_id).order_by("pk") if assets is None else assets
    ordered = in_order(list(listed), settings.order, seed)
    if not ordered:
        raise NothingToSell(league.sport_id)
    copied = AuctionSettings.from_json(settings.to_json() | {"seed": seed})
    with transaction.atomic(durable=True):
        League.objects.select_for_update(no_key=True).get(pk=league.pk)
        if Auction.objects.filter(league=league, status__in=RUNNING).exists():
            raise AuctionRunning(league.pk)
        row = Auction.objects.create(
            league=league, status=Auction.Status.WAITING, settings=copied.to_json(), waiting_room=waiting_room
        )
        state, events = _first_events(row, copied, ordered, actor, clock())
        journal.write(row.pk, state, events, [], [])
    broadcast.publish(state, events)
    row.refresh_from_db()
    return row


def _first_events(
    row: Auction, settings: AuctionSettings, assets: list[Asset], actor: Actor, now: int
) -> tuple[rules.State, list[Event]]:
    """Make the rows of lots and seats, and decide what the journal begins with."""
    lots = Lot.objects.bulk_create(
        Lot(auction=row, asset=asset, number=number, opening_price=settings.min_price)
        for number, asset in enumerate(assets, start=1)
    )
    seats = Participant.objects.bulk_create(
        Participant(auction=row, member=member, granted=0, available=0)
        for member in Member.objects.filter(league=row.league_id, plays=True).order_by("pk")
    )
    state, founded = found(
        rules.Auction(
            id=str(row.pk),
            league=str(row.league_id),
            status=rules.AuctionStatus.WAITING,
            settings=settings,
            waiting_room=row.waiting_room,
        ),
        [rules.Lot(id=lot.pk, number=lot.number, asset=lot.asset_id, opening_price=lot.opening_price) for lot in lots],
        [rules.Participant(id=seat.pk, member=seat.member_id) for seat in seats],
        now=now,
        actor=actor.user,
    )
    if row.waiting_room:
        return state, [founded]
    begun = decide(state, Begin(actor=SYSTEM), now)
    if begun.rejection:
        raise NobodyPlays(row.league_id)
    return begun.state, [founded, *begun.events]


def take_seat(auction_id: UUID, member: Member) -> int | None:
    """The seat of a member in an auction; one that came to the waiting room after it opened gets one now.

    None if the member doesn't play, or came after the auction began.
    """
    known = Participant.objects.filter(auction=auction_id, member=member).values_list("pk", flat=True).first()
    if known is not None or not member.plays:
        return known
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('auctions_participant', 'id'))")
        reserved = int(cursor.fetchone()[0])
    [outcome] = engine.execute(auction_id, TakeSeat(actor=SYSTEM, participant=reserved, member=member.pk))
    if outcome.ok:
        return reserved
    return Participant.objects.filter(auction=auction_id, member=member).values_list("pk", flat=True).first()
