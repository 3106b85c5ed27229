"""Notes of who came and went, which keep ids alone, with the names of those whom they are about. Pure."""

import re
from collections.abc import Mapping

from rollouts.explain.wording import WordingContext

_KEYS = {"user": "users", "group": "groups", "league": "leagues"}
_WHO = re.compile(r"\b(User|[Gg]roup) (\d{1,18})(?=[ .])|\b(League) ([0-9a-f-]{36})(?=[ .])")


def ids_in(note: str) -> Mapping[str, set[int | str]]:
    """Return the ids of the users, groups and leagues of a note, by the field of a state that lists such."""
    ids_by_field: dict[str, set[int | str]] = {key: set() for key in _KEYS.values()}
    for match in _WHO.finditer(note):
        ids_by_field[_KEYS[_kind(match).lower()]].add(_identifier(match))
    return ids_by_field


def with_names(note: str, context: WordingContext) -> str:
    """Return a note with names in place of ids; an id whose owner is gone stays: `User max@example.com joined …`."""
    return _WHO.sub(
        lambda match: f"{_kind(match)} {context.name(_KEYS[_kind(match).lower()], _identifier(match))}", note
    )


def _kind(match: re.Match[str]) -> str:
    return str(match[1] or match[3])


def _identifier(match: re.Match[str]) -> int | str:
    return int(match[2]) if match[2] else str(match[4])
