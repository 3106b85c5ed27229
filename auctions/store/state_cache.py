"""Where the state of an auction comes from without reading its tables, if that is allowed and possible.

    1  the newest state that this process has seen, where flags keep it for what is asked
    2  else the newest snapshot, where flags let a process recover from it
    3  and the events since, up to the number that the auction's row has

Whatever it comes from, it is what the journal says at that number, or it is None, and the tables are read. So the flags
may change at any moment, and in one process before another.
"""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from threading import Lock
from uuid import UUID

import orjson
import structlog

from auctions.rules.commands import Begin, Command, PassLot, PlaceBid
from auctions.rules.events import Event
from auctions.rules.evolve import GapError, evolve
from auctions.rules.state import AuctionState
from auctions.store import codec, journal, snapshots
from rollouts import flags
from rollouts.flags import UseCase

log = structlog.get_logger("auctions")
REMEMBERED_AUCTIONS = 200
CATCH_UP_EVENTS = 500
"""Further behind than this, reading the tables is cheaper than merging events."""
_USE_CASES: dict[type[Command], UseCase] = {Begin: UseCase.BEGIN, PlaceBid: UseCase.BID, PassLot: UseCase.BID}
"""What commands are for; all others settle something: ticks, sales, pauses."""


class StateMemory:
    """The newest state of each auction that this process has seen, the least recently used forgotten first."""

    def __init__(self) -> None:
        self._states: OrderedDict[UUID, AuctionState] = OrderedDict()
        self._lock = Lock()

    def get(self, auction_id: UUID, epoch: int) -> AuctionState | None:
        """The state, if it is of this epoch."""
        with self._lock:
            state = self._states.get(auction_id)
            if state is None or state.epoch != epoch:
                return None
            self._states.move_to_end(auction_id)
            return state

    def keep(self, auction_id: UUID, state: AuctionState) -> None:
        """Keep the state, unless a newer one is known."""
        with self._lock:
            known = self._states.get(auction_id)
            if known is None or known.epoch != state.epoch or known.seq < state.seq:
                self._states[auction_id] = state
            while len(self._states) > REMEMBERED_AUCTIONS:
                self._states.popitem(last=False)

    def forget(self, auction_id: UUID) -> None:
        """Forget an auction."""
        with self._lock:
            self._states.pop(auction_id, None)

    def everything(self) -> list[AuctionState]:
        """All states."""
        with self._lock:
            return list(self._states.values())


memory = StateMemory()


def keeps_state_for(auction_id: UUID, commands: Iterable[Command]) -> bool:
    """Whether flags keep the auction's state for all of these commands."""
    use_cases = {_USE_CASES.get(type(command), UseCase.SETTLE) for command in commands}
    return all(flags.keeps_state(each, auction_id) for each in use_cases)


def state_at(auction_id: UUID, seq: int, epoch: int, *, kept: bool) -> AuctionState | None:
    """The state after event `seq` without reading tables; None if there is none at hand, or flags don't keep it.

    Where they keep nothing of the auction any more, nothing of it stays in memory.
    """
    known = memory.get(auction_id, epoch)
    if not kept:
        if known is not None and not any(flags.keeps_state(each, auction_id) for each in UseCase):
            memory.forget(auction_id)
        return None
    if known is not None and known.seq <= seq <= known.seq + CATCH_UP_EVENTS:
        return _with_newer(known, seq)
    return _recovered(auction_id, seq, epoch) if flags.recovers_state(auction_id) else None


def remember(auction_id: UUID, state: AuctionState, *, kept: bool) -> None:
    """Remember a state that was read, if flags keep it."""
    if kept:
        memory.keep(auction_id, state)


def remember_commit(auction_id: UUID, state: AuctionState, events: Sequence[Event], *, kept: bool) -> None:
    """After a commit: remember what it led to, and have a snapshot written when it is time."""
    remember(auction_id, state, kept=kept)
    snapshots.offer_snapshot(state, events)


def snapshot_running_auctions() -> None:
    """This process ends: write snapshots of the running auctions in its memory. Bounded, and harmless if repeated."""
    snapshots.write_snapshots(each for each in memory.everything() if not each.auction.status.over)


def _with_newer(state: AuctionState, seq: int) -> AuctionState:
    """The state after event `seq`, of one before it. Raises GapError if the journal has a hole."""
    if state.seq < seq:
        for event in journal.events_after(UUID(state.auction.id), state.seq, seq - state.seq):
            state = evolve(state, event)
    return state


def _recovered(auction_id: UUID, seq: int, epoch: int) -> AuctionState | None:
    """The state after event `seq` from a snapshot and the events since; None if that doesn't give it."""
    text = journal.newest_snapshot(auction_id, seq, epoch)
    state, merged = (None, 0) if text is None else _grown(auction_id, text, seq, epoch)
    source = "tables" if state is None else "snapshot"
    log.info("state.recovered", auctionId=str(auction_id), seq=seq, events=merged, **{"from": source})
    return state


def _grown(auction_id: UUID, text: str, seq: int, epoch: int) -> tuple[AuctionState | None, int]:
    """(the state of a snapshot with the events since, how many these were); the log says if the snapshot is no good."""
    try:
        known = codec.load_state(orjson.loads(text))
        if seq - known.seq > CATCH_UP_EVENTS:
            return None, 0
        state = _with_newer(known, seq)
    except (KeyError, TypeError, ValueError, GapError) as error:
        log.warning("state.snapshot_unreadable", auctionId=str(auction_id), error=repr(error))
        return None, 0
    if (state.auction.id, state.seq, state.epoch) != (str(auction_id), seq, epoch):
        log.warning("state.snapshot_unreadable", auctionId=str(auction_id), error=f"it leads to event {state.seq}")
        return None, 0
    return state, seq - known.seq
