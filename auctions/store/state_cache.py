"""The state of an auction without reading its tables, where flags allow it and something newer is at hand.

    1  the newest state that this process has seen, where flags keep it for what is asked
    2  else the newest snapshot, where flags let a process recover from it
    3  and the events since, up to the number that the auction's row has

Whatever it comes from, it is what the journal says at that number, or it is None, and the tables are read. So the flags
may change at any moment, and in one process before another.
"""

import contextlib
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from threading import Lock
from uuid import UUID

import orjson
import structlog

from auctions.rules.commands import Begin, BidByBot, BidFor, Command, LeaveProxy, PassLot, PlaceBid, RetractBid
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
_USE_CASES: dict[type[Command], UseCase] = {
    Begin: UseCase.BEGIN,
    PlaceBid: UseCase.BID,
    BidFor: UseCase.BID,
    BidByBot: UseCase.BID,
    RetractBid: UseCase.BID,
    PassLot: UseCase.BID,
    LeaveProxy: UseCase.BID,
}
"""The use cases of commands; all others settle something: ticks, sales, pauses."""


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
            remembered = self._states.get(auction_id)
            if remembered is None or remembered.epoch != state.epoch or remembered.seq < state.seq:
                self._states[auction_id] = state
            while len(self._states) > REMEMBERED_AUCTIONS:
                self._states.popitem(last=False)

    def forget(self, auction_id: UUID) -> None:
        """Forget an auction."""
        with self._lock:
            self._states.pop(auction_id, None)

    def all_states(self) -> list[AuctionState]:
        """All states."""
        with self._lock:
            return list(self._states.values())


memory = StateMemory()


def keeps_state_for(auction_id: UUID, commands: Iterable[Command]) -> bool:
    """True if flags let memory serve the auction's state for all of these commands."""
    use_cases = {_USE_CASES.get(type(command), UseCase.SETTLE) for command in commands}
    return all(flags.keeps_state(each, auction_id) for each in use_cases)


def state_at(auction_id: UUID, seq: int, epoch: int, *, use_memory: bool) -> AuctionState | None:
    """Return the state after event `seq` without reading tables; None if there is none at hand or memory isn't used.

    Where flags keep nothing of the auction any more, nothing of it stays in memory.
    """
    remembered = memory.get(auction_id, epoch)
    if not use_memory:
        if remembered is not None and not any(flags.keeps_state(each, auction_id) for each in UseCase):
            memory.forget(auction_id)
        return None
    if remembered is not None and remembered.seq <= seq <= remembered.seq + CATCH_UP_EVENTS:
        with contextlib.suppress(GapError):
            if (state := _merge_newer_events(remembered, seq)).seq == seq:
                return state
        memory.forget(auction_id)
        return None
    return _recover(auction_id, seq, epoch) if flags.recovers_state(auction_id) else None


def remember(auction_id: UUID, state: AuctionState, *, use_memory: bool) -> None:
    """Remember a state that was read, if memory is used."""
    if use_memory:
        memory.keep(auction_id, state)


def remember_commit(auction_id: UUID, state: AuctionState, events: Sequence[Event], *, use_memory: bool) -> None:
    """Remember the state after a commit, and have a snapshot written when one is due."""
    remember(auction_id, state, use_memory=use_memory)
    snapshots.offer_snapshot(state, events)


def snapshot_running_auctions() -> None:
    """Write snapshots of the running auctions in memory: the process ends. Bounded, and harmless if repeated."""
    snapshots.write_snapshots(each for each in memory.all_states() if not each.auction.status.over)


def _merge_newer_events(state: AuctionState, seq: int) -> AuctionState:
    """Merge the events up to `seq` into an older state. Raises GapError if the journal has a gap."""
    if state.seq < seq:
        for event in journal.events_after(UUID(state.auction.id), state.seq, seq - state.seq):
            state = evolve(state, event)
    return state


def _recover(auction_id: UUID, seq: int, epoch: int) -> AuctionState | None:
    """Return the state after event `seq` from a snapshot and the events since; None if that doesn't give it."""
    text = snapshots.newest_snapshot(auction_id, seq, epoch)
    state, merged = (None, 0) if text is None else _state_from_snapshot(auction_id, text, seq, epoch)
    source = "tables" if state is None else "snapshot"
    log.info("state.recovered", auctionId=str(auction_id), seq=seq, events=merged, **{"from": source})
    return state


def _state_from_snapshot(auction_id: UUID, text: str, seq: int, epoch: int) -> tuple[AuctionState | None, int]:
    """Return (a snapshot's state with the events since, how many these were); log it if the snapshot is no good."""
    try:
        snapshot = codec.load_state(orjson.loads(text))
        if seq - snapshot.seq > CATCH_UP_EVENTS:
            return None, 0
        state = _merge_newer_events(snapshot, seq)
    except (KeyError, TypeError, ValueError, GapError) as error:
        log.warning("state.snapshot_unreadable", auctionId=str(auction_id), error=repr(error))
        return None, 0
    if (state.auction.id, state.seq, state.epoch) != (str(auction_id), seq, epoch):
        log.warning("state.snapshot_unreadable", auctionId=str(auction_id), error=f"it leads to event {state.seq}")
        return None, 0
    return state, seq - snapshot.seq
