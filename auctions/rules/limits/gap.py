"""The gap of a roster, which is what it lacks, and what fills it, as values."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from leagues.settings.limits import Grouping, LotKind

BOUNDLESS = 1_000_000
"""Room for more lots than any roster holds."""
Kinds = Sequence[tuple[LotKind, int]]
"""Kinds of lots, from the cheapest to the dearest, and how many there are of each."""
Skipped = Mapping[LotKind, int]
"""How many lots of some kinds don't count."""


def group_at(groups: Sequence[str], place: int) -> str:
    """Return a lot's group by one attribute; "" for one whose auction was made by a release that knew no groups."""
    return groups[place] if place < len(groups) else ""


class Rooms(dict[str, int]):
    """Places left: how many lots more of each group of one attribute a roster may hold."""

    def __init__(self, grouping: Grouping, taken: Iterable[str]) -> None:
        super().__init__()
        self._grouping = grouping
        for group in taken:
            self[group] -= 1

    def __missing__(self, group: str) -> int:
        most = self._grouping.most_of(group)
        return BOUNDLESS if most is None else most


@dataclass(frozen=True, slots=True)
class Gap:
    """The needs of a roster, and what it has room for.

    `free` slots aren't taken, and of these `wanted` must be filled, with the needs among them: how many it still must
    have by group of the first attribute.
    """

    free: int
    wanted: int
    needs: Mapping[str, int]
    rooms: tuple[Rooms, ...]


@dataclass(frozen=True, slots=True)
class Filling:
    """The way to fill a gap: at what cost, and how many slots and needs, by group, nothing can fill."""

    cost: int
    unfilled: int
    missing: Mapping[str, int]

    @property
    def shortfall(self) -> tuple[int, int]:
        """Return how far a roster stays behind, its needs first: less is better."""
        return sum(self.missing.values()), self.unfilled
