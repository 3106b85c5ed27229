"""Statements on a bid's way, below psycopg's cursors: sent together, answered together, waited for once.

A cursor costs a tenth of a millisecond of CPU for each statement, most of it for waits between them; here a statement
costs some microseconds. A connection prepares each the first time, unless a pooler stands between. psycopg prepares
nothing on the same connections (settings.py): after a rollback it lets go of all that is prepared, by whomever.
"""

import select
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

import psycopg
from django.conf import settings
from django.db import connection
from psycopg import errors
from psycopg.pq import ExecStatus, TransactionStatus
from psycopg.pq.abc import PGconn, PGresult

from auctionsite.postgresql import lock_limits

ANSWER_SECONDS = 2.0
"""So long a server has for its answer beyond the time after which it would have taken the lock away."""
_PLANS_GONE = (errors.InvalidSqlStatementName, errors.FeatureNotSupported)
"""What the connection had prepared isn't there any more, or gives other columns since a migration."""

Value = None | int | str | bytes | UUID | Sequence[int | str | UUID]
"""A sequence is an array; of texts, only of those that need no quotes."""
Row = tuple[bytes | None, ...]
"""Values as Postgres writes them in text."""


class Statement:
    """One SQL statement; each `%s` is a value, with a cast where Postgres couldn't tell its type."""

    def __init__(self, sql: str) -> None:
        first, *others = sql.split("%s")
        self.sql = (first + "".join(f"${n}{part}" for n, part in enumerate(others, start=1))).encode()
        self.name = b"bid_" + sha256(self.sql).hexdigest()[:16].encode()


Call = tuple[Statement, tuple[Value, ...]]
BEGIN, COMMIT = Statement("BEGIN"), Statement("COMMIT")
_prepared: "WeakKeyDictionary[psycopg.Connection[Any], set[bytes]]" = WeakKeyDictionary()
"""By connection, the names of the statements that it knows. Each connection is one thread's at a time."""


def given(value: bytes | None) -> bytes:
    """Return a value of a column that is never NULL."""
    assert value is not None  # noqa: S101 # as the column says
    return value


def number(value: bytes | None) -> int:
    """Return a whole number of a column that is never NULL."""
    return int(given(value))


def raw() -> "psycopg.Connection[Any]":
    """The psycopg connection under Django's, which the statements of `atomic` blocks go through as well."""
    connection.ensure_connection()
    below: psycopg.Connection[Any] = connection.connection
    return below


def is_outermost() -> bool:
    """True unless the transaction is within another one, which goes on after it."""
    return not connection.savepoint_ids


def round_trip(*calls: Call) -> list[list[Row]]:
    """Send the statements, wait for all answers, and return the rows of each.

    As with cursors they run in the transaction that Django has opened. Postgres runs one after the other, each with a
    snapshot of its own; what comes after one that fails isn't run. Raises psycopg.Error of that one.
    """
    return Trip().answers(*calls)


class Trip:
    """One round trip, of which statements may be sent before the others are there: Postgres runs them meanwhile.

    From the first that is sent until `answers` the connection is of no use for anything else. Then another may begin.
    """

    def __init__(self) -> None:
        self._below = raw()
        self._line = self._below.pgconn
        self._asked: list[bytes] = []
        """For each result that will come the name that it prepares, or nothing."""
        self._is_under_way = self._begins = False

    def send(self, *calls: Call) -> None:
        """Send statements, and wait for nothing."""
        with self._closing_on_error():
            self._queue(calls)
            _flush(self._line)

    def answers(self, *calls: Call) -> list[list[Row]]:
        """Send the last statements, and return the rows of all since the trip began; without any there is no trip.

        Raises psycopg.Error of the first that failed.
        """
        if not calls and not self._is_under_way:
            return []
        with self._closing_on_error():
            self._queue(calls)
            results = self._end()
        for result in results:
            if result.status == ExecStatus.FATAL_ERROR:
                error = errors.error_from_result(result)
                if isinstance(error, _PLANS_GONE):
                    self._below.close()  # the next one prepares anew
                raise error
        rows = [[*_rows(result)] for result in results]
        return rows[1:] if self._begins else rows

    def drop(self) -> None:
        """Leave the connection to its owner, whatever becomes of what was sent; its transaction goes on."""
        if self._is_under_way:
            with self._closing_on_error():
                self._end()

    @contextmanager
    def _closing_on_error(self) -> Iterator[None]:
        try:
            yield
        except BaseException:  # also Ctrl-C: what still comes would be taken for the answers to the next statements
            self._is_under_way = False
            self._below.close()
            raise

    def _queue(self, calls: tuple[Call, ...]) -> None:
        if not self._is_under_way:
            self._begins = not self._below.autocommit and self._line.transaction_status == TransactionStatus.IDLE
            self._line.enter_pipeline_mode()
            self._is_under_way = True
            if self._begins:
                calls = ((BEGIN, ()), *calls)
        self._asked += _send(self._below, calls, {*self._asked})

    def _end(self) -> list[PGresult]:
        """Wait for all results; return those of the statements, and of a preparation that failed."""
        self._is_under_way = False
        self._line.pipeline_sync()
        _flush(self._line)
        results = [*_results(self._line)]
        if not _has_ended(self._line):  # one that has can't leave it, and would hide the reason that the server gave
            self._line.exit_pipeline_mode()
        asked, self._asked = self._asked, []
        of_statements = []
        for name, result in zip(asked, results, strict=False):  # a connection that ends answers no more
            if name and result.status == ExecStatus.COMMAND_OK:
                _prepared[self._below].add(name)
            else:
                of_statements.append(result)
        return of_statements


