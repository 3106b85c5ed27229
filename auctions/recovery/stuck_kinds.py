"""The kinds of stuck auctions, each with the way to find it and the way to mend it.

A kind is mended by a command through the engine, in the system's name, wherever a command can do it. Where the tables
disagree with the journal no command can be right, since it would be decided on them: there the tables are rebuilt.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import BigIntegerField, Exists, F, Max, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce, Now

from auctions import engine
from auctions.clock import STUCK_AFTER
from auctions.models import Auction, AuctionEvent, Lot, Participant
from auctions.publish import messages
from auctions.recovery import bulk_commands, rebuild, waiting_rooms
from auctions.rules import clock
from auctions.rules.codes import Code
from auctions.rules.commands import SYSTEM, Command, Resume, Tick
from auctions.rules.events import EventKind
from auctions.rules.lifecycle import OUTAGE
from auctions.rules.lots import anybody_can_bid_on_queued
from auctions.rules.state import NOT_OVER, AuctionState
from auctions.store import heartbeat, journal
from auctionsite.postgresql.clock import database_now
from auctionsite.text.isolates import isolated
from leagues.settings.auction import AuctionSettings

STEADY = timedelta(minutes=1)
"""An outage is over when every kind of process has lived for so long without a break."""
PATIENCE = timedelta(minutes=10)
"""So long after a pause for an outage its commissioner is waited for."""


class NotMended(Exception):
    """An auction couldn't be mended; the message says why."""


@dataclass(frozen=True, slots=True)
class StuckEvidence:
    """An auction that is stuck, with its league: since when, as far as that is known, and what its sentence needs."""

    auction: Auction
    since: datetime | None
    facts: Mapping[str, Any] = field(default_factory=dict)


Finder = Callable[[UUID | None], Iterator[StuckEvidence]]


@dataclass(frozen=True, slots=True)
class StuckKind:
    """One way to be stuck. `sentence` is formatted with `league`, `since` (when, and how long ago) and the facts.

    `find` looks at all auctions or at one. `mend` says what was done, and raises NotMended. `find_in_tables` is
    the part of `find` that takes a few queries however many auctions there are, and reads no journal; None: no part.
    """

    name: str
    sentence: str
    find: Finder
    mend: Callable[[StuckEvidence], str]
    find_in_tables: Finder | None


# What this release doesn't know -------------------------------------------------------------------------
def _unreadable(auction_id: UUID | None) -> Iterator[StuckEvidence]:
    """Find auctions with a status, a lot or an event of an unknown kind: they stand still."""
    of_auction = {"auction": OuterRef("pk")}
    events = AuctionEvent.objects.filter(**of_auction).exclude(kind__in=[*EventKind]).order_by("seq")
    lots = Lot.objects.filter(**of_auction).exclude(status__in=Lot.Status.values).order_by("number")
    unknown = ~Q(status__in=Auction.Status.values)
    rows = Auction.objects.filter(unknown | Q(status__in=NOT_OVER)).annotate(
        event=Subquery(events.values("seq")[:1]),
        kind=Subquery(events.values("kind")[:1]),
        lot=Subquery(lots.values("number")[:1]),
        lot_status=Subquery(lots.values("status")[:1]),
    )
    for auction in _since_last_event(rows.filter(unknown | Q(event__gt=0) | Q(lot__gt=0)), auction_id):
        row = vars(auction)
        what = f"lot {row['lot']} is “{row['lot_status']}”" if row["lot"] else f"it is “{auction.status}”"
        if row["event"]:
            what = f"event {row['event']} is of the kind “{row['kind']}”"
        yield StuckEvidence(auction, row["since"], {"what": what})


# Tables and journal -----------------------------------------------------------------------------------
_HELD_FOR_LOTS_TO_COME = """
    (SELECT coalesce(sum((proxy ->> 'maximum')::numeric), 0)
    FROM jsonb_path_query(
        auctions_participant.proxies, 'lax $[*] ? (@.maximum.type() == "number" && @.lot.type() == "number")'
    ) proxy
    WHERE NOT EXISTS (
        SELECT FROM auctions_lot lot
        WHERE lot.auction_id = auctions_participant.auction_id
            AND lot.id = (proxy ->> 'lot')::numeric AND lot.leader_id = auctions_participant.id
    ))
"""
"""A participant's maxima on lots that it doesn't lead; that of one it leads is the lot's hold."""


