"""The one way to change an auction: whatever changes one goes through `execute`.

    1  BEGIN, lock the auction's row, read the clock and the answers already given to these command ids
    2  the state at the row's seq: from memory or a snapshot, with the newer events merged, else from the tables
    3  decide each command in order of arrival, each on the state the one before it left, under the switches of now;
       before a lot is closed or a bid is late, move the deadline by what has stalled (`store/room_report.py`)
    4  write events, changed rows, bids and answers, those of a long batch while it is still decided; COMMIT
    5  remember the state, tell the room

One auction, one lock: different auctions never wait for each other, and commit order is `seq` order.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cache
from hashlib import sha256
from typing import Any
from uuid import UUID

import orjson
import psycopg
import structlog
from django.db import DatabaseError, transaction
from psycopg.errors import IdleInTransactionSessionTimeout, LockNotAvailable, TransactionTimeout

from auctions.flags.switches import switches_for
from auctions.publish import broadcast
from auctions.rules.clock import first_running_since
from auctions.rules.codes import Code
from auctions.rules.commands import SYSTEM, Command, CountStalls, PassLot, PlaceBid, Stamped, Tick
from auctions.rules.decide import Decision, decide, needs_report
from auctions.rules.draft import Rejection
from auctions.rules.events import EventKind
from auctions.rules.state import AuctionState
from auctions.rules.switches import Switches
from auctions.store import journal, room_report, state_cache
from auctions.store.codec import Unreadable
from auctions.store.journal import Head
from auctions.store.room_report import RoomReport
from auctions.store.writing import BidRow, OutcomeRow, Writing
from auctionsite.postgresql import lock_limits
from rollouts import flags
from rollouts.flags import UseCase

log = structlog.get_logger("auctions")
READ_TRIES = 50
SENT_TOGETHER = 8
"""So many decisions of a batch are sent to Postgres at a time, which writes them down while the next are made."""
_LOST_LOCK = (LockNotAvailable, IdleInTransactionSessionTimeout, TransactionTimeout)
"""It wasn't to be had, or this process stopped while it had it; Django's own errors have them as their cause."""


class NoSuchAuction(LookupError):
    """There is no auction with this id."""


class AuctionBusy(Exception):
    """The auction's lock could not be had within 3 s; nothing was changed, the same command may be sent again."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer to a command. `facts` is what a sentence about `code` needs; `seq` is its last event's number."""

    code: Code
    seq: int
    facts: dict[str, Any]
    receipt: dict[str, Any] | None = None

    @property
    def ok(self) -> bool:
        """True if the command was accepted."""
        return self.code is Code.OK

    def to_json(self) -> dict[str, Any]:
        """The outcome as it is stored."""
        return {"code": self.code, "seq": self.seq, "facts": self.facts, "receipt": self.receipt}

    @classmethod
    def read(cls, stored: Any, seq: int) -> "Outcome":
        """The outcome from what was stored; `unreadable`, as of `seq`, if this release doesn't understand it."""
        try:
            return cls(Code(stored["code"]), stored["seq"], dict(stored["facts"]), stored["receipt"])
        except (KeyError, TypeError, ValueError):
            return cls(Code.UNREADABLE, seq, {})


@dataclass(slots=True)
class _Batch:
    """The decisions of one transaction so far."""

    state: AuctionState
    switches: Switches
    now: int
    writing: Writing
    report: RoomReport | None = None
    outcomes: list[Outcome] = field(default_factory=list)


