"""Whether as many subjects have a flag as its percentage says. If not, the arms aren't alike, and no figure counts."""

import math

from rollouts.evidence.bars import RATIO
from rollouts.evidence.e_process import BOTH, log_evidence
from rollouts.evidence.rates import check_counts


def log_ratio_evidence(on: int, subjects: int, share: float) -> float:
    """Return the logarithm of the evidence that subjects aren't drawn by `share`, 0 to 1, in either direction.

    A trial is a subject that meets the flag; a hit if it has it. Raises ValueError for counts or shares that can't be.
    """
    check_counts(on, subjects)
    if not 0 <= share <= 1:
        raise ValueError(f"A share is 0 to 1; {share} isn't.")
    if (share == 0 and on) or (share == 1 and on < subjects):
        return float("inf")
    return log_evidence(BOTH, share, on, subjects)


def ratio_is_off(on: int, subjects: int, share: float) -> bool:
    """True if so many of the subjects can't have come by a draw of this share. It holds a release, never ends it."""
    return log_ratio_evidence(on, subjects, share) >= math.log(RATIO)
