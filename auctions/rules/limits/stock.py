"""The lots that can still come up, counted by kind: what the rest of a roster can be filled from."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from typing import Any, TypeVar

from leagues.settings.limits import LotKind

T = TypeVar("T")
ANSWERS_KEPT = 500


class Stock:
    """The number of lots of each kind. It never changes, so that what follows from it is worked out once.

    Bids leave it as it is: in the life of a lot the same few rosters are asked about over and over.
    """

    __slots__ = ("_answers", "_counts", "_in_order")

    def __init__(self, kinds: Iterable[LotKind] = ()) -> None:
        self._counts = Counter(kinds)
        self._in_order: tuple[tuple[LotKind, int], ...] | None = None
        self._answers: dict[Hashable, Any] = {}

    @property
    def in_order(self) -> tuple[tuple[LotKind, int], ...]:
        """The kinds from the cheapest to the dearest, and how many lots there are of each."""
        if self._in_order is None:
            self._in_order = tuple(sorted(self._counts.items()))
        return self._in_order

    @property
    def size(self) -> int:
        """Return the number of lots in all."""
        return self._counts.total()

    def in_order_with(self, kinds: Iterable[LotKind]) -> tuple[tuple[LotKind, int], ...]:
        """The same with other kinds among them, of which there are none."""
        more = [(kind, 0) for kind in set(kinds) if kind not in self._counts]
        return tuple(sorted([*self.in_order, *more])) if more else self.in_order

    def once(self, question: Hashable, answer: Callable[[], T]) -> T:
        """Return the answer to a question about these lots, worked out the first time it is asked."""
        if question not in self._answers:
            if len(self._answers) >= ANSWERS_KEPT:
                self._answers.clear()
            self._answers[question] = answer()
        found: T = self._answers[question]
        return found

    def changed(self, gone: Counter[LotKind], come: Counter[LotKind]) -> "Stock":
        """Return the stock without some lots and with others; the same one where that is no change."""
        if gone == come:
            return self
        after = Stock()
        after._counts = self._counts - gone + come
        return after

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Stock) and self._counts == other._counts

    __hash__ = None  # type: ignore[assignment] # compared by what it holds

    def __repr__(self) -> str:
        return f"Stock({dict(self._counts)})"
