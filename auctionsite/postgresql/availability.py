"""A circuit breaker for the database: it remembers for a moment that the database is away.

Whoever finds out that it is away says so here, and for half a second everybody else is told at once instead of waiting
for the same. Then one tries again; as soon as one has an answer, everybody may. So a page, a socket or a command learns
within a fraction of a second what it would otherwise wait many seconds for.
"""

import threading
import time

import psycopg
import structlog
from django.db import InterfaceError, OperationalError

log = structlog.get_logger("auctionsite")
REMEMBER_SECONDS = 0.5
CONNECTION_ERRORS = (OperationalError, InterfaceError, psycopg.OperationalError, psycopg.InterfaceError)
"""The server, the line to it or its patience failed, not what was asked. Psycopg's own: of what runs below Django."""
SENTENCE = "The database does not answer: see that it runs, and that DATABASE_URL leads to it."


class DatabaseAway(OperationalError):
    """The database does not answer."""

    def __init__(self) -> None:
        super().__init__(SENTENCE)


class Circuit:
    """Tells every thread of this process whether the database answers, and lets one at a time try while it is away."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._away_since: float | None = None
        self._try_at = 0.0
        self._watcher: int | None = None

    def watch_from_here(self) -> None:
        """Let only the thread that calls this try while the database is away; it must go on trying; see `watch.py`."""
        self._watcher = threading.get_ident()

    @property
    def is_watched(self) -> bool:
        """True if another thread than the caller's finds out for everybody."""
        return self._watcher not in (None, threading.get_ident())

    @property
    def is_seen_away(self) -> bool:
        """True while the thread that watches sees that it is away: whoever waits for an answer waits in vain."""
        return self.is_away and self.is_watched

    @property
    def is_away(self) -> bool:
        """True while the database is known to be away."""
        return self._away_since is not None

    @property
    def refuses(self) -> bool:
        """True while whoever asks the database would be told at once that it is away."""
        return self.is_away and (self.is_watched or time.monotonic() < self._try_at)

    def admit(self) -> None:
        """Let the caller try, or raise DatabaseAway at once: while it is away, one in `REMEMBER_SECONDS` may.

        In a process with a watch that one is its thread, so that nobody else ever waits.
        """
        if self._away_since is None:
            return
        with self._lock:
            if self.refuses:
                raise DatabaseAway
            self._try_at = time.monotonic() + REMEMBER_SECONDS

    def note_away(self) -> None:
        """Note that the database doesn't answer."""
        with self._lock:
            first, self._try_at = self._away_since is None, time.monotonic() + REMEMBER_SECONDS
            self._away_since = self._away_since or time.monotonic()
        if first:
            log.warning("database.away")

    def note_answer(self) -> None:
        """Note that it has answered."""
        if self._away_since is None:
            return
        with self._lock:
            since, self._away_since = self._away_since, None
        if since is not None:
            log.warning("database.back", seconds=round(time.monotonic() - since, 1))


circuit = Circuit()
