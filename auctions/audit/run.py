"""Prove an auction from its journal: replay it from event 1 and compare everything else that is stored with it.

Whatever the size of the journal, only its state and a few hundred rows are in memory: events, bids and answers come
through server-side cursors, merged by event number, all of one snapshot of the database.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Generic, TypeVar
from uuid import UUID

from django.db import connection, transaction
from django.db.models import BigIntegerField, Case, Q, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from auctions.audit import checks
from auctions.audit.chain import ChainCheck
from auctions.audit.checks import StoredAnswer, StoredBid
from auctions.audit.ledger import Ledger, check_one_open_lot
from auctions.audit.ownership import OwnershipLedger
from auctions.audit.prices import check_prices
from auctions.audit.rosters import check_rosters
from auctions.audit.turns import TurnOrder
from auctions.models import Auction, AuctionEvent, AuctionSnapshot, Bid, CommandOutcome, Participant
from auctions.rules import clock
from auctions.rules.codes import Code
from auctions.rules.events import Event, EventKind
from auctions.rules.evolve import GapError, evolve, from_nothing
from auctions.rules.state import AuctionState
from auctions.store import codec, journal

PAGE = 500
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it must be, at event `seq` if it belongs to one."""

    auction: UUID
    seq: int | None
    sentence: str

    def __str__(self) -> str:
        place = f", event {self.seq}" if self.seq is not None else ""
        return f"Auction {self.auction}{place}: {self.sentence}."


def audit_auction(auction_id: UUID) -> list[Finding]:
    """Return everything that contradicts the journal of one auction. Raises Auction.DoesNotExist.

    Waits for nobody and lets nobody wait: a running auction is audited as of one instant.
    """
    with consistent_read():
        return list(_JournalAudit(Auction.objects.get(pk=auction_id)).findings())


@contextmanager
def consistent_read() -> Iterator[None]:
    """Read everything in this block as of one instant; inside of a transaction, as of that one."""
    nested = connection.in_atomic_block
    with transaction.atomic():
        if not nested:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def compare_with_tables(row: Auction, replayed: AuctionState) -> Iterator[str]:
    """Name the differences between an auction's tables and the state that its journal leads to."""
    try:
        stored = journal.state_from_tables(row.pk)
    except (KeyError, TypeError, ValueError) as error:
        yield f"the tables can't be read: {error!r}"
        return
    yield from checks.compare_tables(replayed, stored)
    # Two columns follow from the others, and are no part of a state.
    for seat, available in Participant.objects.filter(auction=row).values_list("pk", "available"):
        if seat in replayed.participants and replayed.participants[seat].available != available:
            yield f"participant {seat} has another available in the table than in the journal"
    due, stored_due = clock.next_deadline(replayed), row.next_deadline
    if due != (None if stored_due is None else _ms(stored_due)):
        yield f"the clock is to come at {stored_due}, and by the journal at {due} (ms)"


class _OrderedRows(Generic[T]):
    """Rows in order of a number, handed out up to a limit at a time."""

    def __init__(self, rows: Iterable[T], number: Callable[[T], int]) -> None:
        self._rows = iter(rows)
        self._number = number
        self._next = next(self._rows, None)

    def up_to(self, limit: int) -> Iterator[T]:
        while self._next is not None and self._number(self._next) <= limit:
            row, self._next = self._next, next(self._rows, None)
            yield row

    def rest(self) -> Iterator[T]:
        while self._next is not None:
            row, self._next = self._next, next(self._rows, None)
            yield row


