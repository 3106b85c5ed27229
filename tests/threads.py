"""Several at the same instant, with real threads on the real database."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier, Event, Thread
from typing import ParamSpec, TypeVar

import psycopg
from django.db import connection, connections, transaction

from tests.live import database_of_tests, eventually

P = ParamSpec("P")
T = TypeVar("T")
HELD_SECONDS = 60.0


def at_once(call: Callable[[], T], times: int = 2) -> list[T | Exception]:
    """Return what each of so many calls returned or raised; all are let go together."""
    barrier = Barrier(times, timeout=120)

    def one() -> T | Exception:
        barrier.wait()
        try:
            return call()
        except Exception as error:  # noqa: BLE001 # handed to the test
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(times) as pool:
        return [future.result() for future in [pool.submit(one) for _ in range(times)]]


async def in_thread(call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Return what the call returns, beside the event loop; the thread's connection goes back to the pool after it."""

    def run() -> T:
        try:
            return call(*args, **kwargs)
        finally:
            connections.close_all()

    return await asyncio.to_thread(run)


@contextmanager
def held(take: Callable[[], object]) -> Iterator[None]:
    """Another connection holds what `take` locks, in its transaction, until the block is over."""
    taken, done = Event(), Event()

    def hold() -> None:
        with transaction.atomic():
            take()
            taken.set()
            done.wait(timeout=HELD_SECONDS)
        connection.close()

    holder = Thread(target=hold)
    holder.start()
    assert taken.wait(60)
    try:
        yield
    finally:
        done.set()
        holder.join()


def waiting(kind: str, relation: str | None = None) -> int:
    """Return how many of this database's connections wait for a lock of this kind, on this table.

    Databases of other tests are on the same server, and Postgres doesn't say of every lock to which it belongs.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid)"
            " WHERE datname = current_database() AND NOT granted AND locktype = %s"
            " AND (%s::text IS NULL OR relation = %s::regclass)",
            (kind, relation, relation or "pg_class"),
        )
        return int(cursor.fetchone()[0])


def break_line_that_waits() -> None:
    """End the connection of whoever waits for a row, as Postgres does to who is too slow."""
    wanted = "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    with psycopg.connect(database_of_tests(), autocommit=True) as line:
        found = eventually(lambda: line.execute(wanted).fetchone(), "somebody waits")
        line.execute("SELECT pg_terminate_backend(%s, 5000)", found)


def lock_table(name: str) -> None:
    """Keep everybody else from the table, to the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {name} IN ACCESS EXCLUSIVE MODE")
