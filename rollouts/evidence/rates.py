"""A rate of failures by itself: between what it is, and whether it is below or above a limit.

The unit is the subject (a league, an auction, a user) with at least one failure. Requests aren't independent: one bad
league fails sixty times.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

from rollouts.evidence.bars import UNCERTAINTY
from rollouts.evidence.e_process import BETTER, BOTH, WORSE, log_evidence

_HALVINGS = 60
"""Of an interval of at most 1: to the last digit of a float."""


@dataclass(frozen=True, slots=True)
class Interval:
    """Between what a rate is, 0 to 1; `low` and `high` belong to it."""

    low: float
    high: float


def check_counts(failed: int, subjects: int) -> None:
    """Raise ValueError unless `failed` of `subjects` can have failed."""
    if not 0 <= failed <= subjects:
        raise ValueError(f"{failed} of {subjects} can't have failed.")


def rate_interval(failed: int, subjects: int, uncertainty: float = UNCERTAINTY) -> Interval:
    """Return all rates that the evidence doesn't speak against: however often one looks, the truth is in all of them
    but with the chance `uncertainty`. Raises ValueError if more failed than there are.

    The e-value against a rate p (of `BOTH`) is convex in p, since each of its terms is `r^x · (1+p(r-1))^-n`, and 1 at
    most at x/n. So the rates with a value below the bar are an interval around x/n. With nobody it is 0 to 1.
    """
    check_counts(failed, subjects)
    if subjects == 0:
        return Interval(0, 1)
    bar, middle = math.log(1 / uncertainty), failed / subjects

    def held(rate: float) -> bool:
        return log_evidence(BOTH, rate, failed, subjects) < bar

    return Interval(_edge(held, middle, 0), _edge(held, middle, 1))


def _edge(held: Callable[[float], bool], inside: float, end: float) -> float:
    """Return where `held` ends between a rate that is held and the end of all rates; the outer side of it."""
    if held(end):
        return end
    outside = end
    for _ in range(_HALVINGS):
        middle = (inside + outside) / 2
        if held(middle):
            inside = middle
        else:
            outside = middle
    return outside


def log_below(limit: float, failed: float, subjects: float) -> float:
    """Return the logarithm of the evidence that the rate is below the limit, which is above 0 and below 1."""
    return log_evidence(BETTER, _checked(limit), failed, subjects)


def log_above(limit: float, failed: float, subjects: float) -> float:
    """Return the logarithm of the evidence that the rate is above the limit, which is above 0 and below 1."""
    return log_evidence(WORSE, _checked(limit), failed, subjects)


def _checked(limit: float) -> float:
    if not 0 < limit < 1:
        raise ValueError(f"A limit is above 0 and below 1; {limit} isn't.")
    return limit