def execute(
    auction_id: UUID,
    *commands: Command,
    clock: Callable[[], int] | None = None,
    arriving: bool = False,
    guard: Callable[[], None] | None = None,
    also: Callable[[], None] | None = None,
) -> list[Outcome]:
    """Decide the commands in one transaction, in order; return an outcome for each.

    `clock` stands in for the database's where time is simulated: epoch ms, read once, after the lock. What is stamped
    and `arriving` comes from the program itself: it arrives when it is decided, and no lot waits for it.
    `guard` looks, under the lock, at what the rules don't know; what it raises is raised, and nothing is decided. It
    isn't asked about commands that were answered before.
    `also` writes, in the same transaction, what belongs to the change outside of the auction, and waits for no other
    lock. It is called if all commands are accepted, so that a refused one changes nothing, nor one that comes again.
    An auction that this release can't read stands still: every outcome is `unreadable`, and nothing is written.
    Raises NoSuchAuction, and AuctionBusy if the lock can't be had or was lost. Not to be called in a transaction.
    """
    use_memory = state_cache.keeps_state_for(auction_id, commands)
    try:
        with transaction.atomic(durable=True):
            head = journal.lock(
                auction_id, [command.id for command in commands if command.id], held_ms=_held_ms(commands)
            )
            if head is None:
                raise NoSuchAuction(auction_id)
            is_new = not all((command.actor.user, command.id) in head.outcomes for command in commands)
            if guard is not None and is_new:
                guard()
            if clock is not None:
                head = replace(head, now=clock())
            try:
                state = state_cache.state_at(
                    auction_id, head.seq, head.epoch, use_memory=use_memory
                ) or journal.state_from_tables(auction_id)
            except Unreadable as error:
                return _stand_still(auction_id, head, commands, error)
            with Writing(auction_id, head.chain) as writing:
                batch = _Batch(state, switches_for(commands, state.auction.league), head.now, writing)
                for number, command in enumerate(_stamped(commands, head.now) if arriving else commands):
                    if number and number % SENT_TOGETHER == 0:
                        writing.send()
                    asked = command if clock is not None else _with_report(batch, auction_id, command)
                    _add_decision(batch, asked, head)
                if also is not None and is_new and all(outcome.ok for outcome in batch.outcomes):
                    writing.wait()
                    also()
                writing.finish(batch.state, commit=True)
    except (psycopg.Error, DatabaseError) as error:
        if isinstance(error, _LOST_LOCK) or isinstance(error.__cause__, _LOST_LOCK):
            raise AuctionBusy(auction_id) from error
        raise
    state_cache.remember_commit(auction_id, batch.state, writing.events, use_memory=use_memory)
    broadcast.publish(batch.state, writing.events, before=state)
    decided = zip(commands, batch.outcomes, strict=True)
    broadcast.log_commands(batch.state, ((command, outcome.code, outcome.receipt) for command, outcome in decided))
    return batch.outcomes


def _held_ms(commands: Sequence[Command]) -> int:
    quick = all(isinstance(each, Stamped | PassLot | Tick) for each in commands)
    return lock_limits.QUICK_MS if quick else lock_limits.HELD_MS


def _stand_still(auction_id: UUID, head: Head, commands: Sequence[Command], error: Unreadable) -> list[Outcome]:
    log.error("auction.unreadable", auctionId=str(auction_id), seq=head.seq, error=str(error))
    return [Outcome(Code.UNREADABLE, head.seq, {}) for _ in commands]


def preview(auction_id: UUID, command: Command) -> tuple[AuctionState, Decision]:
    """Decide a command without writing anything: return the state before, and the decision."""
    state = read(auction_id)
    return state, decide(state, command, journal.now_ms(), switches_for([command], state.auction.league))


def read(auction_id: UUID, use_case: UseCase = UseCase.BID) -> AuctionState:
    """Return the state at one consistent point, without a lock.

    Raises NoSuchAuction, codec.Unreadable, and AuctionBusy if it never rests.

    `use_case` is what it is wanted for: flags may keep states for one and not for another.
    """
    use_memory = flags.keeps_state(use_case, auction_id)
    for _ in range(READ_TRIES):
        head = journal.head_of(auction_id)
        if head is None:
            raise NoSuchAuction(auction_id)
        state = state_cache.state_at(auction_id, *head, use_memory=use_memory)
        if state is None:
            state = journal.state_from_tables(auction_id)
            if journal.head_of(auction_id) != head:
                continue  # tables are read by several statements, and a commit came between them
        state_cache.remember(auction_id, state, use_memory=use_memory)
        return state
    raise AuctionBusy(auction_id)


def _stamped(commands: Sequence[Command], now: int) -> list[Command]:
    return [replace(each, arrived=now) if isinstance(each, Stamped) else each for each in commands]


def _with_report(batch: _Batch, auction_id: UUID, command: Command) -> Command:
    """Count stalls before a command for which they matter; return the command with what it must know of the room."""
    if not needs_report(batch.state, command):
        return command
    if batch.report is None:
        batch.writing.wait()
        batch.report = room_report.read(auction_id, batch.now, first_running_since(batch.state))
        if isinstance(command, Tick) and command.outage_since is not None:
            return replace(command, outage_since=max(command.outage_since, batch.report.counted_until))
        _count_stalls(batch, auction_id, batch.report, so_far=not isinstance(command, Tick))
    return replace(command, closed_up_to=batch.report.closed_up_to) if isinstance(command, Tick) else command


