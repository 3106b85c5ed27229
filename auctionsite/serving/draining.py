"""A web process that is told to end hands its people over first: the same on daphne and on uvicorn.

Both would cut every line at once on SIGTERM: daphne cancels what is in hand, uvicorn closes sockets unanswered. So
SIGTERM comes here first:

1. Nobody new comes in: the process listens no more, so that a balancer asks another; its health is 503.
2. The sockets leave one after the other, a little apart: each takes no more commands, answers those it took, and is
   closed with 4503, which tells its client to come back at once, elsewhere.
3. HTTP requests in hand are answered.
4. Then, or after `LIMIT_SECONDS`, the server gets the signal. A second SIGTERM skips the wait.

SIGUSR1 announces it: the process goes on serving all comers, but says at `/readyz` that it isn't ready, so that a
balancer sends nobody new before SIGTERM comes.

Neither server announces its end to an application in a way that both share: daphne has no lifespan, and uvicorn's
comes when the sockets are closed. Both take SIGTERM with a handler of Python's, in whose place this one is put by the
first request or socket.
"""

import asyncio
import contextlib
import random
import signal
import threading
from collections.abc import Awaitable, Callable
from types import FrameType
from typing import Any, Protocol

import structlog

log = structlog.get_logger("auctionsite")
LIMIT_SECONDS = 8.0
"""Less than a supervisor waits before it kills: ten seconds in docker and in our own launcher."""
APART_MS, APART_AT_MOST_SECONDS = 1, 2.0
"""A thousand sockets leave within a second, so that the other processes don't get them in one instant."""
HANG_UP_SECONDS = 1.5
"""The time that clients have to hang up after they were told."""
Application = Callable[[dict[str, Any], Any, Any], Awaitable[None]]


class DrainableSocket(Protocol):
    """A socket, as this module sees it."""

    async def hand_over(self) -> None:
        """Answer what is in hand, then close with word that another process goes on."""


_sockets: set[DrainableSocket] = set()
_announced, _draining = threading.Event(), threading.Event()
on_begin: list[Callable[[], None]] = []
"""Called when the process begins to end, before anybody leaves."""


def announce_on_signal() -> None:
    """Take SIGUSR1 as word that the end is near. For a process that may set signals, in its main thread."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGUSR1, lambda number, frame: _announced.set())


def is_end_announced() -> bool:
    """True if nobody new should be sent to this process."""
    return _announced.is_set() or is_draining()


def is_draining() -> bool:
    """True if this process is ending."""
    return _draining.is_set()


def register_socket(connection: DrainableSocket) -> None:
    """Have the socket handed over when the process ends."""
    _sockets.add(connection)


def unregister_socket(connection: DrainableSocket) -> None:
    """Forget a socket that is closed."""
    _sockets.discard(connection)


async def wait_until(condition: Callable[[], bool]) -> None:
    """Wait for what has no event of its own: this happens once in the life of a process."""
    while not condition():  # noqa: ASYNC110
        await asyncio.sleep(0.01)


class DrainingMiddleware:
    """ASGI middleware: counts the HTTP requests in hand, and takes SIGTERM before the server does."""

    def __init__(self, inner: Application) -> None:
        self._inner = inner
        self._in_hand = 0
        self._server: Any = None  # the server's own handler of SIGTERM
        self._told = False
        self._task: asyncio.Task[None] | None = None

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Go on with the application."""
        if self._server is None and threading.current_thread() is threading.main_thread():
            self._stand_before_the_server()
        if scope["type"] != "http":
            await self._inner(scope, receive, send)
            return
        self._in_hand += 1
        try:
            await self._inner(scope, receive, send)
        finally:
            self._in_hand -= 1

    def _stand_before_the_server(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._server = signal.signal(signal.SIGTERM, self._on_sigterm) or signal.SIG_DFL

    def _on_sigterm(self, number: int, frame: FrameType | None) -> None:
        if self._told:
            self._let_the_server_end()
        else:
            self._told = True
            self._loop.call_soon_threadsafe(self._begin)

    def _begin(self) -> None:
        self._task = asyncio.create_task(self._drain())

    async def _drain(self) -> None:
        _draining.set()
        for each in on_begin:
            each()
        log.info("web.draining", sockets=len(_sockets), requests=self._in_hand)
        try:
            stop_listening(self._server)
            async with asyncio.timeout(LIMIT_SECONDS):
                await asyncio.gather(*(_hand_over(each, len(_sockets)) for each in tuple(_sockets)))
                await self._until_all_have_left()
        except TimeoutError:
            log.warning("web.drained_too_slowly", sockets=len(_sockets), requests=self._in_hand)
        finally:
            self._let_the_server_end()

    async def _until_all_have_left(self) -> None:
        await wait_until(lambda: not self._in_hand)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(HANG_UP_SECONDS):
                await wait_until(lambda: not _sockets)
        await asyncio.sleep(0.1)  # for the last bytes to leave

    def _let_the_server_end(self) -> None:
        signal.signal(signal.SIGTERM, self._server)
        signal.raise_signal(signal.SIGTERM)


async def _hand_over(connection: DrainableSocket, of: int) -> None:
    await asyncio.sleep(random.uniform(0, min(of * APART_MS / 1000, APART_AT_MOST_SECONDS)))  # noqa: S311 # no secret
    try:
        await connection.hand_over()
    except Exception as error:  # one that fails must not hold up the others
        log.exception("web.not_handed_over", error=str(error))


def stop_listening(handler: Any) -> None:
    """Take no new connections; those that are open stay. `handler` is the server's own of SIGTERM."""
    listeners = getattr(getattr(handler, "__self__", None), "servers", None)  # uvicorn's is a method of its server
    if listeners is not None:
        for listener in listeners:
            listener.close()
        return
    from twisted.internet import reactor, tcp  # whoever imports it first chooses the reactor: daphne must

    for reader in reactor.getReaders():  # type: ignore[misc] # typed as a class; daphne's ports are Twisted's
        if isinstance(reader, tcp.Port):
            reader.stopListening()
