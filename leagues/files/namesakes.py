"""Ids made of names, where several have the same. Pure."""

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Sequence

from leagues.files.external_ids import LONGEST_ID


def tell_apart(made: Sequence[tuple[str, str]], taken: Iterable[str] = ()) -> list[str]:
    """Return the ids, each once, of rows with their positions: `danilo-def` and `danilo-mid` of two called Danilo.

    Where positions don't tell them apart, the second gets a number: `danilo-2`. None is one of `taken`.
    """
    used = {*taken}
    positions = defaultdict(list)
    for external_id, position in made:
        positions[external_id].append(position.lower())
    ids = []
    for external_id, position in made:
        others = Counter(positions[external_id])
        by_position = len(others) == others.total() > 1 and "" not in others
        ids.append(free_id(f"{external_id}-{position.lower()}" if by_position else external_id, used))
        used.add(ids[-1])
    return ids


def free_id(wanted: str, used: Container[str]) -> str:
    """Return the id if it is free, else with the first number from 2 that makes it so."""
    wanted, number = wanted[:LONGEST_ID], 1
    external_id = wanted
    while external_id in used:
        number += 1
        external_id = f"{wanted[: LONGEST_ID - 1 - len(str(number))]}-{number}"
    return external_id