def _hold_without_lot(auction_id: UUID | None) -> Iterator[StuckEvidence]:
    """Find money that is held for no lot, neither one that is led nor one with a maximum, and leads without it."""
    lots = Lot.objects.filter(auction=OuterRef("auction"), leader=OuterRef("pk"))
    led = lots.order_by().values("leader").annotate(all=Sum("hold"))
    seats = Participant.objects.filter(auction__status__in=NOT_OVER).select_related("member__user")
    known = Coalesce(Subquery(led.values("all")), 0) + RawSQL(_HELD_FOR_LOTS_TO_COME, (), BigIntegerField())  # noqa: S611 # ours alone
    wrong = seats.annotate(known=known).exclude(held=F("known")).order_by("pk")
    names: dict[UUID, list[str]] = {}
    for seat in wrong:
        names.setdefault(seat.auction_id, []).append(isolated(seat.member.name))
    for auction in _since_last_event(Auction.objects.filter(pk__in=names), auction_id):
        yield StuckEvidence(auction, vars(auction)["since"], {"names": ", ".join(names[auction.pk])})


def _lot_without_deadline(auction_id: UUID | None) -> Iterator[StuckEvidence]:
    timeless = Lot.objects.filter(auction=OuterRef("pk"), status=Lot.Status.OPEN, ends_at=None)
    rows = Auction.objects.filter(Exists(timeless), status=Auction.Status.ACTIVE)
    for auction in _of_auction(
        rows.annotate(since=Subquery(timeless.values("opened_at")[:1]), **_open_lot_number()), auction_id
    ):
        yield StuckEvidence(auction, vars(auction)["since"], {"number": vars(auction)["number"]})


def _events_unknown(auction_id: UUID | None, among: Q = Q()) -> Iterator[StuckEvidence]:  # noqa: B008 # never changed
    missed = AuctionEvent.objects.filter(auction=OuterRef("pk"), seq__gt=OuterRef("seq")).order_by("seq")
    rows = Auction.objects.filter(among).annotate(since=Subquery(missed.values("at")[:1])).exclude(since=None)
    for auction in _of_auction(rows, auction_id):
        yield StuckEvidence(auction, vars(auction)["since"], {"what": f"event {auction.seq} is the newest they know"})


def _tables_behind(auction_id: UUID | None) -> Iterator[StuckEvidence]:
    behind = list(_events_unknown(auction_id))
    yield from behind
    running = Auction.objects.filter(status__in=NOT_OVER).exclude(pk__in=[each.auction.pk for each in behind])
    for auction in _since_last_event(running, auction_id):
        if wrong := _differences(auction.pk):
            more = f" (and {len(wrong) - 1} more)" if len(wrong) > 1 else ""
            yield StuckEvidence(auction, vars(auction)["since"], {"what": f"{wrong[0]}{more}"})


def _differences(auction_id: UUID) -> list[str]:
    """Return the differences between tables and journal; none where the journal can't be read.

    An unreadable journal keeps no auction from going on, and `audit_auctions` finds it.
    """
    try:
        return rebuild.find_differences(auction_id)
    except rebuild.NotRebuilt:
        return []


def _rebuild(evidence: StuckEvidence) -> str:
    """Rebuild the tables. A lot that ended meanwhile is paused, so that nobody lost time in which nobody could bid."""
    try:
        rebuilt = rebuild.rebuild_tables(evidence.auction.pk)
    except rebuild.NotRebuilt as error:
        raise NotMended(str(error)) from error
    except engine.AuctionBusy as error:
        raise NotMended(messages.short_sentence(Code.BUSY)) from error
    done = [f"The tables were rebuilt from the journal, up to event {rebuilt.state.seq}."]
    if rebuilt.left:
        done.append(f"audit_auctions still finds what isn't about tables, such as: {rebuilt.left[0].sentence}.")
    if _lot_has_ended(rebuilt.state):
        [last] = journal.events_after(evidence.auction.pk, rebuilt.state.seq - 1, 1)
        _issue(evidence, Tick(actor=SYSTEM, outage_since=last.at))
        done.append("It was paused as of its last event, so that nobody lost time; its commissioner resumes.")
    return " ".join(done)


