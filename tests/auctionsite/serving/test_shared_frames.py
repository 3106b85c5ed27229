"""Frames that sockets on daphne share are those that it would make for each."""

from typing import Any

import pytest
from autobahn.twisted import websocket as lines
from daphne.ws_protocol import WebSocketProtocol
from twisted.internet.testing import StringTransport

from auctionsite.serving import shared_frames


def open_line() -> Any:
    """A line of daphne's after its handshake, which keeps what it writes."""
    made: Any = lines.WebSocketServerFactory
    transport: Any = StringTransport
    factory = made("ws://localhost")
    factory.protocol = WebSocketProtocol
    line = factory.buildProtocol(None)
    line.makeConnection(transport())
    line.client_addr, line.state = ["127.0.0.1", 1], line.STATE_OPEN
    line._perMessageCompress = None
    return line


def written(line: Any) -> bytes:
    value: bytes = line.transport.value()
    line.transport.clear()
    return value


@pytest.mark.parametrize("text", ["hello", "Ünï" * 60, "x" * 70_000], ids=["short", "longer", "long"])
def test_shared_frame_is_the_one_that_daphne_makes(text: str) -> None:
    line = open_line()
    line.serverSend(text)
    expected = written(line)
    before = shared_frames._frame.cache_info().misses
    for each in (line, open_line(), open_line()):
        assert shared_frames.send_text(each, text)
        assert written(each) == expected
    assert shared_frames._frame.cache_info().misses == before + 1


def test_line_that_is_not_open_is_left_to_daphne() -> None:
    line = open_line()
    for state in (line.STATE_CONNECTING, line.STATE_CLOSING, line.STATE_CLOSED):
        line.state = state
        assert not shared_frames.send_text(line, "hello")
        assert written(line) == b""
