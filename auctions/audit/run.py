"""Prove an auction from its journal: replay it from event 1 and compare everything else that is stored with it.

Whatever the size of the journal, only its state and a few hundred rows are in memory: events, bids and answers come
through server-side cursors, merged by event number, all of one snapshot of the database.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import connection, transaction
from django.db.models import BigIntegerField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from auctions.audit import bids as audit_bids
from auctions.audit.bids import StoredAnswer, StoredBid
from auctions.audit.ledger import Ledger, one_open_lot
from auctions.audit.ownership import OwnershipLedger
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
    """Something that is not as it must be, at event `seq` if it has a place; a warning is no contradiction."""

    auction: UUID
    seq: int | None
    sentence: str
    warning: bool = False

    def __str__(self) -> str:
        place = f", event {self.seq}" if self.seq is not None else ""
        return f"Auction {self.auction}{place}: {self.sentence}."


def audit_auction(auction_id: UUID) -> list[Finding]:
    """Everything that contradicts the journal of one auction. Raises Auction.DoesNotExist.

    Waits for nobody and lets nobody wait: a running auction is audited as of one instant.
    """
    with consistent_read():
        return list(_Audit(Auction.objects.get(pk=auction_id)).findings())


@contextmanager
def consistent_read() -> Iterator[None]:
    """Whatever is read in here is as of one instant; inside of a transaction, as of that one."""
    nested = connection.in_atomic_block
    with transaction.atomic():
        if not nested:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def compare_with_tables(row: Auction, replayed: AuctionState) -> Iterator[str]:
    """What the tables of an auction say otherwise than the state that its journal leads to."""
    try:
        stored = journal.state_from_tables(row.pk)
    except (KeyError, TypeError, ValueError) as error:
        yield f"the tables can't be read: {error!r}"
        return
    yield from audit_bids.compare_tables(replayed, stored)
    # Two columns follow from the others, and are no part of a state.
    for seat, available in Participant.objects.filter(auction=row).values_list("pk", "available"):
        if seat in replayed.participants and replayed.participants[seat].available != available:
            said = replayed.participants[seat].available
            yield f"participant {seat} has available {available} in the table and {said} in the journal"
    due, stored_due = clock.next_deadline(replayed), row.next_deadline
    if due != (None if stored_due is None else _ms(stored_due)):
        yield f"the clock is to come at {stored_due}, and by the journal at {due} (ms)"


class _Merge(Generic[T]):
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


class _Audit:
    """One walk along one journal."""

    def __init__(self, row: Auction) -> None:
        self.row = row
        self.state: AuctionState | None = None
        self.books = Ledger()
        self.deeds = OwnershipLedger()
        self.accepted = _Merge(_bids(row, "seq", code=Code.OK), lambda bid: bid.seq or 0)
        self.refused = _Merge(_bids(row, "decided_at", code=Code.LOT_CLOSED), lambda bid: bid.decided)
        self.answers = _Merge(_answers(row), lambda answer: answer.seq)
        self.snapshots = _Merge(_snapshots(row), lambda snapshot: snapshot[0])
        self.placed: Event | None = None  # the last bid seen
        self.instant = 0  # of the last event
        self.moments: list[AuctionState] = []  # the states that were in force at that instant

    def findings(self) -> Iterator[Finding]:
        """Sentences with their places."""
        head = 0
        for seq, event in self._events():
            if seq > head + 1:
                yield self._finding(seq, _missing(head + 1, seq - 1))
            head = seq
            for sentence in self._step(event) if isinstance(event, Event) else [event]:
                yield self._finding(seq, sentence)
        for sentence in self._end(head):
            yield self._finding(None, sentence)
        missed = Bid.objects.filter(auction=self.row, code=Code.MISSED_BY_SERVER).count()
        if missed:
            sentence = f"bids that arrived in time and were decided too late: {missed}"
            yield Finding(self.row.pk, None, sentence, warning=True)

    def _finding(self, seq: int | None, sentence: str) -> Finding:
        return Finding(self.row.pk, seq, sentence)

    def _events(self) -> Iterator[tuple[int, Event | str]]:
        """Each event by its number; where a row can't be read, a sentence about it."""
        rows = AuctionEvent.objects.filter(auction=self.row).order_by("seq")
        names = ("seq", "kind", "at", "payload", "actor_id", "reason")
        for seq, kind, at, payload, actor, reason in rows.values_list(*names).iterator(chunk_size=PAGE):
            try:
                event = codec.load_event(seq=seq, kind=kind, at=_ms(at), payload=payload, actor=actor, reason=reason)
            except (KeyError, TypeError, ValueError) as error:
                yield seq, f"the event can't be read: {error!r}"
            else:
                yield seq, event

    def _step(self, event: Event) -> Iterator[str]:
        before = self.state
        if before is None:
            try:
                self.state = from_nothing(event, self.row.epoch)
            except GapError:
                yield "the journal doesn't begin with the event that makes the auction; it can't be replayed"
                return
        else:
            yield from self._late_until(event.at)
            # After a gap the replay goes on from what there is; the books say what is missing.
            self.state = evolve(replace(before, seq=event.seq - 1), event)
        self._remember(before, event)
        yield from self.books.enter(event, self.state)
        yield from self.deeds.enter(event, self.state)
        yield from one_open_lot(self.state)
        yield from self._bids_of(event, before or self.state)
        yield from self._answers_of(event)
        yield from self._snapshots_of(event, self.state)

    def _remember(self, before: AuctionState | None, event: Event) -> None:
        assert self.state is not None  # noqa: S101 # just set
        if event.at != self.instant or before is None:
            self.moments = [before] if before else []
            self.instant = event.at
        self.moments.append(self.state)

    def _bids_of(self, event: Event, before: AuctionState) -> Iterator[str]:
        for bid in self.accepted.up_to(event.seq - 1):
            yield f"bid {bid.id} was accepted as event {bid.seq}, which is missing"
        bids = list(self.accepted.up_to(event.seq))
        if event.kind is not EventKind.BID_PLACED:
            for bid in bids:
                yield f"bid {bid.id} was accepted as this event, which is {event.kind}"
            return
        self.placed = event
        if len(bids) != 1:
            yield f"the placed bid has {len(bids)} rows in the table of bids"
        for bid in bids:
            yield from audit_bids.check_bid(bid, before, event)
        assert self.state is not None  # noqa: S101 # an event was seen
        yield from audit_bids.check_bid_event(event, self.state)

    def _answers_of(self, event: Event) -> Iterator[str]:
        for answer in self.answers.up_to(event.seq):
            if answer.seq < event.seq:
                yield _unknown_event(answer)
            else:
                yield from audit_bids.check_answer(answer, self.placed)

    def _snapshots_of(self, event: Event, state: AuctionState) -> Iterator[str]:
        """A process that is new to the auction would begin from them."""
        for seq, snapshot in self.snapshots.up_to(event.seq):
            if snapshot != state:
                yield f"the snapshot of event {seq} is not what the journal says"

    def _late_until(self, at: int) -> Iterator[str]:
        """Bids that were refused as late before the instant `at`, against the states they may have met."""
        for bid in self.refused.up_to(at - 1):
            yield from audit_bids.check_late_refusal(bid, self._states_at(bid.decided))

    def _states_at(self, instant: int) -> list[AuctionState]:
        return self.moments if instant <= self.instant else self.moments[-1:]

    def _end(self, head: int) -> Iterator[str]:
        for bid in self.refused.rest():
            yield from audit_bids.check_late_refusal(bid, self._states_at(bid.decided))
        for bid in self.accepted.rest():
            yield f"bid {bid.id} was accepted as event {bid.seq}, and the journal ends with {head}"
        for answer in self.answers.rest():
            yield _unknown_event(answer)
        for seq, _ in self.snapshots.rest():
            yield f"there is a snapshot of event {seq}, and the journal ends with {head}"
        if self.state is None:
            yield "there is no journal that could be replayed"
            return
        if self.state.auction.status.over:
            yield from self.books.unresolved()
        yield from compare_with_tables(self.row, self.state)