def _lot_has_ended(state: AuctionState) -> bool:
    now_ms = journal.now_ms()
    return any(clock.late_by(state.lots[lot], now_ms) for lot in state.open_lots)


def _rebuild_or_tick(evidence: StuckEvidence) -> str:
    return _rebuild(evidence) if _differences(evidence.auction.pk) else _tick(evidence)


# What a command mends ---------------------------------------------------------------------------------
def _waiting_without_room(auction_id: UUID | None) -> Iterator[StuckEvidence]:
    for auction, off in waiting_rooms.find_waiting_without_room(database_now(), auction_id):
        yield StuckEvidence(auction, off.at or auction.created_at, {"choice": off.choice})


def _paused_by_past_outage(auction_id: UUID | None) -> Iterator[StuckEvidence]:
    alive = heartbeat.alive_since()
    if alive is None or database_now() - alive < STEADY:
        return
    paused = Q(events__kind=EventKind.AUCTION_PAUSED)
    rows = Auction.objects.filter(status=Auction.Status.PAUSED, pause_reason=OUTAGE)
    rows = rows.annotate(since=Max("events__at", filter=paused)).filter(since__lt=Now() - PATIENCE)
    for auction in _of_auction(rows, auction_id):
        yield StuckEvidence(auction, vars(auction)["since"], {"alive": f"{alive:%Y-%m-%d %H:%M:%S} UTC"})


def _lot_overdue(auction_id: UUID | None) -> Iterator[StuckEvidence]:
    late = Lot.objects.filter(auction=OuterRef("pk"), status=Lot.Status.OPEN, ends_at__lt=Now() - STUCK_AFTER)
    rows = Auction.objects.filter(Exists(late), status=Auction.Status.ACTIVE)
    ended = Min("lots__ends_at", filter=Q(lots__status=Lot.Status.OPEN))
    for auction in _of_auction(rows.annotate(since=ended, now=Now(), **_open_lot_number()), auction_id):
        # `next_deadline` isn't asked: where it is missing or wrong, no clock comes.
        if vars(auction)["now"] - vars(auction)["since"] > _grace(auction) + STUCK_AFTER:
            yield StuckEvidence(auction, vars(auction)["since"], {"number": vars(auction)["number"]})


def _nothing_next(auction_id: UUID | None) -> Iterator[StuckEvidence]:
    opened = Lot.objects.filter(auction=OuterRef("pk"), status=Lot.Status.OPEN)
    no_break = Q(next_lot_at=None) | Q(next_lot_at__lt=Now() - STUCK_AFTER)
    no_turn = Q(turn_ends_at=None) | Q(turn_ends_at__lt=Now() - STUCK_AFTER)
    rows = Auction.objects.filter(no_break, no_turn, ~Exists(opened), status=Auction.Status.ACTIVE)
    for auction in _since_last_event(rows.annotate(now=Now()), auction_id):
        turn_ended = auction.turn_ends_at
        if turn_ended is None or vars(auction)["now"] - turn_ended > _grace(auction) + STUCK_AFTER:
            yield StuckEvidence(auction, auction.next_lot_at or turn_ended or vars(auction)["since"])


def _grace(auction: Auction) -> timedelta:
    return timedelta(milliseconds=AuctionSettings.read(auction.settings).grace_ms)


def _nobody_can_bid(auction_id: UUID | None) -> Iterator[StuckEvidence]:
    """Find auctions with lots left that nobody can bid on. By the rules the next tick completes them."""
    for evidence in _nothing_next(auction_id):
        state = _read_or_none(evidence.auction.pk)
        if state is not None and state.queued() and not anybody_can_bid_on_queued(state):
            facts = {"managers": len(state.participants), "lots": len(state.queued())}
            yield StuckEvidence(evidence.auction, evidence.since, facts)


def _read_or_none(auction_id: UUID) -> AuctionState | None:
    try:
        return engine.read(auction_id)
    except (KeyError, TypeError, ValueError, LookupError, engine.AuctionBusy):
        return None


