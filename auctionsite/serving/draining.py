"""A web process that is told to end hands its people over first: the same on daphne and on uvicorn.

Both would cut every line at once on SIGTERM: daphne cancels what is in hand, uvicorn closes sockets unanswered. So
SIGTERM comes here first:

1. Nobody new comes in: the process listens no more, so that a balancer asks another; its health is 503. Whoever had
   connected by then is taken in first: the kernel would reset their lines, and a balancer can't send a change again.
2. The sockets leave one after the other, a little apart: each takes no more commands, answers those it took, and is
   closed with 4503, which tells its client to come back at once, elsewhere.
3. HTTP requests in hand are answered, and those that come on lines that were taken in last.
4. Then, or after `LIMIT_SECONDS`, the server gets the signal. A second SIGTERM skips the wait.

SIGUSR1 announces it: the process goes on serving all comers, but says at `/readyz` that it isn't ready, so that a
balancer sends nobody new before SIGTERM comes.

Neither server announces its end to an application in a way that both share: daphne has no lifespan, and uvicorn's
comes when the sockets are closed. Both take SIGTERM with a handler of Python's, in whose place this one is put by the
first request or socket.
"""

import asyncio
import contextlib
import functools
import random
import select
import signal
import threading
import time
from collections.abc import Callable
from types import FrameType
from typing import Any, Protocol

import structlog

from auctionsite.serving.asgi_types import Application, Scope

log = structlog.get_logger("auctionsite")
LIMIT_SECONDS = 8.0
"""Less than a supervisor waits before it kills: ten seconds in docker and in our own launcher."""
APART_MS, APART_AT_MOST_SECONDS = 1, 2.0
"""A thousand sockets leave within a second, so that the other processes don't get them in one instant."""
HANG_UP_SECONDS = 1.5
"""The time that clients have to hang up after they were told."""
TAKE_IN_SECONDS = 1.0
"""The longest wait for an instant at which nobody is waiting to be taken in."""
QUIET_SECONDS = 0.3
"""No request for so long: everybody who was taken in has sent theirs and has their answer."""


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
        self._begun = self._in_hand = 0
        self._server: Any = None  # the server's own handler of SIGTERM
        self._told = False
        self._task: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        """Go on with the application."""
        if self._server is None and threading.current_thread() is threading.main_thread():
            self._stand_before_the_server()
        if scope["type"] != "http":
            await self._inner(scope, receive, send)
            return
        self._begun += 1
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
        for callback in on_begin:
            callback()
        log.info("web.draining", sockets=len(_sockets), requests=self._in_hand)
        try:
            async with asyncio.timeout(LIMIT_SECONDS):
                await _stop_listening(self._server)
                await asyncio.gather(*(_hand_over(socket, len(_sockets)) for socket in tuple(_sockets)))
                await self._until_all_have_left()
        except TimeoutError:
            log.warning("web.drained_too_slowly", sockets=len(_sockets), requests=self._in_hand)
        finally:
            self._let_the_server_end()

    async def _until_all_have_left(self) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(HANG_UP_SECONDS):
                await wait_until(lambda: not _sockets)
        seen = -1
        while seen != self._begun:
            seen = self._begun
            await wait_until(lambda: not self._in_hand)
            await asyncio.sleep(QUIET_SECONDS)  # for the last bytes to leave, too

    def _let_the_server_end(self) -> None:
        signal.signal(signal.SIGTERM, self._server)
        signal.raise_signal(signal.SIGTERM)


async def _hand_over(connection: DrainableSocket, of: int) -> None:
    await asyncio.sleep(random.uniform(0, min(of * APART_MS / 1000, APART_AT_MOST_SECONDS)))  # noqa: S311 # no secret
    try:
        await connection.hand_over()
    except Exception as error:  # one that fails must not hold up the others
        log.exception("web.not_handed_over", error=str(error))


async def _stop_listening(handler: Any) -> None:
    """Take no new connections; those that are open stay. `handler` is the server's own of SIGTERM."""
    listeners = _listeners(handler)
    waiting = select.poll()
    for fileno in listeners:
        waiting.register(fileno, select.POLLIN)
    until = time.monotonic() + TAKE_IN_SECONDS
    while waiting.poll(0) and time.monotonic() < until:  # noqa: ASYNC110 # the kernel's queue has no event
        await asyncio.sleep(0)  # the server takes them in
    for close in listeners.values():  # in the same turn, before anybody else connects
        close()


def _listeners(handler: Any) -> dict[int, Callable[[], None]]:
    """Return by file number what closes each of the sockets on which the server listens."""
    servers = getattr(getattr(handler, "__self__", None), "servers", None)  # uvicorn's is a method of its server
    if servers is not None:
        return {listener.fileno(): server.close for server in servers for listener in server.sockets}
    from twisted.internet import reactor, tcp  # whoever imports it first chooses the reactor: daphne must

    readers: list[Any] = reactor.getReaders()  # type: ignore[misc] # typed as a class
    ports: list[Any] = [reader for reader in readers if isinstance(reader, tcp.Port)]
    return {port.fileno(): functools.partial(_close_port, port) for port in ports}


def _close_port(port: Any) -> None:
    from twisted.internet.main import CONNECTION_DONE
    from twisted.python.failure import Failure

    port.stopReading()
    port.connectionLost(Failure(CONNECTION_DONE))  # type: ignore[no-untyped-call] # `stopListening` is a turn later
