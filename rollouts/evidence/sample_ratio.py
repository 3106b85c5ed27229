"""A test that as many subjects have a flag as its percentage says. If not, the arms differ, and no figure counts."""

import math
from collections.abc import Sequence

from rollouts.evidence.bars import RATIO
from rollouts.evidence.e_process import BOTH, log_evidence, log_mean
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


def log_arms_evidence(counts: Sequence[int], shares: Sequence[float]) -> float:
    """Return the logarithm of the evidence that subjects aren't drawn into arms by these shares, which come to 1.

    Each arm against all others is a test as above, and the mean of such evidence is evidence of the same kind: the
    chance that it ever reaches 1/α by a draw that is right is α at most, however many arms there are. Raises ValueError
    for counts or shares that can't be.
    """
    if len(counts) != len(shares) or not counts:
        raise ValueError("Each arm has a count and a share.")
    subjects = sum(counts)
    return log_mean([log_ratio_evidence(count, subjects, share) for count, share in zip(counts, shares, strict=True)])


def arms_ratio_is_off(counts: Sequence[int], shares: Sequence[float]) -> bool:
    """True if so many subjects in each arm can't have come by a draw of these shares."""
    return log_arms_evidence(counts, shares) >= math.log(RATIO)
