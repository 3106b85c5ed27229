"""Bounds on what a server's own WebSocket code takes before the application sees it: pings, and the size of messages.

Servers answer pings by themselves, so a peer that sends nothing else keeps a process busy and nobody counts it; and
daphne puts a message of any size together in memory. Browsers send no pings, programs one in some seconds.
"""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from daphne.ws_protocol import WebSocketProtocol

from auctionsite.serving.token_bucket import TokenBucket

Application = Callable[[dict[str, Any], Any, Any], Awaitable[None]]
PINGS_PER_SECOND, PINGS_AT_ONCE = 1.0, 10.0
MESSAGE_BYTES = 64 * 1024
"""More than any frame of ours, so that one that is only somewhat too long is told so."""
TOO_MANY = 4429


class ControlFrameMiddleware:
    """ASGI middleware for sockets: closes the line of a peer that pings all the time."""

    def __init__(self, inner: Application) -> None:
        self._inner = inner

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Go on, with the line bounded."""
        bound_line(send)
        await self._inner(scope, receive, send)


def bound_line(send: Any) -> None:
    """Bound the line that `send` belongs to, if its server is one we know."""
    protocol = send.args[0] if isinstance(send, partial) and send.args else getattr(send, "__self__", None)
    if isinstance(protocol, WebSocketProtocol):
        protocol.maxFramePayloadSize = protocol.maxMessagePayloadSize = MESSAGE_BYTES
        _count(protocol, ("onPing", "onPong"), partial(_close_daphne, protocol))
    elif hasattr(protocol, "handle_ping"):  # uvicorn's, whose largest message is an argument of its command
        _count(protocol, ("handle_ping", "handle_pong"), partial(_close_uvicorn, protocol))


def _count(protocol: Any, names: tuple[str, str], close: Callable[[], None]) -> None:
    bucket = TokenBucket(PINGS_PER_SECOND, PINGS_AT_ONCE)
    for name in names:
        answer = getattr(protocol, name)

        def counted(*frame: Any, answer: Callable[..., None] = answer) -> None:
            if bucket.take():
                answer(*frame)
            else:
                close()

        setattr(protocol, name, counted)


def _close_daphne(protocol: Any) -> None:
    protocol.sendClose(code=TOO_MANY)
    protocol.transport.loseConnection()  # what is on the way from the peer is read no more


def _close_uvicorn(protocol: Any) -> None:
    protocol.conn.fail(TOO_MANY)
    protocol.transport.write(b"".join(protocol.conn.data_to_send()))
    protocol.transport.close()
