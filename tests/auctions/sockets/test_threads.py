"""Database work of sockets in threads of its own."""

import asyncio
import contextvars
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import DatabaseError, OperationalError, connection, connections

from auctions.sockets import threads
from auctionsite.postgresql.availability import DatabaseAway

WORD = contextvars.ContextVar("WORD", default="")


def test_work_runs_in_the_pools_thread_with_the_callers_context() -> None:
    async def ask() -> tuple[str, str]:
        WORD.set("bound")
        return await threads.run(threads.reading, lambda: (threading.current_thread().name, WORD.get()))

    name, word = asyncio.run(ask())
    assert (name.startswith("reading"), word) == (True, "bound")


def test_arguments_and_errors_pass_through() -> None:
    assert asyncio.run(threads.run(threads.reading, int, "ff", base=16)) == 255
    with pytest.raises(ValueError, match="invalid literal"):
        asyncio.run(threads.run(threads.reading, int, "no"))


def test_reads_do_not_hold_up_decisions() -> None:
    release = threading.Event()

    async def ask() -> str:
        blocked = [asyncio.ensure_future(threads.run(threads.reading, release.wait, 10)) for _ in range(4)]
        try:
            return await asyncio.wait_for(threads.run(threads.deciding, lambda: "decided"), 5)
        finally:
            release.set()
            await asyncio.gather(*blocked)

    assert asyncio.run(ask()) == "decided"


@pytest.mark.django_db(transaction=True)
def test_work_on_a_connection_that_was_cut_is_done_again(caplog: pytest.LogCaptureFixture) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [mine] = cursor.fetchone()

    def cut() -> None:
        with connection.cursor() as other:
            other.execute("SELECT pg_terminate_backend(%s)", [mine])
        connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(cut).result()

    def count() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return int(cursor.fetchone()[0])

    assert threads.with_fresh_connection(count) == 1
    assert "database.retry" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_work_that_fails_again_is_not_tried_a_third_time() -> None:
    tries = []

    def fail() -> None:
        tries.append(1)
        raise OperationalError("the database is away")

    with pytest.raises(OperationalError, match="away"):
        threads.with_fresh_connection(fail)
    assert len(tries) == 2


def test_other_errors_are_not_tried_again() -> None:
    tries = []

    def fail() -> None:
        tries.append(1)
        raise ValueError("a fault of ours")

    with pytest.raises(ValueError, match="a fault"):
        threads.with_fresh_connection(fail)
    assert len(tries) == 1


def test_work_is_not_done_again_while_the_database_is_known_to_be_away() -> None:
    tries: list[None] = []

    def fail() -> None:
        tries.append(None)
        raise DatabaseAway

    with pytest.raises(DatabaseAway):
        asyncio.run(threads.run(threads.reading, fail))
    assert len(tries) == 1


@pytest.mark.django_db(transaction=True)
def test_connection_that_broke_under_work_which_took_no_notice_is_let_go() -> None:
    """Else the thread would fail from then on, as long as all its work takes no notice."""

    def ask(statement: str) -> bool:
        try:
            with connection.cursor() as cursor:
                cursor.execute(statement)
        except DatabaseError:
            return False
        return True

    with ThreadPoolExecutor(1) as pool:
        work = pool.submit(threads.with_fresh_connection, ask, "SELECT pg_terminate_backend(pg_backend_pid())")
        assert not work.result()
        assert pool.submit(threads.with_fresh_connection, ask, "SELECT 1").result()
        pool.submit(connections.close_all).result()