def _send(below: "psycopg.Connection[Any]", calls: tuple[Call, ...], asked: set[bytes]) -> Iterator[bytes]:
    """Send the calls; yield for each result that will come the name that it prepares, or nothing.

    `asked` are the names that the trip prepares already.
    """
    line, prepared = below.pgconn, _prepared.setdefault(below, set()) | asked
    for statement, values in calls:
        texts = [_text(value) for value in values]
        if settings.DATABASE_POOLER:
            line.send_query_params(statement.sql, texts)
        else:
            if statement.name not in prepared:
                line.send_prepare(statement.name, statement.sql)
                prepared.add(statement.name)
                yield statement.name
            line.send_query_prepared(statement.name, texts)
        yield b""


def _text(value: Value) -> bytes | None:
    if value is None or isinstance(value, bytes):
        return value
    if isinstance(value, list | tuple):
        return f"{{{','.join(map(str, value))}}}".encode()
    return str(value).encode()


def _flush(line: PGconn) -> None:
    """Send what is left to send, and take in what comes meanwhile: else each side could wait for the other."""
    until = _latest_answer()
    while line.flush():
        waiting = select.poll()
        waiting.register(line.socket, select.POLLIN | select.POLLOUT)
        if any(ready & ~select.POLLOUT for _, ready in _wait(waiting, until)):
            line.consume_input()


def _results(line: PGconn) -> Iterator[PGresult]:
    """Yield the results up to that of the Sync; libpq puts nothing between those of two statements."""
    waiting = select.poll()
    waiting.register(line.socket, select.POLLIN)
    failed, until = False, _latest_answer()
    while True:
        try:
            while line.is_busy():
                _wait(waiting, until)
                line.consume_input()
        except psycopg.OperationalError:
            if failed:
                return  # what the server said before it ended the connection is the reason
            raise
        if (result := line.get_result()) is not None:
            if result.status == ExecStatus.PIPELINE_SYNC:
                return
            failed = failed or result.status == ExecStatus.FATAL_ERROR
            yield result
        if failed and _has_ended(line):
            return


def _latest_answer() -> float:
    """Return the instant (monotonic) by which a server that lives has answered: it would have ended the transaction."""
    return time.monotonic() + (lock_limits.WAIT_MS + lock_limits.HELD_MS) / 1000 + ANSWER_SECONDS


def _wait(waiting: select.poll, until: float) -> list[tuple[int, int]]:
    """Wait for the line, and return what it is ready for. Raises OperationalError at the instant `until`."""
    if ready := waiting.poll(max(0.0, until - time.monotonic()) * 1000):
        return ready
    raise psycopg.OperationalError("the database doesn't answer on this connection")


def _has_ended(line: PGconn) -> bool:
    return line.transaction_status == TransactionStatus.UNKNOWN


def _rows(result: PGresult) -> Iterator[Row]:
    columns = range(result.nfields)
    for n in range(result.ntuples):
        yield tuple(result.get_value(n, column) for column in columns)
