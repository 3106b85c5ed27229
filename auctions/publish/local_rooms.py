"""Rooms of this process, which hear of a commit without Redis in between; those of other processes hear it by Redis.

They get the same message twice: a room drops what it has delivered.
"""

import asyncio
import contextlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import structlog

log = structlog.get_logger("auctions")
Message = dict[str, Any]
Told = tuple[str, Message]
"""A room's group, and what it is told."""


@dataclass(frozen=True, slots=True)
class _Listener:
    group: str
    loop: asyncio.AbstractEventLoop
    handle: Callable[[Message], None]

    def hear(self, message: Message) -> None:
        """Handle a message, in the event loop; what fails is logged, and pings show what was missed."""
        try:
            self.handle(message)
        except Exception as error:
            log.exception("room.message_failed", group=self.group, error=str(error))


_listeners: dict[str, _Listener] = {}


class _Gathered(threading.local):
    told: list[Told] | None = None


_gathered = _Gathered()


def listen(group: str, handle: Callable[[Message], None]) -> None:
    """Let `handle` be called with what a room is told, in the event loop that runs now."""
    _listeners[group] = _Listener(group, asyncio.get_running_loop(), handle)


def forget(group: str) -> None:
    """End that; harmless where nobody listens."""
    _listeners.pop(group, None)


def listens(group: str) -> bool:
    """True if a room of this process listens."""
    return group in _listeners


def tell(group: str, message: Message) -> None:
    """Tell a room of this process, from any thread; nothing happens where there is none."""
    if _gathered.told is not None:
        _gathered.told.append((group, message))
    elif listener := _listeners.get(group):
        with contextlib.suppress(RuntimeError):  # the loop is closed, and with it all sockets
            listener.loop.call_soon_threadsafe(listener.hear, message)


@contextlib.contextmanager
def gathered() -> Iterator[list[Told]]:
    """Hold back what this thread tells in the block, for `hand_out`: so it can leave together with something else."""
    told: list[Told] = []
    _gathered.told = told
    try:
        yield told
    finally:
        _gathered.told = None


def hand_out(told: list[Told]) -> None:
    """Let rooms hear at once what was gathered; in their event loop."""
    for group, message in told:
        if listener := _listeners.get(group):
            listener.hear(message)
