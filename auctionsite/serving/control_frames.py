"""Bounds on what a server's own WebSocket code takes before the application sees it: pings, messages and their size.

Servers answer pings by themselves, so a peer that sends nothing else keeps a process busy and nobody counts it; daphne
puts a message of any size together in memory; and what came in one packet is read to its end, thousands of frames,
before the application can close the line. Browsers send no pings, programs one in some seconds.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django.conf import settings

from auctionsite.close_codes import CloseCode
from auctionsite.serving import lines
from auctionsite.serving.asgi_types import Application, Scope
from auctionsite.serving.token_bucket import TokenBucket

PINGS_PER_SECOND, PINGS_AT_ONCE = 1.0, 10.0
BURST_SECONDS = 6.0
"""Of messages: twice what a person's budget bears (`auctions/sockets/frame_budget.py`), which prices each kind."""
CONTINUATION = 0
"""Opcode of a message's second frame and of those after it."""
MESSAGE_BYTES = 64 * 1024
"""More than any frame of ours, so that one that is only somewhat too long is told so."""
HANG_UP_SECONDS = 1.0


class ControlFrameMiddleware:
    """ASGI middleware for sockets: closes the line of a peer that sends all the time."""

    def __init__(self, inner: Application) -> None:
        self._inner = inner

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        """Go on, with the line bounded."""
        bound_line(send)
        await self._inner(scope, receive, send)


def bound_line(send: Any) -> None:
    """Bound the line that `send` belongs to, if its server is one we know."""
    line = lines.line_of(send)
    rate = settings.SOCKET_FRAMES_PER_SECOND
    pings, messages = TokenBucket(PINGS_PER_SECOND, PINGS_AT_ONCE), TokenBucket(rate, rate * BURST_SECONDS)
    if lines.is_daphnes(line):
        line.maxFramePayloadSize = line.maxMessagePayloadSize = MESSAGE_BYTES
        close = partial(_close_daphne, line)
        _count(line, {"onPing": pings, "onPong": pings, "onMessage": messages}, close)
        _count_continuations_of_daphne(line, messages, close)
    elif lines.is_uvicorns(line):  # whose largest message is an argument of its command
        close = partial(_close_uvicorn, line)
        controls = {"handle_ping": pings, "handle_pong": pings}
        _count(line, controls | dict.fromkeys(("handle_text", "handle_bytes", "handle_cont"), messages), close)


def _count(line: Any, buckets: Mapping[str, TokenBucket], close: Callable[[], None]) -> None:
    for name, bucket in buckets.items():
        answer = getattr(line, name)

        def counted(
            *frame: Any, answer: Callable[..., None] = answer, bucket: TokenBucket = bucket, **more: Any
        ) -> None:
            if bucket.take():
                answer(*frame, **more)
            else:
                close()

        setattr(line, name, counted)


def _count_continuations_of_daphne(line: Any, messages: TokenBucket, close: Callable[[], None]) -> None:
    """Count the further frames of messages too: a message may have any number of empty ones, and need never end."""
    begin = line.onMessageFrameBegin

    def counted(length: int) -> None:
        begin(length)  # also of one too many: autobahn goes on with the frame that has begun
        if line.current_frame.opcode == CONTINUATION and not messages.take():
            close()

    line.onMessageFrameBegin = counted


def _close_daphne(line: Any) -> None:
    """Say why, and look at nothing more: autobahn drops the line within a second.

    What still comes is taken and thrown away. Left in the kernel, it would reset the line, and the code would be lost.
    """
    line.sendClose(code=CloseCode.TOO_MANY)
    line.data = b""  # the rest of this packet
    line.dataReceived = lambda data: None


def _close_uvicorn(line: Any) -> None:
    """Say why, and hang up a second later, for the same reason: websockets takes and throws away what still comes."""
    if line.close_sent:
        return
    line.conn.fail(CloseCode.TOO_MANY)
    line.transport.write(b"".join(line.conn.data_to_send()))
    line.close_sent = True
    if line.read_paused:
        line.read_paused = False
        line.transport.resume_reading()
    line.close_timer = line.loop.call_later(HANG_UP_SECONDS, line.transport.close)
