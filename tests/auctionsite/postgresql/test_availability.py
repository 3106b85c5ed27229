"""A database that is away, and what a process remembers of it."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from auctionsite.postgresql import availability
from auctionsite.postgresql.availability import Circuit, DatabaseAway


def test_while_it_answers_everybody_may_ask() -> None:
    circuit = Circuit()
    circuit.admit()
    circuit.admit()
    assert not circuit.is_away


def test_once_it_is_away_everybody_is_told_at_once() -> None:
    circuit = Circuit()
    circuit.note_away()
    assert circuit.refuses
    for _ in range(2):
        with pytest.raises(DatabaseAway, match="The database does not answer"):
            circuit.admit()


def test_in_a_watched_process_nobody_but_the_watch_ever_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr("time.monotonic", lambda: now)
    circuit = Circuit()
    circuit.watch_from_here()
    circuit.note_away()
    now += availability.REMEMBER_SECONDS
    assert not circuit.refuses
    with ThreadPoolExecutor(1) as others:
        assert others.submit(lambda: circuit.refuses).result()
    circuit.note_answer()
    assert not circuit.refuses


def test_after_a_moment_one_may_try_and_the_others_wait_for_what_comes_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr("time.monotonic", lambda: now)
    circuit = Circuit()
    circuit.note_away()
    now += availability.REMEMBER_SECONDS
    assert not circuit.refuses
    circuit.admit()
    with pytest.raises(DatabaseAway):
        circuit.admit()
    circuit.note_answer()
    circuit.admit()
    circuit.admit()
    assert not circuit.is_away
