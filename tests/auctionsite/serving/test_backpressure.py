"""`send` waits while a peer doesn't read, on a server whose own `send` doesn't."""

import asyncio
from functools import partial
from typing import Any

from daphne.ws_protocol import WebSocketProtocol

from auctionsite.serving.backpressure import BackpressureMiddleware, with_backpressure


class Protocol(WebSocketProtocol):  # type: ignore[misc] # daphne ships no types
    """Daphne's protocol without a line: keeps the producer it is given."""

    def __init__(self) -> None:
        self.producer: Any = None
        self.sent: list[str] = []

    def unregisterProducer(self) -> None:  # noqa: N802 # Twisted's name
        self.producer = None

    def registerProducer(self, producer: Any, streaming: bool) -> None:  # noqa: N802 # Twisted's
        assert streaming
        self.producer = producer


async def take(protocol: Protocol, message: dict[str, Any]) -> None:
    """The server's own `send`: returns at once, whatever the peer reads."""
    protocol.sent.append(message["type"])


def test_frame_waits_until_the_peer_has_read_and_a_close_does_not() -> None:
    async def main() -> list[str]:
        protocol = Protocol()
        send, _ = with_backpressure(partial(take, protocol))
        await send({"type": "websocket.send"})
        protocol.producer.pauseProducing()
        waiting = asyncio.ensure_future(send({"type": "websocket.send"}))
        await asyncio.sleep(0)
        assert protocol.sent == ["websocket.send"]
        await send({"type": "websocket.close"})
        protocol.producer.resumeProducing()
        await asyncio.wait_for(waiting, 5)
        return protocol.sent

    assert asyncio.run(main()) == ["websocket.send", "websocket.close", "websocket.send"]


def test_who_waits_for_a_lost_line_is_let_go() -> None:
    async def main() -> None:
        protocol = Protocol()
        send, _ = with_backpressure(partial(take, protocol))
        protocol.producer.pauseProducing()
        waiting = asyncio.ensure_future(send({"type": "websocket.send"}))
        await asyncio.sleep(0)
        protocol.producer.stopProducing()
        await asyncio.wait_for(waiting, 5)

    asyncio.run(main())


def test_send_of_a_server_that_waits_itself_is_handed_on() -> None:
    async def send(message: dict[str, Any]) -> None:
        raise AssertionError(message)

    given = []

    async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
        given.append(send)

    asyncio.run(BackpressureMiddleware(application)({"type": "websocket"}, None, send))
    assert given == [send]
