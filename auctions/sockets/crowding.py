"""How many sockets one person has in one room of this process: for one more than allowed, the oldest is closed."""

from typing import Protocol

from django.conf import settings


class Replaceable(Protocol):
    """A socket that can make way for a newer one."""

    def make_way(self) -> None:
        """Close, soon, with the code that says why."""


_sockets: dict[tuple[str, int], list[Replaceable]] = {}


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
