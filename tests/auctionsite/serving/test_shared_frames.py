"""Frames that sockets share are those that the server would make for each, and are written only where it would send."""

import asyncio
from typing import Any

import pytest
from autobahn.twisted import websocket as daphne_lines
from daphne.ws_protocol import WebSocketProtocol
from twisted.internet.testing import StringTransport
from uvicorn.config import Config
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState
from websockets.extensions.permessage_deflate import PerMessageDeflate
from websockets.protocol import State

from auctionsite.serving import lines, shared_frames

TEXTS = pytest.mark.parametrize("text", ["hello", "Ünï" * 60, "x" * 70_000], ids=["short", "longer", "long"])


# daphne ---------------------------------------------------------------------------------------------
def daphnes_line() -> Any:
    """A line of daphne's after its handshake, which keeps what it writes."""
    made: Any = daphne_lines.WebSocketServerFactory
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


@TEXTS
def test_shared_frame_is_the_one_that_daphne_makes(text: str) -> None:
    line = daphnes_line()
    line.serverSend(text)
    expected = written(line)
    before = shared_frames._daphne_frame.cache_info().misses
    for each in (line, daphnes_line(), daphnes_line()):
        assert lines.is_daphnes(each)
        assert shared_frames.write_on_daphne(each, text)
        assert written(each) == expected
    assert shared_frames._daphne_frame.cache_info().misses == before + 1


def test_several_texts_are_written_one_after_the_other_on_daphne() -> None:
    line = daphnes_line()
    line.serverSend("answer"), line.serverSend("event")
    expected = written(line)
    assert shared_frames.write_on_daphne(line, "answer", "event")
    assert written(line) == expected


def test_line_that_is_not_open_is_left_to_daphne() -> None:
    line = daphnes_line()
    for state in (line.STATE_CONNECTING, line.STATE_CLOSING, line.STATE_CLOSED):
        line.state = state
        assert not shared_frames.write_on_daphne(line, "hello")
        assert written(line) == b""


# uvicorn --------------------------------------------------------------------------------------------
class Transport:
    """Keeps what is written to it."""

    def __init__(self) -> None:
        self.data = b""
        self.writes = 0
        self.closing = False

    def write(self, data: bytes) -> None:
        self.data += data
        self.writes += 1

    def is_closing(self) -> bool:
        return self.closing


async def uvicorns_line() -> Any:
    """A line of uvicorn's after its handshake."""
    config = Config(app=lambda scope: None, ws="none", log_config=None)
    config.load()
    line: Any = WebSocketsSansIOProtocol(config, ServerState(), {})
    line.transport, line.handshake_complete = Transport(), True
    line.conn.state = State.OPEN
    return line


@TEXTS
def test_shared_frame_is_the_one_that_uvicorn_makes(text: str) -> None:
    async def play() -> None:
        line = await uvicorns_line()
        await line.send({"type": "websocket.send", "text": text})
        expected = line.transport.data
        before = shared_frames._uvicorn_frame.cache_info().misses
        for each in (await uvicorns_line(), await uvicorns_line()):
            assert lines.is_uvicorns(each)
            assert shared_frames.write_on_uvicorn(each, text)
            assert each.transport.data == expected
        assert shared_frames._uvicorn_frame.cache_info().misses == before + 1

    asyncio.run(play())


def test_several_texts_are_written_in_one_piece_on_uvicorn() -> None:
    async def play() -> None:
        line, other = await uvicorns_line(), await uvicorns_line()
        for text in ("answer", "event"):
            await line.send({"type": "websocket.send", "text": text})
        assert shared_frames.write_on_uvicorn(other, "answer", "event")
        assert (other.transport.data, other.transport.writes) == (line.transport.data, 1)

    asyncio.run(play())


@pytest.mark.parametrize("why", ["connecting", "closing", "hung up", "full", "compresses"])
def test_line_that_is_not_open_or_full_is_left_to_uvicorn(why: str) -> None:
    async def play() -> None:
        line = await uvicorns_line()
        match why:
            case "connecting":
                line.conn.state = State.CONNECTING
            case "closing":
                line.close_sent = True
            case "hung up":
                line.transport.closing = True
            case "full":
                line.pause_writing()
            case "compresses":
                line.conn.extensions = [PerMessageDeflate(False, False, 12, 12)]
        assert not shared_frames.write_on_uvicorn(line, "hello")
        assert line.transport.data == b""

    asyncio.run(play())
