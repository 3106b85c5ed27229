"""A loop that hangs is told from one that turns, and from one that fails."""

import threading

import pytest

from auctionsite.observability import loops, pulses
from auctionsite.observability.pulses import Pulse


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The monotonic clock, moved by hand; loops of other tests that still turn here go by another."""
    now = [1000.0]
    monkeypatch.setattr(pulses, "_pulses", [])
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    return now


def test_loop_that_is_silent_for_too_long_hangs_until_it_beats_again(clock: list[float]) -> None:
    pulse = Pulse("x", seconds=5)
    try:
        clock[0] += 4.9
        assert pulses.hanging_loops() == []
        clock[0] += 0.2
        assert pulses.hanging_loops() == ["x"]
        pulse.beat()
        assert pulses.hanging_loops() == []
    finally:
        pulse.end()


def test_every_loop_has_a_pulse_that_beats_with_steps_that_fail_too(clock: list[float]) -> None:
    stop, seen = threading.Event(), []

    def step() -> None:
        seen.append(pulses.hanging_loops())
        clock[0] += pulses.HANGS_SECONDS - 1
        if len(seen) == 3:
            stop.set()
        raise ValueError("a step that fails")

    loops.run_until(stop, "a test", step)
    assert seen == [[], [], []]
    clock[0] += 2 * pulses.HANGS_SECONDS
    assert pulses.hanging_loops() == []