class _JournalAudit:
    """One pass along one journal."""

    def __init__(self, row: Auction) -> None:
        self.row = row
        self.state: AuctionState | None = None
        self.ledger = Ledger()
        self.ownership = OwnershipLedger()
        self.turns = TurnOrder()
        self.chain = ChainCheck(row)
        self.accepted = _OrderedRows(_stored_bids(row, "seq", Q(code=Code.OK)), lambda bid: bid.seq or 0)
        late = Q(code=Code.LOT_CLOSED) | Q(code=Code.NOT_YOUR_TURN)
        self.refused = _OrderedRows(_stored_bids(row, "decided_at", late), lambda bid: bid.decided)
        self.answers = _OrderedRows(_stored_answers(row), lambda answer: answer.seq)
        self.snapshots = _OrderedRows(_stored_snapshots(row), lambda snapshot: snapshot[0])
        self.last_bid: Event | None = None  # the last bid seen
        self.instant = 0  # of the last event
        self.states_at_instant: list[AuctionState] = []  # the states that were in force at that instant

    def findings(self) -> Iterator[Finding]:
        """Replay all events; yield what is wrong, each with its event."""
        head = 0
        for seq, event in self._events():
            if seq > head + 1:
                yield self._finding(seq, _missing_events(head + 1, seq - 1))
            head = seq
            for sentence in self._replay_event(event) if isinstance(event, Event) else [event]:
                yield self._finding(seq, sentence)
        for sentence in self._check_end(head):
            yield self._finding(None, sentence)
        missed = Bid.objects.filter(auction=self.row, code=Code.MISSED_BY_SERVER).count()
        if missed:
            yield self._finding(None, f"bids that arrived in time and were decided too late: {missed}")

    def _finding(self, seq: int | None, sentence: str) -> Finding:
        return Finding(self.row.pk, seq, sentence)

    def _events(self) -> Iterator[tuple[int, Event | str]]:
        """Each event by its number; where a row can't be read, or isn't what was chained, a sentence about it."""
        rows = AuctionEvent.objects.filter(auction=self.row).order_by("seq")
        names = ("seq", "kind", "at", "payload", "actor_id", "reason", "hash")
        for seq, kind, at, payload, actor, reason, digest in rows.values_list(*names).iterator(chunk_size=PAGE):
            row = {"kind": kind, "at": _ms(at), "payload": payload, "actor": actor, "reason": reason}
            for sentence in self.chain.follow({"seq": seq, **row}, digest):
                yield seq, sentence
            try:
                event = codec.load_event(seq=seq, **row)
            except (KeyError, TypeError, ValueError) as error:
                yield seq, f"the event can't be read: {error!r}"
            else:
                yield seq, event

    def _replay_event(self, event: Event) -> Iterator[str]:
        before = self.state
        if before is None:
            try:
                self.state = from_nothing(event, self.row.epoch)
            except GapError:
                yield "the journal doesn't begin with the event that makes the auction; it can't be replayed"
                return
        else:
            yield from self._check_late_refusals(event.at)
            # After a gap the replay goes on from what there is; the accounts show what is missing.
            self.state = evolve(replace(before, seq=event.seq - 1), event)
        self._remember_state(before, event)
        yield from self.ledger.apply_event(event, self.state)
        yield from self.ownership.apply_event(event, self.state)
        yield from check_one_open_lot(self.state)
        if before is not None:
            yield from check_rosters(event, before, self.state)
            yield from check_prices(event, before, self.state)
            yield from self.turns.apply_event(event, before, self.state)
        yield from self._check_bids(event, before or self.state)
        yield from self._check_answers(event)
        yield from self._check_snapshots(event, self.state)

    def _remember_state(self, before: AuctionState | None, event: Event) -> None:
        assert self.state is not None  # noqa: S101 # just set
        if event.at != self.instant or before is None:
            self.states_at_instant = [before] if before else []
            self.instant = event.at
        self.states_at_instant.append(self.state)

    def _check_bids(self, event: Event, before: AuctionState) -> Iterator[str]:
        for bid in self.accepted.up_to(event.seq - 1):
            yield f"bid {bid.id} was accepted as event {bid.seq}, which is missing"
        bids = list(self.accepted.up_to(event.seq))
        assert self.state is not None  # noqa: S101 # an event was seen
        if event.kind is EventKind.PROXY_BID:
            yield from checks.check_proxy_bid(event, before, self.state)
        if event.kind is not EventKind.BID_PLACED:
            for bid in bids:
                yield f"bid {bid.id} was accepted as this event, which is {event.kind}"
            return
        self.last_bid = event
        if len(bids) != 1:
            yield f"the placed bid has {len(bids)} rows in the table of bids"
        for bid in bids:
            yield from checks.check_bid(bid, before, event, turn_ends_at=self.turns.ends_at)
        yield from checks.check_bid_event(event, self.state)

    def _check_answers(self, event: Event) -> Iterator[str]:
        for answer in self.answers.up_to(event.seq):
            if answer.seq == 0:
                yield from checks.check_answer_without_event(answer)
            elif answer.seq < event.seq:
                yield _missing_event_of(answer)
            else:
                yield from checks.check_answer(answer, self.last_bid)

    def _check_snapshots(self, event: Event, state: AuctionState) -> Iterator[str]:
        """Compare snapshots with the state: a process that is new to the auction would begin from them."""
        for seq, snapshot in self.snapshots.up_to(event.seq):
            if snapshot != state:
                yield f"the snapshot of event {seq} is not what the journal says"

    def _check_late_refusals(self, at: int) -> Iterator[str]:
        """Check the bids refused as late or out of turn before the instant `at` by the states they may have met."""
        for bid in self.refused.up_to(at - 1):
            yield from checks.check_refusal(bid, self._states_at(bid.decided))

    def _states_at(self, instant: int) -> list[AuctionState]:
        return self.states_at_instant if instant <= self.instant else self.states_at_instant[-1:]

    def _check_end(self, head: int) -> Iterator[str]:
        yield from self.chain.check_end()
        for bid in self.refused.rest():
            yield from checks.check_refusal(bid, self._states_at(bid.decided))
        for bid in self.accepted.rest():
            yield f"bid {bid.id} was accepted as event {bid.seq}, and the journal ends with {head}"
        for answer in self.answers.rest():
            yield _missing_event_of(answer)
        for seq, _ in self.snapshots.rest():
            yield f"there is a snapshot of event {seq}, and the journal ends with {head}"
        if self.state is None:
            yield "there is no journal that could be replayed"
            return
        if self.state.auction.status.over:
            yield from self.ledger.unresolved_holds()
        yield from compare_with_tables(self.row, self.state)


