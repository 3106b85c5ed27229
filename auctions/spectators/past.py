"""A room as it was some seconds ago, for those who watch by a link: nobody who bids gains anything by watching."""

import time
from collections import deque
from dataclasses import dataclass
from itertools import takewhile
from threading import Lock
from uuid import UUID

from auctions.engine import NoSuchAuction
from auctions.publish.names import names_in
from auctions.reads.queries import RESUME_EVENTS, RenderedState, render_state
from auctions.rules.events import Event
from auctions.rules.evolve import evolve, from_nothing
from auctions.rules.state import AuctionState
from auctions.store import heartbeat, journal
from auctionsite.serving.caches import SharedCache

FRESH_SECONDS = 1.0
"""However many watch, the journal is read so often at most, for each auction in each process."""
EVENTS_AT_ONCE = 50
_WATCHED_AUCTIONS = 50


@dataclass(frozen=True, slots=True)
class PastRoom:
    """A room as it was: its state, and the last events that led there, the oldest first."""

    rendered: RenderedState
    recent: tuple[Event, ...]

    def events_after(self, seq: int) -> list[Event] | None:
        """Return the events after a number; None if there are too many, so that the whole state is less."""
        if seq + 1 < self.recent[0].seq:
            return None
        return [each for each in self.recent if each.seq > seq]


class _Follower:
    """One auction, so many seconds behind; it goes through the journal once, and on from there."""

    def __init__(self, auction_id: UUID, delay_ms: int) -> None:
        self._auction_id, self._delay_ms = auction_id, delay_ms
        self._lock = Lock()
        self._room: PastRoom | None = None
        self._until = 0.0

    def room(self) -> PastRoom:
        """Return the room as it was; raises NoSuchAuction, GapError and codec.Unreadable."""
        with self._lock:
            if self._room is None or time.monotonic() >= self._until:
                self._room = self._forward(self._room, heartbeat.now_ms() - self._delay_ms)
                self._until = time.monotonic() + FRESH_SECONDS
            return self._room

    def _forward(self, room: PastRoom | None, until: int) -> PastRoom:
        state, recent = self._begin(room)
        while page := journal.events_after(self._auction_id, state.seq, EVENTS_AT_ONCE):
            past = [*takewhile(lambda event: event.at <= until, page)]
            for event in past:
                state = evolve(state, event)
            recent.extend(past)
            if len(past) < EVENTS_AT_ONCE:
                break
        return PastRoom(_rendered(state, room), tuple(recent))

    def _begin(self, room: PastRoom | None) -> tuple[AuctionState, deque[Event]]:
        """Return where to go on: after what was read, or after event 1, which says who is there for what."""
        head = journal.head_of(self._auction_id)
        if head is None:
            raise NoSuchAuction(self._auction_id)
        if room and room.rendered.state.epoch == head[1]:
            return room.rendered.state, deque(room.recent, RESUME_EVENTS)
        [first] = journal.events_after(self._auction_id, 0, 1)
        return from_nothing(first, head[1]), deque([first], RESUME_EVENTS)


def _rendered(state: AuctionState, before: PastRoom | None) -> RenderedState:
    names = names_in(state)
    if before and before.rendered.state is state and before.rendered.names is names:
        return before.rendered
    return render_state(state, names)


_followers = SharedCache[tuple[UUID, int], _Follower](_WATCHED_AUCTIONS)


def past_room(auction_id: UUID, delay_seconds: int) -> PastRoom:
    """Return an auction's room as it was so many seconds ago, or a second before.

    Raises NoSuchAuction, codec.Unreadable, and GapError if the journal is being replaced.
    """
    key = (auction_id, delay_seconds * 1000)
    follower = _followers.get(key)
    if follower is None:
        follower = _Follower(*key)
        _followers.put(key, follower)
    return follower.room()
