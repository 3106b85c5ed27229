"""A sign test, which may be looked at any time: whether those with a flag have more or less of something that is
measured of each.

Subjects are known in the order in which they met the flag, each when its time is over. Whoever becomes known is paired
with whoever of the other arm is still alone and met the flag last, so that both had the same evenings. A trial is a
pair whose numbers differ, and a hit if the one with the flag has more: under the null its chance is a half, whatever
the numbers are. So one huge league counts as one, and what never came is as long as it gets (infinity).
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from rollouts.evidence.e_process import BETTER, WORSE, EProcess, log_evidence
from rollouts.evidence.forecast import first_enough
from rollouts.evidence.rates import Interval, rate_interval

HALF = 0.5


@dataclass(frozen=True, slots=True)
class MeasuredSubject:
    """A subject with the flag on or off: since when, in seconds, and what was measured of it."""

    on: bool
    since: float
    value: float


@dataclass(frozen=True, slots=True)
class PairedEvidence:
    """The pairs of an experiment: with more, with less, and with as much for the one with the flag as for the other.

    `log_more` and `log_less` are the logarithms of the highest evidence, ever, that those with the flag have more, or
    less.
    """

    more: int
    less: int
    same: int
    log_more: float
    log_less: float

    @property
    def share(self) -> Interval:
        """Between what the share of the pairs is, of those that differ, in which the one with the flag has more."""
        return rate_interval(self.more, self.more + self.less)

    def known_more(self, bar: float) -> bool:
        """True if it is known that those with the flag have more."""
        return self.log_more >= math.log(bar)

    def known_less(self, bar: float) -> bool:
        """True if it is known that those with the flag have less."""
        return self.log_less >= math.log(bar)


def compare_pairs(subjects: Iterable[MeasuredSubject]) -> PairedEvidence:
    """Return the evidence of subjects whose time is over. Raises ValueError for what is no number."""
    alone: list[MeasuredSubject] = []
    counts = {1: 0, -1: 0, 0: 0}
    above, below = EProcess(WORSE), EProcess(BETTER)
    for newcomer in sorted(subjects, key=lambda subject: subject.since):
        if math.isnan(newcomer.value):
            raise ValueError("What is measured is a number.")
        if not alone or alone[-1].on is newcomer.on:
            alone.append(newcomer)
            continue
        other = alone.pop()
        on, off = (newcomer, other) if newcomer.on else (other, newcomer)
        sign = (on.value > off.value) - (on.value < off.value)
        counts[sign] += 1
        if sign:
            above.observe(HALF, sign == 1)
            below.observe(HALF, sign == 1)
    return PairedEvidence(counts[1], counts[-1], counts[0], above.highest, below.highest)


def pairs_to_tell(share: float, bar: float) -> int | None:
    """Return after how many pairs that differ the bar is reached, if in `share` of them (0 to 1) the one with the flag
    has more, or less; None: never."""
    return first_enough(lambda pairs: log_evidence(WORSE, HALF, share * pairs, pairs) >= math.log(bar))
