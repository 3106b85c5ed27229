"""The number of sockets that one person has in one room: for one more than allowed, the oldest is closed.

Counted in this process, where it costs nothing, and in Redis, for all processes together.
"""

import itertools
from typing import Protocol

from django.conf import settings

from auctions.publish import broadcast, presence

_numbers = itertools.count(1)


class Replaceable(Protocol):
    """A socket that can make way for a newer one; `name` is its own over all processes."""

    name: str

    def make_way(self) -> None:
        """Close, soon, with the code that says why."""


_sockets: dict[tuple[str, int], list[Replaceable]] = {}


def new_name() -> str:
    """Return a name for a socket of this process."""
    return f"{presence.PROCESS}-{next(_numbers)}"


async def join_everywhere(room: str, user_id: int, socket: Replaceable) -> None:
    """Note a socket for all processes; the person's oldest, wherever they are, make way for it."""
    for name in await presence.push_socket(room, user_id, socket.name, settings.SOCKETS_PER_PERSON):
        await broadcast.ask_to_make_way(user_id, name)


async def leave_everywhere(room: str, user_id: int, socket: Replaceable) -> None:
    """Forget a socket in all processes."""
    await presence.pull_socket(room, user_id, socket.name)


def join(room: str, user_id: int, socket: Replaceable) -> None:
    """Note a socket of a person; their oldest in the room make way for it."""
    mine = _sockets.setdefault((room, user_id), [])
    mine.append(socket)
    while len(mine) > settings.SOCKETS_PER_PERSON:
        mine.pop(0).make_way()


def leave(room: str, user_id: int, socket: Replaceable) -> None:
    """Forget a socket; one that made way already is none."""
    mine = _sockets.get((room, user_id), [])
    if socket in mine:
        mine.remove(socket)
    if not mine:
        _sockets.pop((room, user_id), None)
