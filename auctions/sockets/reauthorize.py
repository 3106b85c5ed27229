"""Rechecks of open sockets' access: after a sign-out, a new role, a removal; and the closing of those too many.

One subscription per process, by which names are forgotten too. A message that gets lost is made up for: every socket is
checked, and names are read, once a minute anyway.
"""

import asyncio
import contextlib
import threading
from typing import Any, Protocol

from auctions.publish import groups
from auctions.publish.names import forget_names
from auctions.sockets import subscription
from auctionsite.observability.logging import new_log_context

JOIN_SECONDS = 1.0
RECHECK_SECONDS = 60.0
"""How long a socket may stay open for somebody who isn't allowed in any more, if nobody could tell it."""


class Reauthorizable(Protocol):
    """A socket whose access can be checked again."""

    def user_id(self) -> int | None:
        """Return the id of its user."""

    def recheck(self) -> None:
        """Check its user's access again, soon."""

    name: str

    def make_way(self) -> None:
        """Close, soon: its user has too many."""


_sockets: set[Reauthorizable] = set()
_subscribed = asyncio.Event()
_task: asyncio.Task[None] | None = None


async def watch(socket: Reauthorizable) -> None:
    """Recheck the socket from now on when its user changes. Call it before the socket reads who its user is."""
    _sockets.add(socket)
    listen()
    with contextlib.suppress(TimeoutError):  # without Redis the socket opens all the same
        async with asyncio.timeout(JOIN_SECONDS):
            await _subscribed.wait()


def listen() -> None:
    """Hear from now on, in the running event loop, whose name, role or sign-in changes; again it is harmless."""
    global _task  # one subscription per process
    if _task is None or _task.done():
        _subscribed.clear()
        listening = subscription.listen(groups.people(), _handle, _subscribed, forget_names)
        _task = asyncio.create_task(listening, context=new_log_context())


def listen_in_a_thread() -> None:
    """Hear it in a process that has no event loop, until it ends: what it tells rooms has names in it too.

    That costs a connection to Redis and a thread that sleeps. To read names anew after a second or two instead would
    cost some ten queries, and the names of all lots, for each running auction, in the thread that closes lots.
    """
    listening = subscription.listen(groups.people(), _handle, asyncio.Event(), forget_names)
    threading.Thread(target=asyncio.run, args=(listening,), name="people", daemon=True).start()


def forget(socket: Reauthorizable) -> None:
    """Recheck the socket no more: it is gone."""
    _sockets.discard(socket)


def _handle(message: dict[str, Any]) -> None:
    if message["type"] == "people.roles":
        forget_names()
    for socket in tuple(_sockets):
        match message["type"]:
            case "people.changed" if socket.user_id() == message["user"]:
                socket.recheck()
            case "people.too_many" if socket.name == message["socket"]:
                socket.make_way()
