"""A thread that asks the database all the time, so that nobody else needs to find out that it is away, or back again.

Every process that stays has one: web processes, clocks, bots and the season's worker.

It has a connection of its own, on which an empty query is answered at once however much the others have to do. How
long it waits for the answer depends on how long answers took of late: a database that is slow isn't called gone, and
one that hangs is known to within a quarter of a second. Whoever waits for it just then is told as well
(`pool.check_answer`).
"""

import contextlib
import threading
import time
from collections import deque
from typing import Any

import psycopg
import structlog
from django.db import DatabaseError
from psycopg import Error as PsycopgError

from auctionsite.postgresql.availability import DatabaseAway, circuit
from auctionsite.postgresql.pool import ANSWER_SECONDS, Pool, check_answer, try_to_connect

log = structlog.get_logger("auctionsite")
LOOK_SECONDS = 0.05
LEAST_SECONDS = 0.15
"""An answer is waited for at least so long, and `ANSWER_SECONDS` at most."""
TIMES_AS_LONG = 4
REMEMBERED_ANSWERS = 200
"""Those of the last ten seconds or so."""


class AnswerTimeout:
    """The time to wait for an answer: several times as long as the slowest of late took."""

    def __init__(self) -> None:
        self._took: deque[float] = deque(maxlen=REMEMBERED_ANSWERS)

    @property
    def seconds(self) -> float:
        """The longest wait that says nothing; before the first answer nothing is known."""
        slowest = max(self._took, default=ANSWER_SECONDS)
        return min(max(TIMES_AS_LONG * slowest, LEAST_SECONDS), ANSWER_SECONDS)

    @property
    def has_begun(self) -> bool:
        """True once there was an answer."""
        return bool(self._took)

    def note_answer(self, seconds: float) -> None:
        """Note how long an answer took."""
        self._took.append(seconds)


class DatabaseWatch(threading.Thread):
    """Asks twenty times a second until stopped, on a connection like those of the pool; says it to the circuit."""

    def __init__(self, pool: Pool) -> None:
        super().__init__(daemon=True, name="watch of the database")
        self._options: Any = pool.kwargs
        self._answer_timeout = AnswerTimeout()
        self._line: psycopg.Connection[Any] | None = None
        self._asked_at = 0.0
        self._stopped = threading.Event()

    def run(self) -> None:
        """Look until `stop`."""
        circuit.watch_from_here()
        while not self._stopped.wait(LOOK_SECONDS):
            try:
                self._look()
            except (DatabaseError, PsycopgError):
                self._hang_up()
            except Exception as error:
                self._hang_up()
                log.exception("database.not_watched", error=str(error))
        self._hang_up()

    def stop(self) -> None:
        """Stop, and wait for the look in hand."""
        self._stopped.set()
        self.join(timeout=5)

    def _look(self) -> None:
        if self._line is None:
            self._line = self._connect()
        self._asked_at = time.monotonic()
        check_answer(self._line, self._note_if_overdue)
        self._answer_timeout.note_answer(time.monotonic() - self._asked_at)
        circuit.note_answer()

    def _connect(self) -> psycopg.Connection[Any]:
        try:
            try_to_connect(self._options)  # tells one that is away from one that refuses us, in time
        except DatabaseAway:
            circuit.note_away()
            raise
        return psycopg.connect(**self._options)

    def _note_if_overdue(self) -> None:
        if time.monotonic() > self._asked_at + self._answer_timeout.seconds:
            circuit.note_away()

    def _hang_up(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            with contextlib.suppress(PsycopgError):
                line.close()
