"""The pool of connections of a process, which tells a database that is busy from one that is away.

Busy: all connections are in use, and it is worth waiting for one. Away: no connection can be made, or those there are
don't answer; then nobody waits.
"""

import asyncio
import select
import threading
import time
from collections.abc import Callable
from typing import Any

import psycopg
from django.db import OperationalError
from psycopg_pool import ConnectionPool, PoolTimeout

from auctionsite.coroutines import run_to_end
from auctionsite.postgresql.availability import DatabaseAway, circuit

FIRST_WAIT_SECONDS = 0.1
"""A connection that isn't there by then makes us look whether the database is."""
NEXT_WAIT_SECONDS = 1.0
STEP_SECONDS = 0.02
"""Whoever waits for an answer looks so often whether somebody else has found out that none will come."""
ANSWER_SECONDS = 1.0
"""A database that doesn't answer within this is away. Long, for a machine under load; refused is known at once."""


_NOT_YET = ("starting up", "shutting down", "recovery mode", "not yet accepting")
_LATER = ("too many", "connection slots")


class Pool(ConnectionPool[psycopg.Connection[Any]]):
    """A pool of which `getconn` raises DatabaseAway as soon as that is known, and PoolTimeout when all are in use."""

    def __init__(self, **options: Any) -> None:
        # After a failure the next caller tries anew: the pool's own pauses between tries grow as long as the outage.
        super().__init__(check=None, reconnect_timeout=0, **options)
        self._looking = threading.Lock()
        self._looked_at, self._was_away = -NEXT_WAIT_SECONDS, False

    def getconn(self, timeout: float | None = None) -> psycopg.Connection[Any]:
        """Return a connection that answers. Raises DatabaseAway or, after `timeout` seconds, PoolTimeout."""
        circuit.admit()
        until = time.monotonic() + (self.timeout if timeout is None else timeout)
        wait = FIRST_WAIT_SECONDS
        while True:
            try:
                connection = super().getconn(min(wait, max(until - time.monotonic(), 0.0)))
            except PoolTimeout:
                self._look()
                if time.monotonic() >= until:
                    raise
                wait = FIRST_WAIT_SECONDS if circuit.is_watched else NEXT_WAIT_SECONDS
            else:
                if self._answers(connection):
                    circuit.note_answer()
                    return connection

    def _answers(self, connection: psycopg.Connection[Any]) -> bool:
        """Return whether the connection can be used; one that died with the database is let go at once."""
        try:
            check_answer(connection)
        except psycopg.Error:
            self.putconn(connection)
            return False
        except BaseException:
            self.putconn(connection)
            raise
        return True

    def _look(self) -> None:
        """Raise an OperationalError unless waiting is of use; one look serves all threads for a moment.

        Where a thread watches, its look serves all.
        """
        if circuit.is_watched:
            give_up_if_seen_away()
            return
        with self._looking:
            if time.monotonic() < self._looked_at + NEXT_WAIT_SECONDS / 2:
                if self._was_away:
                    raise DatabaseAway
                return
            try:
                try_to_connect(self.kwargs)
                self._was_away = False
            except DatabaseAway:
                self._was_away = True
                circuit.note_away()
                raise
            finally:
                self._looked_at = time.monotonic()


def try_to_connect(options: Any) -> None:
    """Raise DatabaseAway unless the database answers within `ANSWER_SECONDS`, and OperationalError if it refuses us.

    One that has too many connections lets us in later, so that raises nothing.
    """

    async def connect() -> None:
        async with asyncio.timeout(ANSWER_SECONDS):
            await (await psycopg.AsyncConnection.connect(**_plain(options))).close()

    try:
        run_to_end(connect)
    except (TimeoutError, OSError) as error:
        raise DatabaseAway from error
    except psycopg.OperationalError as error:
        said = str(error)  # without a code: libpq has none for a connection that wasn't made
        if "FATAL" not in said or any(each in said for each in _NOT_YET):
            raise DatabaseAway from error
        if not any(each in said for each in _LATER):
            raise OperationalError(said) from error


def _plain(options: Any) -> dict[str, Any]:
    """Return the options of a connection that aren't those of a synchronous one."""
    return {name: value for name, value in (options or {}).items() if name not in {"cursor_factory", "context"}}


def give_up_if_seen_away() -> None:
    """Raise DatabaseAway if the thread that watches sees that it is away."""
    if circuit.is_seen_away:
        raise DatabaseAway


def check_answer(connection: psycopg.Connection[Any], while_waiting: Callable[[], None] = give_up_if_seen_away) -> None:
    """Raise an OperationalError, and close it, unless the connection answers an empty query within `ANSWER_SECONDS`.

    `while_waiting` is called every `STEP_SECONDS` without an answer, and may raise one sooner. psycopg's own check
    waits for ever where the server's process is stopped.
    """
    try:
        _wait_for_answer(connection.pgconn, while_waiting)
    except BaseException:
        connection.close()
        raise


def _wait_for_answer(line: Any, while_waiting: Callable[[], None]) -> None:
    line.send_query(b"")
    until = time.monotonic() + ANSWER_SECONDS
    readable = select.poll()  # `select` itself takes no descriptor above 1,023, which a process with many sockets has
    readable.register(line.socket, select.POLLIN)
    while True:
        line.flush()
        while not line.is_busy():
            if line.get_result() is None:
                return
        if readable.poll(STEP_SECONDS * 1000):
            line.consume_input()
            continue
        while_waiting()
        if time.monotonic() >= until:
            circuit.note_away()
            raise DatabaseAway