def _missing(first: int, last: int) -> str:
    return f"event {first} is missing" if first == last else f"events {first} to {last} are missing"


def _unknown_event(answer: StoredAnswer) -> str:
    return f"command {answer.id} was acknowledged to user {answer.user} as event {answer.seq}, which is missing"


def _ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)


def _bids(auction: Auction, order: str, *, code: Code) -> Iterator[StoredBid]:
    rows = Bid.objects.filter(auction=auction, code=code).order_by(order, "id")
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


def _answers(auction: Auction) -> Iterator[StoredAnswer]:
    seq: Any = Cast(KeyTextTransform("seq", "outcome"), BigIntegerField())
    rows = CommandOutcome.objects.filter(auction=auction, outcome__code=Code.OK).annotate(told=seq)
    for row in rows.order_by("told", "id").iterator(chunk_size=PAGE):
        receipt = row.outcome.get("receipt")
        yield StoredAnswer(id=str(row.command_id), user=row.user_id, seq=row.told or 0, receipt=receipt)


def _snapshots(auction: Auction) -> Iterator[tuple[int, AuctionState]]:
    """Those, with their numbers, that a process would use: of this epoch, and of this release's shape."""
    rows = AuctionSnapshot.objects.filter(auction=auction, epoch=auction.epoch).order_by("seq")
    for row in rows.iterator(chunk_size=1):
        try:
            yield row.seq, codec.load_state(row.state)
        except (KeyError, TypeError, ValueError):
            continue
