"""Backpressure on daphne: makes `send` wait while a socket's peer doesn't read.

An ASGI server should wait in `send` until the peer has read enough, and uvicorn does. Daphne's `send` returns at
once, and Twisted keeps what is unsent in memory without bound; so a queue in front of it never fills, and nobody
finds out who is too slow. Twisted does tell a registered push producer when its buffer is over its mark (64 KiB) and
when it is empty again: `_PushProducer` is one. With it `send` means the same on every server.
"""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from daphne.ws_protocol import WebSocketProtocol

from auctionsite.serving import shared_frames

Send = Callable[[dict[str, Any]], Awaitable[None]]
Application = Callable[[dict[str, Any], Any, Any], Awaitable[None]]


class BackpressureMiddleware:
    """ASGI middleware for sockets: hands on a `send` that waits."""

    def __init__(self, inner: Application) -> None:
        self._inner = inner

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Send) -> None:
        """Go on with a `send` that waits."""
        await self._inner(scope, receive, send_with_backpressure(send))


def send_with_backpressure(send: Send) -> Send:
    """`send` itself if its server waits, else one that waits before each frame while too much is unsent."""
    protocol = send.args[0] if isinstance(send, partial) and send.args else None  # how daphne ties them together
    if not isinstance(protocol, WebSocketProtocol):
        return send
    gate = _PushProducer()
    # Registered until now is the HTTP channel the socket came from, which would stop reading instead.
    protocol.unregisterProducer()
    protocol.registerProducer(gate, True)

    async def send_when_drained(message: dict[str, Any]) -> None:
        if message["type"] == "websocket.send":
            await gate.opened.wait()
            if (text := message.get("text")) and shared_frames.send_text(protocol, text):
                return  # past what daphne does for each socket anew
        await send(message)

    return send_when_drained


class _PushProducer:
    """A push producer, as Twisted calls it; its methods are named as `IPushProducer` asks."""

    def __init__(self) -> None:
        self.opened = asyncio.Event()
        self.opened.set()

    def pauseProducing(self) -> None:  # noqa: N802
        self.opened.clear()

    def resumeProducing(self) -> None:  # noqa: N802
        self.opened.set()

    def stopProducing(self) -> None:  # noqa: N802
        self.opened.set()  # the connection is lost; whoever waits shall notice
