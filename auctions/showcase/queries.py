"""Reads the room that strangers may watch: the demo's, and no other. Nothing here writes."""

import time
from threading import Lock

from auctions import engine
from auctions.demo import find_demo_league
from auctions.models import Auction
from auctions.publish.names import names_in
from auctions.showcase.shown_room import STILL, ShownRoom, shown_room_of
from auctions.store import heartbeat
from auctions.store.codec import Unreadable

FRESH_SECONDS = 1.0
"""However many watch, the demo is looked at so often at most, in each process."""


class Showcase:
    """The room as it was last read, kept for a second for all who watch."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._room, self._until = STILL, 0.0

    def room(self) -> ShownRoom:
        """Return the demo's room as it is now; a still picture where none plays."""
        with self._lock:
            if time.monotonic() >= self._until:
                self._room = _read()
                self._until = time.monotonic() + FRESH_SECONDS
            return self._room

    def forget(self) -> None:
        """Look anew next time."""
        self._until = 0.0


showcase = Showcase()


def _read() -> ShownRoom:
    league = find_demo_league()
    running = league and Auction.objects.filter(league=league, status=Auction.Status.ACTIVE).first()
    if not running:
        return STILL
    try:
        state = engine.read(running.pk)
    except (engine.AuctionBusy, engine.NoSuchAuction, Unreadable):  # the front page is there for strangers all the same
        return STILL
    return shown_room_of(state, names_in(state), heartbeat.now_ms()) or STILL
