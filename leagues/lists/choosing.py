"""The part of a list that a league sells: by position, by rank, and by hand. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar


class Entry(Protocol):
    """An asset on a list, as far as a choice depends on it."""

    @property
    def asset_id(self) -> int: ...
    @property
    def position(self) -> str: ...
    @property
    def rank(self) -> int | None: ...


E = TypeVar("E", bound=Entry)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A league's choice from a list. Without positions every one counts, and without `first` every rank."""

    positions: frozenset[str] = frozenset()
    first: int | None = None
    left_out: frozenset[int] = frozenset()
    added: frozenset[int] = frozenset()


def choose(entries: Sequence[E], choice: Choice, others: Iterable[E] = ()) -> list[E]:
    """Return the chosen entries of a list in its order, and after them what is added from `others`.

    1. Those of the positions.
    2. Of them the first so many by rank, the unranked last; equals as the list has them.
    3. Without those left out by hand; nobody moves up for them.
    4. And those added by hand, whatever their position and rank.
    """
    playing = [entry for entry in entries if not choice.positions or entry.position in choice.positions]
    best = sorted(playing, key=lambda entry: (entry.rank is None, entry.rank or 0))[: choice.first]
    chosen = {entry.asset_id for entry in best} - choice.left_out | choice.added
    on_list = {entry.asset_id for entry in entries}
    from_elsewhere = [entry for entry in others if entry.asset_id in choice.added - on_list]
    return [entry for entry in entries if entry.asset_id in chosen] + from_elsewhere
