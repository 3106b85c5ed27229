"""Keeps what is asked with every bid, so that it is evaluated once for each snapshot."""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from rollouts.evaluation.types import FlagSnapshot

MOST_KEPT = 5_000
"""Answers; with more it begins anew."""
T = TypeVar("T")


class SnapshotMemo(Generic[T]):
    """Answers that follow from a snapshot and a key alone, kept until there is another snapshot.

    Threads may share it: two that ask at once may both evaluate, and each gets the answer of its own snapshot.
    """

    def __init__(self) -> None:
        self._kept: tuple[FlagSnapshot | None, dict[Hashable, T]] = (None, {})

    def get(self, now: FlagSnapshot, key: Hashable, evaluate: Callable[[], T]) -> T:
        """Return the answer by this snapshot, evaluated if it isn't kept."""
        of, answers = self._kept
        if of is not now or len(answers) >= MOST_KEPT:
            answers = {}
            self._kept = (now, answers)
        if key not in answers:
            answers[key] = evaluate()
        return answers[key]
