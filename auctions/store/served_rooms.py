"""Keeps the seats that this process serves, by socket and over HTTP, and the rooms whose bids come over HTTP.

All that the database knows of who is in a room comes from here, with the process's heartbeats.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from auctions.store import heartbeat

HTTP_SECONDS = 10.0
"""A process that took a bid over HTTP is one of the room's for so long: without a socket a page bids again there."""
CALLERS_AT_MOST = 10_000
Seats = dict[str, int]
"""By seat, since when it has had a socket here without a break, in epoch ms."""


@dataclass(slots=True)
class _Presence:
    since: int
    sockets: int = 0


class ServedRooms:
    """By auction and seat. May be used from any thread; `on_change` is called when there is news to tell."""

    def __init__(self, clock: Callable[[], int]) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._present: dict[UUID, dict[int, _Presence]] = {}
        self._http_until: dict[UUID, float] = {}
        self._kept: dict[str, Seats] = {}
        self._callers: set[int] = set()
        self.is_ending = False
        self.on_change: Callable[[], None] = lambda: None

    def join(self, auction_id: UUID, seat: int) -> None:
        """Count a socket of a seat."""
        with self._lock:
            room = self._present.setdefault(auction_id, {})
            is_new = seat not in room
            room.setdefault(seat, _Presence(self._clock())).sockets += 1
        if is_new:
            self.on_change()

    def leave(self, auction_id: UUID, seat: int) -> None:
        """Count one socket less."""
        with self._lock:
            room = self._present.get(auction_id, {})
            if seat in room:
                room[seat].sockets -= 1
                if room[seat].sockets < 1:
                    del room[seat]
            if not room:
                self._present.pop(auction_id, None)

    def take_http_bid(self, auction_id: UUID) -> None:
        """Be one of the room's processes for a while."""
        with self._lock:
            known = auction_id in self._present or auction_id in self._http_until
            self._http_until[auction_id] = time.monotonic() + HTTP_SECONDS
        if not known:
            self.on_change()

    def take_http_call(self, seat: int) -> None:
        """Note that a seat has just called: a page without a socket does so every two seconds."""
        with self._lock:
            if len(self._callers) < CALLERS_AT_MOST:
                self._callers.add(seat)

    def seats_here(self) -> set[int]:
        """Return the seats that have a socket here, and those that have called since this was asked last."""
        with self._lock:
            callers, self._callers = self._callers, set()
            return callers.union(*self._present.values())

    def serves(self, auction_id: UUID) -> bool:
        """True if this is one of the room's processes."""
        with self._lock:
            return auction_id in self._present or self._http_until.get(auction_id, 0.0) > time.monotonic()

    def keep(self) -> None:
        """The process ends. Count all of now as served to its end: people leave, and aren't back elsewhere yet."""
        kept = self.all()
        with self._lock:
            self._kept, self.is_ending = kept, True
        self.on_change()

    def all(self) -> dict[str, Seats]:
        """Return the rooms, each with its seats."""
        now = time.monotonic()
        with self._lock:
            self._http_until = {auction: until for auction, until in self._http_until.items() if until > now}
            rooms = {
                str(auction): {str(seat): here.since for seat, here in self._present.get(auction, {}).items()}
                for auction in self._present.keys() | self._http_until.keys()
            }
            return {room: self._kept.get(room, {}) | rooms.get(room, {}) for room in self._kept.keys() | rooms.keys()}


served_rooms = ServedRooms(heartbeat.now_ms)
"""Those of this process."""