def _missing_events(first: int, last: int) -> str:
    return f"event {first} is missing" if first == last else f"events {first} to {last} are missing"


def _missing_event_of(answer: StoredAnswer) -> str:
    return f"command {answer.id} was acknowledged to user {answer.user} as event {answer.seq}, which is missing"


def _ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)


def _stored_bids(auction: Auction, order: str, which: Q) -> Iterator[StoredBid]:
    rows = Bid.objects.filter(which, auction=auction).order_by(order, "id")
    for row in rows.iterator(chunk_size=PAGE):
        yield StoredBid(
            id=row.pk,
            lot=row.lot_id,
            participant=row.participant_id,
            amount=row.amount,
            code=row.code,
            seq=row.seq,
            arrived=_ms(row.arrived_at),
            decided=_ms(row.decided_at),
            receipt=row.receipt if isinstance(row.receipt, dict) else {},
        )


def _stored_answers(auction: Auction) -> Iterator[StoredAnswer]:
    """The acknowledgements in the order of the events they name; those that name none, or nothing readable, as 0."""
    number = KeyTextTransform("seq", "outcome")
    named = When(outcome__seq__regex=r"^[0-9]{1,18}$", then=Cast(number, BigIntegerField()))
    rows = CommandOutcome.objects.filter(auction=auction, outcome__code=Code.OK)
    rows = rows.annotate(told=Case(named, default=Value(0)), said=number)
    for row in rows.order_by("told", "id").iterator(chunk_size=PAGE):
        receipt = row.outcome.get("receipt")
        said = None if row.said in {None, "0"} or row.told else row.said
        yield StoredAnswer(id=str(row.command_id), user=row.user_id, seq=row.told, receipt=receipt, unreadable=said)


def _stored_snapshots(auction: Auction) -> Iterator[tuple[int, AuctionState]]:
    """The snapshots, with their numbers, that a process would use: of this epoch, and of this release's shape."""
    rows = AuctionSnapshot.objects.filter(auction=auction, epoch=auction.epoch).order_by("seq")
    for row in rows.iterator(chunk_size=1):
        try:
            yield row.seq, codec.load_state(row.state)
        except (KeyError, TypeError, ValueError):
            continue
