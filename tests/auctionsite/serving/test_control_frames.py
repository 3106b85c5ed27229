"""Pings and message sizes are bounded on the server's own protocol; on real servers: `test_noisy_member.py`."""

from functools import partial
from typing import Any

import pytest
from daphne.ws_protocol import WebSocketProtocol
from pytest_django.fixtures import Settings

from auctionsite.close_codes import CloseCode
from auctionsite.serving.control_frames import (
    BURST_SECONDS,
    HANG_UP_SECONDS,
    MESSAGE_BYTES,
    PINGS_AT_ONCE,
    bound_line,
)


class Line:
    """A transport that notes what happens to it."""

    def __init__(self) -> None:
        self.done: list[Any] = []

    def write(self, data: bytes) -> None:
        self.done.append(data)

    def resume_reading(self) -> None:
        self.done.append("reads on")

    def close(self) -> None:
        self.done.append("closed")


class Daphne(WebSocketProtocol):  # type: ignore[misc] # daphne ships no types
    """Daphne's protocol without a line."""

    def __init__(self) -> None:
        self.transport, self.answered = Line(), 0

    def onPing(self, payload: bytes) -> None:  # noqa: N802 # autobahn's name
        self.answered += 1

    def onPong(self, payload: bytes) -> None:  # noqa: N802 # autobahn's name
        self.answered += 1

    def onMessage(self, payload: bytes, isBinary: bool) -> None:  # noqa: N802, N803 # autobahn's names
        self.answered += 1

    def sendClose(self, code: int) -> None:  # noqa: N802 # autobahn's name
        self.transport.done.append(code)

    def dataReceived(self, data: bytes) -> None:  # noqa: N802 # Twisted's name
        self.answered += 1


class Uvicorn:
    """A stand-in for uvicorn's protocol, with what is used of it."""

    def __init__(self) -> None:
        self.conn, self.transport, self.answered = self, Line(), 0
        self.close_sent, self.read_paused = False, True
        self.loop, self.later = self, list[tuple[float, Any]]()

    def call_later(self, seconds: float, work: Any) -> None:
        self.later.append((seconds, work))

    def handle_ping(self) -> None:
        self.answered += 1

    def handle_pong(self, frame: Any) -> None:
        self.answered += 1

    def handle_text(self, frame: Any) -> None:
        self.answered += 1

    handle_bytes = handle_cont = handle_text

    def fail(self, code: int) -> None:
        self.transport.done.append(code)

    def data_to_send(self) -> list[bytes]:
        return [b"bye"]

    async def send(self, message: Any) -> None:
        """As a server's."""


def daphne() -> tuple[Any, Any, list[Any]]:
    protocol = Daphne()
    return protocol, partial(print, protocol), [lambda: protocol.onPing(b""), lambda: protocol.onPong(b"")]


def uvicorn() -> tuple[Any, Any, list[Any]]:
    protocol = Uvicorn()
    return protocol, protocol.send, [lambda: protocol.handle_ping(), lambda: protocol.handle_pong(b"")]


@pytest.mark.parametrize("make", [daphne, uvicorn])
@pytest.mark.parametrize("which", [0, 1], ids=["pings", "pongs"])
def test_so_many_are_answered_and_then_the_line_is_closed(make: Any, which: int) -> None:
    protocol, send, frames = make()
    bound_line(send)
    for _ in range(int(PINGS_AT_ONCE)):
        frames[which]()
    assert (protocol.answered, protocol.transport.done) == (PINGS_AT_ONCE, [])
    frames[1 - which]()
    assert protocol.answered == PINGS_AT_ONCE, "pings and pongs are counted together"
    assert protocol.transport.done[0] == CloseCode.TOO_MANY


@pytest.mark.parametrize("make", [daphne, uvicorn])
def test_messages_are_counted_before_the_application_sees_them(make: Any, settings: Settings) -> None:
    """In one packet there are thousands, and all of it is read before the application can close the line."""
    settings.SOCKET_FRAMES_PER_SECOND = 2
    most = int(2 * BURST_SECONDS)
    protocol, send, _ = make()
    bound_line(send)
    say = protocol.onMessage if isinstance(protocol, Daphne) else protocol.handle_text
    more = {"isBinary": False} if isinstance(protocol, Daphne) else {}
    for _ in range(most):
        say(b"{}", **more)
    assert (protocol.answered, protocol.transport.done) == (most, [])
    say(b"{}", **more)
    assert (protocol.answered, protocol.transport.done[0]) == (most, CloseCode.TOO_MANY)


def test_each_frame_of_a_message_counts_on_uvicorn(settings: Settings) -> None:
    settings.SOCKET_FRAMES_PER_SECOND = 2
    most = int(2 * BURST_SECONDS)
    protocol, send, _ = uvicorn()
    bound_line(send)
    protocol.handle_text(b"")
    for _ in range(most - 1):
        protocol.handle_cont(b"")
    assert (protocol.answered, protocol.transport.done) == (most, [])
    protocol.handle_cont(b"")
    assert (protocol.answered, protocol.transport.done[0]) == (most, CloseCode.TOO_MANY)


def test_uvicorn_reads_on_for_a_second_so_that_the_code_arrives() -> None:
    protocol, send, [ping, _] = uvicorn()
    bound_line(send)
    for _ in range(int(PINGS_AT_ONCE) + 3):  # several more, in the packet that was one too many
        ping()
    assert protocol.transport.done == [CloseCode.TOO_MANY, b"bye", "reads on"]
    [(seconds, hang_up)] = protocol.later
    hang_up()
    assert (seconds, protocol.transport.done[-1]) == (HANG_UP_SECONDS, "closed")


def test_what_comes_after_a_flood_is_thrown_away() -> None:
    protocol, send, [ping, _] = daphne()
    bound_line(send)
    protocol.data = b"the rest of the packet"
    for _ in range(int(PINGS_AT_ONCE) + 1):
        ping()
    protocol.dataReceived(b"more")
    assert (protocol.data, protocol.answered) == (b"", PINGS_AT_ONCE)


def test_a_message_on_daphne_is_bounded() -> None:
    protocol, send, _ = daphne()
    bound_line(send)
    assert protocol.maxFramePayloadSize == protocol.maxMessagePayloadSize == MESSAGE_BYTES


def test_a_server_that_is_not_known_is_left_alone() -> None:
    async def send(message: Any) -> None:
        """Of another server."""

    bound_line(send)
    bound_line(partial(send))
