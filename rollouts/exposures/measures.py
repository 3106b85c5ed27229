"""Measures of a subject after it met a flag: registered here by the apps that know, a number for each.

Each is measured over the same time from when the subject met the flag, and known when that is over. Whoever did nothing
in it has a number too (nothing completed, no bid, never begun), so that nobody is left out for what the flag did.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from rollouts.evaluation.types import BucketBy

MeasureSubjects = Callable[[BucketBy, Mapping[str, datetime]], Mapping[str, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeMeasure:
    """Something that is measured of each. `says` is its name on pages; `wants_more`: more of it is better.

    `measure(kind, since)` returns the number of each subject over `within` from its moment, by a constant number of
    queries; whoever isn't among them has `missing`. `typical` says what pages show of an arm: `mean` or `median`, and
    `unit` of what: a share, a number, or seconds.
    """

    name: str
    says: str
    kinds: frozenset[BucketBy]
    within: timedelta
    wants_more: bool
    measure: MeasureSubjects
    missing: float = 0.0
    typical: str = "mean"
    unit: str = "number"

    @property
    def within_seconds(self) -> float:
        """`within` in seconds."""
        return self.within.total_seconds()


outcome_measures: list[OutcomeMeasure] = []
"""In the order in which pages show them."""


def measures_of(kind: BucketBy) -> list[OutcomeMeasure]:
    """Return what is measured of subjects of this kind."""
    return [each for each in outcome_measures if kind in each.kinds]
