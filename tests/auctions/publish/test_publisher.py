"""Messages that are handed over leave in their order, one after the other, and nobody waits for them for long."""

import asyncio
import logging
import threading
from collections.abc import Iterator

import pytest

from auctions.publish import publisher
from auctions.publish.publisher import Publisher
from auctionsite.observability import metrics
from tests.live import eventually


class Line:
    """The place that messages go to; a gate that is shut is a Redis that hangs."""

    def __init__(self, send_seconds: float = 10.0) -> None:
        self.sent: list[int | str] = []
        self.gate, self.sending = threading.Event(), threading.Event()
        self.gate.set()
        self.publisher = Publisher(self.hang_up, send_seconds)

    async def send(self, message: int) -> None:
        """Send when the gate is open; 13 can't be sent."""
        self.sending.set()
        await asyncio.to_thread(self.gate.wait, 10)
        if message == 13:
            raise OSError("the line is broken")
        self.sent.append(message)

    async def hang_up(self) -> None:
        """Note that the line was closed."""
        self.sent.append("hung up")

    def hand_over(self, *messages: int) -> None:
        """To the publisher, which is not waited for."""
        for message in messages:
            self.publisher.submit(self.send(message))


@pytest.fixture
def line() -> Iterator[Line]:
    line = Line()
    yield line
    line.gate.set()
    line.publisher.stop()


def test_messages_leave_in_order_and_then_it_hangs_up(line: Line) -> None:
    line.hand_over(*range(10))
    line.publisher.stop()
    assert line.sent == [*range(10), "hung up"]


def test_one_that_fails_is_logged_and_the_others_follow(line: Line, caplog: pytest.LogCaptureFixture) -> None:
    line.hand_over(12, 13, 14)
    line.publisher.flush()
    assert line.sent == [12, 14]
    assert "the line is broken" in caplog.text


def test_nobody_waits_for_a_redis_that_hangs(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING, logger="auctions")
    line = Line(send_seconds=0.05)
    line.gate.clear()
    line.hand_over(1, 2)
    line.publisher.flush()
    assert line.sent == []
    assert "broadcast.left_behind" in caplog.text
    line.gate.set()


def test_what_waits_is_bounded_and_what_is_dropped_is_counted(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publisher, "QUEUED_AT_MOST", 3)
    lost = metrics.BROADCASTS_LOST._value.get()
    line.gate.clear()
    line.hand_over(0)
    assert line.sending.wait(60)
    line.hand_over(1, 2, 3, 4, 5)
    eventually(lambda: metrics.BROADCASTS_LOST._value.get() == lost + 2, "two are dropped")
    line.gate.set()
    eventually(lambda: line.sent == [0, 1, 2, 3], "the others leave")


def test_nothing_is_started_by_one_that_has_nothing_to_send() -> None:
    idle = Line()
    idle.publisher.stop()
    assert idle.sent == []
