"""The pool tells a busy database from one that is away."""

import asyncio
import resource
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.db import OperationalError
from psycopg.conninfo import conninfo_to_dict
from psycopg_pool import PoolTimeout

from auctionsite.postgresql.availability import Circuit, DatabaseAway
from auctionsite.postgresql.pool import Pool, try_to_connect
from tests.database_gate import DatabaseGate
from tests.live import eventually


def ask(pool: Pool) -> int:
    """Use a connection and give it back."""
    connection = pool.getconn()
    try:
        row = connection.execute("SELECT 7").fetchone()
    finally:
        pool.putconn(connection)
    assert row
    return int(row[0])


def answers(pool: Pool) -> bool:
    try:
        return ask(pool) == 7
    except DatabaseAway:
        return False


def test_database_that_was_stopped_is_away_and_comes_back_by_itself(
    gate: DatabaseGate, pool: Pool, circuit: Circuit
) -> None:
    assert ask(pool) == 7
    gate.shut()
    with pytest.raises(DatabaseAway):
        ask(pool)
    assert circuit.is_away
    gate.open()
    eventually(lambda: answers(pool), "the database is there again")
    assert not circuit.is_away


def test_database_that_hangs_is_away_for_those_who_have_a_line_too(
    gate: DatabaseGate, pool: Pool, circuit: Circuit
) -> None:
    assert ask(pool) == 7
    gate.hang()
    with pytest.raises(DatabaseAway):
        ask(pool)
    gate.open()
    eventually(lambda: answers(pool), "the database goes on")


def test_database_that_was_never_there_is_away(circuit: Circuit) -> None:
    pool = Pool(kwargs={"host": "127.0.0.1", "port": 1}, min_size=0, max_size=2, timeout=10, open=True)
    try:
        with pytest.raises(DatabaseAway):
            pool.getconn()
    finally:
        pool.close()


def test_connections_that_are_all_in_use_are_waited_for(pool: Pool, circuit: Circuit) -> None:
    used = [pool.getconn(), pool.getconn()]
    with pytest.raises(PoolTimeout):
        pool.getconn(timeout=0.3)
    assert not circuit.is_away
    for each in used:
        pool.putconn(each)
    assert ask(pool) == 7


def test_process_with_more_than_a_thousand_sockets_asks_too(pool: Pool) -> None:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(before[0], 2000), before[1]))
    try:
        with ExitStack() as files:
            while files.enter_context(Path("/dev/null").open()).fileno() < 1100:
                pass
            assert [answers(pool), answers(pool)] == [True, True]  # the second time on a line that is asked first
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


def test_lines_that_died_are_passed_over(gate: DatabaseGate, pool: Pool) -> None:
    """As after a restart of the database between two requests."""
    used = [pool.getconn(), pool.getconn()]
    for each in used:
        pool.putconn(each)
    gate.shut()
    gate.open()
    assert eventually(lambda: answers(pool), "a line that lives")


@pytest.mark.parametrize("wrong", [{"user": "nobody"}, {"dbname": "nothing"}])
def test_database_that_refuses_us_is_not_away_and_says_why(gate: DatabaseGate, wrong: dict[str, str]) -> None:
    with pytest.raises(OperationalError, match="does not exist") as refused:
        try_to_connect({**conninfo_to_dict(gate.url), **wrong})
    assert not isinstance(refused.value, DatabaseAway)


def test_thread_whose_event_loop_runs_is_told_too(gate: DatabaseGate) -> None:
    """As in a test with a browser, or in a notebook."""

    async def ask() -> None:
        try_to_connect(conninfo_to_dict(gate.url))
        gate.shut()
        with pytest.raises(DatabaseAway):
            try_to_connect(conninfo_to_dict(gate.url))

    asyncio.run(ask())
