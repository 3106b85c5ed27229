"""An e-process: how much yes-or-no trials speak against what was held before. It may be looked at any time.

Its value begins at 1. While the null holds, the chance that it *ever* reaches 1/α is α at most (Ville's inequality),
however often somebody looks, stops or goes on. A raw rate or a p-value that is looked at every minute promises nothing.
Values are kept as natural logarithms.
"""

import math
from collections.abc import Sequence

_STEPS = 24
WORSE = tuple(1.15**step for step in range(1, _STEPS + 1))
"""Odds ratios of the alternatives to "not worse": from a little worse to 28 times the odds."""
BETTER = tuple(1 / ratio for ratio in WORSE)
"""Those of the alternatives to "not better"."""
BOTH = WORSE + BETTER
"""Those of the alternatives to "as expected"."""


def log_mean(logs: Sequence[float]) -> float:
    """Return the logarithm of the mean of numbers that are given by their logarithms."""
    highest = max(logs)
    if highest == -math.inf:
        return highest
    return highest + math.log(math.fsum(math.exp(each - highest) for each in logs) / len(logs))


def log_evidence(odds: Sequence[float], chance: float, hits: float, trials: float) -> float:
    """Return the logarithm of the e-value after so many hits in so many trials of one chance, 0 to 1, under the null.

    The likelihood ratio of the odds ratio r to 1 is `(q/p)^x · ((1-q)/(1-p))^(n-x)` with `q = pr / (1-p+pr)`, which is
    `r^x / (1-p+pr)^n`; the e-value is its mean over the alternatives. `hits` and `trials` may be expected numbers.
    """
    return log_mean([hits * math.log(ratio) - trials * math.log1p(chance * (ratio - 1)) for ratio in odds])


class EProcess:
    """Evidence that grows trial by trial, where the chance under the null differs from trial to trial."""

    __slots__ = ("_logs", "highest", "odds")

    def __init__(self, odds: Sequence[float]) -> None:
        self.odds = tuple(odds)
        self._logs = [0.0] * len(self.odds)
        self.highest = 0.0
        """The logarithm of the highest value that it ever had: what was reached once stays reached."""

    def observe(self, chance: float, hit: bool) -> None:
        """Take in a trial. `chance`: of a hit under the null, known before the trial. Raises ValueError if none."""
        if not 0 <= chance <= 1 or (hit and chance == 0):
            raise ValueError(f"A hit can't have the chance {chance}.")
        for place, ratio in enumerate(self.odds):
            self._logs[place] += (math.log(ratio) if hit else 0.0) - math.log1p(chance * (ratio - 1))
        self.highest = max(self.highest, self.log_value)

    @property
    def log_value(self) -> float:
        """The logarithm of its value now."""
        return log_mean(self._logs)

    def reached(self, bar: float) -> bool:
        """True if its value ever was as high."""
        return self.highest >= math.log(bar)