def _count_stalls(batch: _Batch, auction_id: UUID, report: RoomReport, *, so_far: bool) -> None:
    """Move deadlines by what has stalled; `so_far`: also by the silences that go on, which a tick waits for."""
    stalls = report.stalls_so_far if so_far else report.stalls
    decision = decide(
        batch.state, CountStalls(actor=SYSTEM, stalls=stalls, counted=report.counted), batch.now, batch.switches
    )
    if decision.rejection is None and (report.has_news or decision.events):
        room_report.note_counted(auction_id, report, so_far=so_far)
        batch.state = decision.state
        batch.writing.events += decision.events


def _add_decision(batch: _Batch, command: Command, head: Head) -> None:
    user, fingerprint = command.actor.user, _fingerprint(command)
    key = (user, command.id) if user is not None and command.id is not None else None
    if key is not None and (stored := head.outcomes.get(key)):
        same = stored[0] == fingerprint
        batch.outcomes.append(
            Outcome.read(stored[1], batch.state.seq) if same else Outcome(Code.ID_REUSED, batch.state.seq, {})
        )
        return
    decision = decide(batch.state, command, head.now, batch.switches)
    rejection = decision.rejection
    if _may_be_in_time_elsewhere(batch, command, rejection):
        batch.outcomes.append(Outcome(Code.BUSY, batch.state.seq, {}))  # kept nowhere: it is sent again soon
        return
    outcome = Outcome(
        rejection.code if rejection else Code.OK,
        decision.state.seq,
        dict(rejection.facts) if rejection else {},
        decision.receipt,
    )
    batch.state = decision.state
    batch.writing.events += decision.events
    batch.outcomes.append(outcome)
    if decision.bid is not None:
        batch.writing.bids.append(_bid_row(batch.state, decision.bid, decision, outcome, head.now))
    if key is not None and outcome.code is not Code.READ_ONLY:  # which is no decision: the same id may come again
        answer = outcome.to_json()
        head.outcomes[key] = (fingerprint, answer)
        batch.writing.answers.append(OutcomeRow(*key, fingerprint, answer))


def _may_be_in_time_elsewhere(batch: _Batch, command: Command, rejection: Rejection | None) -> bool:
    """True for what is late while another process has something in time: it may be the same, sent again here."""
    late_ms: int | None = rejection.facts.get("late_ms") if rejection else None
    undecided = batch.report.undecided_elsewhere if batch.report else None
    if not late_ms or undecided is None or not isinstance(command, Stamped):
        return False
    return undecided <= command.arrived - late_ms


def _bid_row(state: AuctionState, bid: PlaceBid, decision: Decision, outcome: Outcome, now: int) -> BidRow:
    participant = bid.seat
    return BidRow(
        lot=bid.lot if bid.lot in state.lots else None,
        participant=participant if participant in state.participants else None,
        actor=bid.actor.user,
        amount=bid.amount,
        code=outcome.code,
        seq=next((event.seq for event in decision.events if event.kind is EventKind.BID_PLACED), None),
        arrived=bid.arrived,
        decided=now,
        receipt=decision.receipt or {},
    )


_NOT_CONTENT = {"actor", "id", "arrived"}
_ALWAYS_SAID = object()
"""In the place of a default: the field was there from the first release on."""


def _fingerprint(command: Command) -> str:
    """Return a hash of what a command asks for, so that its id can't be used for something else."""
    kind: Any = type(command)
    content = {name: value for name, unsaid in _content(kind) if (value := getattr(command, name)) != unsaid}
    text = orjson.dumps([kind.__name__, content], option=orjson.OPT_SORT_KEYS)
    return sha256(text).hexdigest()[:32]


@cache
def _content(kind: Any) -> tuple[tuple[str, Any], ...]:
    """Return the fields that say what a command asks for, each with the value at which it isn't said.

    Those that a later release added aren't at their default: so the same command has the same hash in both.
    """
    said = [each for each in fields(kind) if each.name not in _NOT_CONTENT]
    return tuple((each.name, each.default if "added" in each.metadata else _ALWAYS_SAID) for each in said)
