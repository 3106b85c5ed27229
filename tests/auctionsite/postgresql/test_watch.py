"""The thread that finds out before visitors do."""

from collections.abc import Iterator

import pytest

from auctionsite.postgresql import pool as pools
from auctionsite.postgresql import watch
from auctionsite.postgresql.availability import Circuit, DatabaseAway
from auctionsite.postgresql.pool import ANSWER_SECONDS, Pool
from auctionsite.postgresql.watch import LEAST_SECONDS, REMEMBERED_ANSWERS, AnswerTimeout, DatabaseWatch
from tests.database_gate import DatabaseGate
from tests.live import eventually


@pytest.fixture
def watched(pool: Pool, circuit: Circuit) -> Iterator[DatabaseWatch]:
    """A watch that has had an answer."""
    thread = DatabaseWatch(pool)
    thread.start()
    eventually(lambda: thread._answer_timeout.has_begun, "the watch has an answer")
    yield thread
    thread.stop()


def test_absence_and_return_are_noticed_while_nobody_asks(
    gate: DatabaseGate, circuit: Circuit, watched: DatabaseWatch
) -> None:
    for shut in (gate.shut, gate.hang):
        shut()
        eventually(lambda: circuit.is_away, "the database is known to be away")
        gate.open()
        eventually(lambda: not circuit.is_away, "the database is known to be back")


def test_whoever_waits_is_told_as_soon_as_the_watch_knows(
    gate: DatabaseGate, pool: Pool, watched: DatabaseWatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else they would wait here for longer than any test may take: with a line, and without one."""
    monkeypatch.setattr(pools, "ANSWER_SECONDS", 3600.0)
    monkeypatch.setattr(pool, "timeout", 3600.0)
    pool.putconn(pool.getconn())
    used = [pool.getconn()]
    gate.hang()
    for _ in range(2):
        with pytest.raises(DatabaseAway):
            pool.getconn()
    gate.open()
    for each in used:
        pool.putconn(each)


def test_database_is_known_to_hang_before_three_tenths_of_a_second_have_passed() -> None:
    assert watch.LOOK_SECONDS + LEAST_SECONDS + pools.STEP_SECONDS < 0.3


def test_slow_database_is_waited_for_and_forgiven_when_it_is_fast_again() -> None:
    timeout = AnswerTimeout()
    assert timeout.seconds == ANSWER_SECONDS, "nothing is known yet"
    for _ in range(REMEMBERED_ANSWERS):
        timeout.note_answer(0.001)
    assert timeout.seconds == LEAST_SECONDS
    timeout.note_answer(0.15)
    assert timeout.seconds > 0.5, "four times as long as what was seen"
    timeout.note_answer(30.0)
    assert timeout.seconds == ANSWER_SECONDS
    for _ in range(REMEMBERED_ANSWERS):
        timeout.note_answer(0.001)
    assert timeout.seconds == LEAST_SECONDS
