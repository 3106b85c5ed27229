"""What all our sockets do: sign in, count frames, notice silence, close with a code that says why."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings

from accounts.models import User
from auctions.hub import Member

PROTOCOL = "auction.v1"
SILENCE_SECONDS = 30.0
BURST_SECONDS = 3.0
"""A client that comes back says several things at once: so many seconds' worth of frames are let through."""


class Close:
    """Close codes of `auction.v1`."""

    MALFORMED = 4400
    NOT_SIGNED_IN = 4401
    NOT_OF_THIS_LEAGUE = 4403
    NO_SUCH_AUCTION = 4404
    TOO_SLOW = 4408
    TOO_MANY = 4429


class Bucket:
    """A token bucket: `rate` frames a second on average, `burst` at once."""

    def __init__(self, rate: float, burst: float) -> None:
        self._rate, self._burst = rate, burst
        self._tokens, self._at = burst, time.monotonic()

    def take(self) -> bool:
        """Whether one more frame is within the limit."""
        now = time.monotonic()
        self._tokens = min(self._burst, self._tokens + (now - self._at) * self._rate)
        self._at = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True


class Socket(AsyncWebsocketConsumer):  # type: ignore[misc] # channels ships no types
    """A socket of ours. It subscribes to nothing itself: the hub does, once per room."""

    channel_layer_alias = "the hub's"  # not configured, so that Channels makes no channel for each socket
    member: Member | None = None

    async def websocket_connect(self, message: dict[str, Any]) -> None:
        """Accept first: a browser sees a close code only of a socket that was open."""
        rate = settings.SOCKET_FRAMES_PER_SECOND
        self.bucket = Bucket(rate, rate * BURST_SECONDS)
        self.heard = time.monotonic()
        self.tasks: set[asyncio.Task[None]] = set()
        offered = self.scope.get("subprotocols", [])
        await self.accept(PROTOCOL if PROTOCOL in offered else None)
        if await self.enter():
            self.spawn(self._sweep())

    async def enter(self) -> bool:
        """Join the room, or close with the reason; whether it was let in."""
        raise NotImplementedError

    def user(self) -> User | None:
        """Who is at the other end."""
        user = self.scope.get("user")
        return user if user is not None and user.is_authenticated else None

    def spawn(self, work: Any) -> None:
        """Run a coroutine beside the frames, ended with the socket."""
        task = asyncio.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    def make_member(self, seat: str = "", private: Callable[[int, Any], str] | None = None) -> Member:
        """The hub's end of this socket."""
        slow = lambda: self.spawn(self.close(Close.TOO_SLOW))  # noqa: E731
        return Member(self._send_text, seat=seat, private=private, too_slow=slow)

    async def websocket_disconnect(self, message: dict[str, Any]) -> None:
        """Leave the room and end what runs beside."""
        for task in tuple(self.tasks):
            task.cancel()
        await super().websocket_disconnect(message)

    async def counted(self) -> bool:
        """Count a frame; whether it is within the limit, else the socket is closed."""
        self.heard = time.monotonic()
        if self.bucket.take():
            return True
        await self.close(Close.TOO_MANY)
        return False

    async def _send_text(self, text: str) -> None:
        await self.base_send({"type": "websocket.send", "text": text})

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(SILENCE_SECONDS / 6)
            if time.monotonic() - self.heard > SILENCE_SECONDS:
                await self.close(Close.TOO_SLOW)
                return