def _tick(evidence: StuckEvidence) -> str:
    _issue(evidence, Tick(actor=SYSTEM))
    return f"The clock's step was done: {_describe_auction(evidence.auction.pk)}."


def _resume(evidence: StuckEvidence) -> str:
    minutes = int(PATIENCE.total_seconds() // 60)
    _issue(evidence, Resume(actor=SYSTEM, reason=f"The outage is over, and nobody resumed for {minutes} minutes."))
    return "It was resumed, with the 3-2-1."


def _end_waiting(evidence: StuckEvidence) -> str:
    command = waiting_rooms.command_for(evidence.facts["choice"])
    _issue(evidence, command)
    return "It was cancelled, as was chosen." if evidence.facts["choice"] == waiting_rooms.CANCEL else "It was begun."


def _issue(evidence: StuckEvidence, command: Command) -> None:
    if problem := bulk_commands.issue_command(evidence.auction.pk, command):
        raise NotMended(problem)


def _describe_auction(auction_id: UUID) -> str:
    state = engine.read(auction_id)
    numbers = [str(state.lots[lot].number) for lot in state.open_lots]
    return f"it is {messages.status_in_words(state.auction.status)}{f', lot {numbers[0]} is open' if numbers else ''}"


# Rows -------------------------------------------------------------------------------------------------
def _of_auction(rows: "QuerySet[Auction]", auction_id: UUID | None) -> "QuerySet[Auction]":
    return (rows if auction_id is None else rows.filter(pk=auction_id)).select_related("league").order_by("created_at")


def _since_last_event(rows: "QuerySet[Auction]", auction_id: UUID | None) -> "QuerySet[Auction]":
    last = AuctionEvent.objects.filter(auction=OuterRef("pk")).order_by("-seq")
    return _of_auction(rows.annotate(since=Subquery(last.values("at")[:1])), auction_id)


def _open_lot_number() -> dict[str, Subquery]:
    opened = Lot.objects.filter(auction=OuterRef("pk"), status=Lot.Status.OPEN).order_by("number")
    return {"number": Subquery(opened.values("number")[:1])}


KINDS = (
    StuckKind(
        "unreadable",
        "{league}: {what}, which this release doesn't know, so it stands still; last event at {since}. "
        "Start the release that wrote it.",
        _unreadable,
        _rebuild,
        _unreadable,
    ),
    StuckKind(
        "hold_without_lot",
        "{league}: money of {names} is held for no lot, or not held for a lot that is led; last event at {since}.",
        _hold_without_lot,
        _rebuild,
        _hold_without_lot,
    ),
    StuckKind(
        "lot_without_deadline",
        "{league}: lot {number}, open since {since}, has no end: no clock will close it.",
        _lot_without_deadline,
        _rebuild_or_tick,
        _lot_without_deadline,
    ),
    StuckKind(
        "tables_behind",
        "{league}: the tables don't say what the journal says, since {since}: {what}.",
        _tables_behind,
        _rebuild,
        partial(_events_unknown, among=Q(status__in=NOT_OVER)),
    ),
    StuckKind(
        "waiting_without_room",
        "{league}: it waits, and the waiting room is switched off for it; since {since}.",
        _waiting_without_room,
        _end_waiting,
        _waiting_without_room,
    ),
    StuckKind(
        "paused_by_past_outage",
        "{league}: an outage paused it at {since}. Everything has run again since {alive}, and nobody resumed.",
        _paused_by_past_outage,
        _resume,
        _paused_by_past_outage,
    ),
    StuckKind(
        "lot_overdue",
        "{league}: lot {number} ended at {since}, and nobody closed it. Is run_clock running?",
        _lot_overdue,
        _tick,
        _lot_overdue,
    ),
    StuckKind(
        "nobody_can_bid",
        "{league}: none of its {managers} managers can bid on any of the {lots} lots left, and nobody completed it, "
        "since {since}.",
        _nobody_can_bid,
        _tick,
        None,
    ),
    StuckKind(
        "nothing_next",
        "{league}: no lot is open, none is about to open and nobody is to put one up, since {since}. "
        "Is run_clock running?",
        _nothing_next,
        _tick,
        _nothing_next,
    ),
)
"""In the order in which an auction is held against them: what is wrong with its tables comes first."""
