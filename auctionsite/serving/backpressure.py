"""Backpressure on daphne: makes `send` wait while a socket's peer doesn't read.

An ASGI server should wait in `send` until the peer has read enough, and uvicorn does. Daphne's `send` returns at
once, and Twisted keeps what is unsent in memory without bound; so a queue in front of it never fills, and nobody
finds out who is too slow. Twisted does tell a registered push producer when its buffer is over its mark (64 KiB) and
when it is empty again: `_PushProducer` is one. With it `send` means the same on every server.
"""

import asyncio
from functools import partial
from typing import Any

from auctionsite.serving import lines, shared_frames
from auctionsite.serving.asgi_types import Application, Scope, Send
from auctionsite.serving.shared_frames import WriteText

WRITE_TEXT = "auctionsite.write_text"
"""The extension in a socket's scope by which an application may write a text without waiting: a `WriteText`."""


class BackpressureMiddleware:
    """ASGI middleware for sockets: hands on a `send` that waits, and a way to write that never does."""

    def __init__(self, inner: Application) -> None:
        self._inner = inner

    async def __call__(self, scope: Scope, receive: Any, send: Send) -> None:
        """Go on with a `send` that waits, and with `WRITE_TEXT` where the server is one we know."""
        send, write = with_backpressure(send)
        if write is not None:
            scope = {**scope, "extensions": {**(scope.get("extensions") or {}), WRITE_TEXT: write}}
        await self._inner(scope, receive, send)


def with_backpressure(send: Send) -> tuple[Send, WriteText | None]:
    """Return a `send` that waits before each frame while too much is unsent, and what writes without waiting.

    The first is `send` itself where the server waits; the second None where the server isn't one we know.
    """
    line = lines.line_of(send)
    if lines.is_uvicorns(line):
        return send, partial(shared_frames.write_on_uvicorn, line)
    if not lines.is_daphnes(line):
        return send, None
    gate = _PushProducer()
    # Registered until now is the HTTP channel the socket came from, which would stop reading instead.
    line.unregisterProducer()
    line.registerProducer(gate, True)

    async def send_when_drained(message: dict[str, Any]) -> None:
        if message["type"] == "websocket.send":
            await gate.opened.wait()
        await send(message)

    def write(*texts: str) -> bool:
        return gate.opened.is_set() and shared_frames.write_on_daphne(line, *texts)

    return send_when_drained, write


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
