"""Signals by which programs hear that they should end."""

import os
import signal
import threading
import time
from collections.abc import Iterator

import pytest

from auctionsite.serving.stopping import StopSignal


@pytest.fixture
def stop() -> Iterator[StopSignal]:
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield StopSignal()
    for number, handler in before.items():
        signal.signal(number, handler)


def test_waits_as_long_as_asked(stop: StopSignal) -> None:
    began = time.monotonic()
    assert stop.wait(0.05) is False
    assert time.monotonic() - began >= 0.05
    assert not stop.is_set()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signal_ends_the_wait(stop: StopSignal, number: signal.Signals) -> None:
    threading.Timer(0.05, os.kill, (os.getpid(), number)).start()
    began = time.monotonic()
    assert stop.wait(20) is True
    assert time.monotonic() - began < 10
    assert stop.is_set()


def test_stays_stopped_however_often_it_is_told(stop: StopSignal) -> None:
    for _ in range(3):
        os.kill(os.getpid(), signal.SIGTERM)
    assert stop.wait(0) is True
    assert stop.wait(20) is True
