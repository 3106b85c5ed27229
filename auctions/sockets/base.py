"""The base of our sockets: signing in, counting frames, noticing silence, closing with a code that says why."""

import asyncio
import contextlib
import secrets
import time
from collections.abc import Callable
from typing import Any, ClassVar

import structlog
from channels.consumer import get_handler_name
from channels.exceptions import StopConsumer
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.db import DatabaseError, InterfaceError

from accounts.language import ENGLISH
from accounts.models import User
from accounts.sign_in.sockets import current_user
from auctions.sockets import crowding, hub, reauthorize, threads
from auctions.sockets.frame_budget import budget_of
from auctions.sockets.hub import LocalRoom, Subscriber
from auctions.store import web_process
from auctionsite.close_codes import CloseCode
from auctionsite.observability import metrics, reporting
from auctionsite.observability.logging import log_context
from auctionsite.postgresql.availability import circuit
from auctionsite.serving import draining
from auctionsite.serving.backpressure import WRITE_TEXT

log = structlog.get_logger("auctions")
PROTOCOL = "auction.v1"


class Socket(AsyncWebsocketConsumer):  # type: ignore[misc] # channels ships no types
    """A socket of ours. It subscribes to nothing itself: the hub does, once per room."""

    subscriber: Subscriber | None = None
    room: LocalRoom | None = None
    closed = False
    handing_over = False
    unanswered = 0
    kind: ClassVar[str]
    """The kind of room in metrics."""
    ended: str | None = None
    """The close code it ended with; None before it is accepted."""
    crowd: tuple[str, int] | None = None
    """The room and person it counts for."""

    def __init__(self) -> None:
        super().__init__()
        self.name = crowding.new_name()
        self.tasks: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Run to the end, and leave the room whatever ended it: the peer, an error of ours or the server's stop."""
        reporting.watch_loop()
        web_process.loop_watch.watch(asyncio.get_running_loop())
        user = scope.get("user")
        ids = {f"{key.removesuffix('_id')}Id": each for key, each in scope["url_route"]["kwargs"].items()}
        with log_context(socketId=secrets.token_hex(4), userId=user and user.pk, **ids):
            await self._run(scope, receive, send)

    async def _run(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        self.scope, self.base_send = scope, send
        try:
            # Channels' own loop would make a task of each frame, to wait for a channel beside it that we don't have.
            while True:
                await self.dispatch(await receive())
        except StopConsumer:
            pass
        except (DatabaseError, InterfaceError) as error:
            log.warning("socket.without_database", error=str(error))
            await self.close(CloseCode.DATABASE_AWAY if circuit.is_away else CloseCode.FAILED)
        except Exception as error:
            log.exception("socket.failed", error=str(error))
            await self.close(CloseCode.FAILED)
        finally:
            draining.unregister_socket(self)
            self._count_end()
            reauthorize.forget(self)
            for task in tuple(self.tasks):
                task.cancel()
            await self.leave()

    async def dispatch(self, message: dict[str, Any]) -> None:
        """Handle a message at once. Channels' own would first wait for the thread that signs everybody in."""
        await getattr(self, get_handler_name(message))(message)

    async def websocket_connect(self, message: dict[str, Any]) -> None:
        """Accept first: a browser sees a close code only of a socket that was open."""
        self.budget = budget_of(self.user_id())
        self.last_frame_at = self.checked_at = time.monotonic()
        offered = self.scope.get("subprotocols", [])
        try:
            await self.accept(PROTOCOL if PROTOCOL in offered else None)
        except OSError:  # the peer is gone; its disconnection comes next
            return
        metrics.OPENED.labels(self.kind).inc()
        self.ended = "1012"  # the server's own stop, unless something else comes first
        # One admission at a time: a recheck during `enter` would find no room yet, and leave the old role in place.
        self.entering = asyncio.Lock()
        draining.register_socket(self)
        if draining.is_draining():  # it came in just before the process listened no more
            await self.close(CloseCode.RESTARTING)
            return
        await reauthorize.watch(self)
        async with self.entering:
            entered = await self.enter()
        if entered:
            self.spawn(self._watch_silence())

    async def enter(self) -> bool:
        """Join the room and return True, or close with the reason."""
        raise NotImplementedError

    async def count_for(self, room: str, user_id: int) -> None:
        """Count as one of the person's sockets in the room; their oldest may have to make way."""
        self.crowd = room, user_id
        crowding.join(room, user_id, self)
        await crowding.join_everywhere(room, user_id, self)

    def make_way(self) -> None:
        """Close: the person has opened more than may be open."""
        self.spawn(self.close(CloseCode.REPLACED))

    async def enter_again(self, user: User) -> None:
        """Take the role and seat that the user has now, or close with the reason."""
        raise NotImplementedError

    def user_id(self) -> int | None:
        """Return the id of the signed-in user."""
        user = self.user()
        return user.pk if user is not None else None

    def recheck(self) -> None:
        """Check again, soon, who is at the other end and what they may."""
        if not self.closed:
            self.spawn(self._recheck())

    async def _recheck(self) -> None:
        self.checked_at = time.monotonic()
        async with self.entering:
            if self.closed:
                return
            try:
                user = await threads.run(threads.reading.turn(self.user_id()), current_user, self.scope)
                if user is None:
                    await self.close(CloseCode.NOT_SIGNED_IN)
                    return
                self.scope["user"] = user
                await self.enter_again(user)
            except DatabaseError as error:  # nobody is thrown out because the database is away; the next check tells
                log.warning("socket.not_rechecked", error=str(error))

    @property
    def language(self) -> str:
        """The language of the sentences that this socket alone is sent."""
        return str(self.scope.get("language", ENGLISH))

    def user(self) -> User | None:
        """Return the signed-in user."""
        user = self.scope.get("user")
        return user if user is not None and user.is_authenticated else None

    def spawn(self, work: Any) -> None:
        """Run a coroutine beside the frames, ended with the socket."""
        task = asyncio.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self._forget_task)

    def _forget_task(self, task: asyncio.Task[None]) -> None:
        self.tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("socket.failed", error=str(error), exc_info=error)

    def make_subscriber(self, seat: str = "", private: Callable[[int, Any], str] | None = None) -> Subscriber:
        """Return the hub's end of this socket."""
        close_slow = lambda: self.spawn(self.close(CloseCode.TOO_SLOW))  # noqa: E731
        write = self.scope.get("extensions", {}).get(WRITE_TEXT)
        return Subscriber(self._send_text, write=write, seat=seat, private=private, too_slow=close_slow)

    async def leave(self) -> None:
        """Leave the room; leaving twice is harmless."""
        crowd, self.crowd = self.crowd, None
        if crowd is not None:
            crowding.leave(*crowd, self)
            await crowding.leave_everywhere(*crowd, self)
        room, self.room = self.room, None
        if room is not None and self.subscriber is not None:
            await hub.leave(room, self.subscriber)

    async def close(self, code: int | None = None, reason: str | None = None) -> None:
        """Close, once: the servers object to closing what is closed.

        The room is left first: the close itself may wait for a peer that doesn't read.
        """
        if not self.closed:
            self.closed = True
            self.ended = str(code or 1000)
            await self.leave()
            with contextlib.suppress(OSError):  # the peer was gone before
                await super().close(code, reason)

    async def hand_over(self) -> None:
        """The process is ending: answer the commands that are taken, then take no more, and send the client elsewhere.

        A command that comes after that is not answered, so that its client sends it again there, with the same id.
        """
        await draining.wait_until(lambda: self.closed or not self.unanswered)
        self.handing_over = True  # in the same turn of the loop: until then each frame is stamped, and answered
        await draining.wait_until(lambda: self.subscriber is None or self.subscriber.written)
        await self.close(CloseCode.RESTARTING)

    async def websocket_disconnect(self, message: dict[str, Any]) -> None:
        """Note that the peer is gone."""
        if not self.closed:
            self.ended = str(message.get("code") or 1006)
        raise StopConsumer

    def _count_end(self) -> None:
        if self.ended is not None:
            metrics.CLOSED.labels(self.kind, self.ended if self.ended in metrics.CLOSES else "other").inc()

    async def refuse(self, code: int, reason: str) -> None:
        """Close a socket that isn't let in; `reason` is one that metrics know."""
        metrics.REFUSED.labels(reason).inc()
        await self.close(code)

    def takes_frames(self) -> bool:
        """True if a frame that came is looked at: not before it is let in, and not while handing over."""
        self.last_frame_at = time.monotonic()
        return self.room is not None and not self.closed and not self.handing_over

    async def pay(self, cost: float) -> bool:
        """Take the cost of a frame from its sender's budget; beyond that the socket is closed, and False."""
        if self.budget.take(cost):
            return True
        await self.close(CloseCode.TOO_MANY)
        return False

    async def _send_text(self, text: str) -> None:
        await self.base_send({"type": "websocket.send", "text": text})

    async def _watch_silence(self) -> None:
        """Close when the client falls silent; check its access again once a minute."""
        while True:
            await asyncio.sleep(settings.SOCKET_SILENCE_SECONDS / 6)
            now = time.monotonic()
            if now - self.last_frame_at > settings.SOCKET_SILENCE_SECONDS:
                await self.close(CloseCode.TOO_SLOW)
                return
            if now - self.checked_at > reauthorize.RECHECK_SECONDS:
                self.recheck()
