"""A thread that asks the database all the time, so that visitors needn't find out that it is away, or back again."""

import threading

import structlog
from django.db import DatabaseError
from psycopg import Error as PsycopgError

from auctionsite.postgresql.availability import circuit
from auctionsite.postgresql.pool import Pool

log = structlog.get_logger("auctionsite")
LOOK_SECONDS = 0.25


class DatabaseWatch(threading.Thread):
    """Takes a connection that answers, and gives it back, four times a second until stopped; see `pool.Pool`."""

    def __init__(self, pool: Pool) -> None:
        super().__init__(daemon=True, name="watch of the database")
        self._pool = pool
        self._stopped = threading.Event()

    def run(self) -> None:
        """Look until `stop`."""
        circuit.watch_from_here()
        self._pool.open()
        while not self._stopped.wait(LOOK_SECONDS):
            try:
                self._pool.putconn(self._pool.getconn())
            except (DatabaseError, PsycopgError):  # the pool has noted it
                continue
            except Exception as error:
                log.exception("database.not_watched", error=str(error))

    def stop(self) -> None:
        """Stop, and wait for the look in hand."""
        self._stopped.set()
        self.join(timeout=5)
