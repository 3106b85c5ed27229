"""An anytime-valid log-rank test: whether those with a flag fail sooner than those without it, at the same time.

Both arms live through the same evenings, so an outage that hits both says nothing about the flag. Sources: ter Schure
et al., *The safe logrank test*, arXiv 2011.06931; Lindon & Malek, arXiv 2011.03567.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from rollouts.evidence.e_process import BETTER, WORSE, EProcess

_LEAVES, _MEETS, _FAILS = 0, 1, 2
"""Who meets the flag in the same instant in which somebody fails was at risk already; who leaves then, wasn't."""


@dataclass(frozen=True, slots=True)
class Stay:
    """A time in which a subject is compared with those of the same stratum. `until` doesn't belong to it."""

    stratum: int
    since: float
    until: float = math.inf


@dataclass(frozen=True, slots=True)
class ExposedSubject:
    """A subject: since when it had the flag on or off, and when it failed first. Instants in seconds, of one clock.

    `stays`: when it is at risk, and among whom, in order; none given: from `since` on, among all.
    """

    on: bool
    since: float
    failed_at: float | None = None
    stays: tuple[Stay, ...] | None = None


def compare_arms(subjects: Iterable[ExposedSubject], tolerated: float = 1.0) -> EProcess:
    """Return the evidence that those with the flag fail at more than `tolerated` times the pace of the others.

    A trial is a subject's first failure, and a hit if it had the flag. Under the null its chance is
    `θ·on / (θ·on + off)` at most, `on` and `off` being the subjects at risk just then: those who met the flag and
    haven't failed; with strata, of the stratum of who failed. While one arm is empty there is nothing to compare.
    Raises ValueError if `tolerated` isn't above 0.
    """
    return _log_rank(subjects, tolerated, WORSE)


def compare_for_harmlessness(subjects: Iterable[ExposedSubject], tolerated: float) -> EProcess:
    """Return the evidence that those with the flag fail at *less* than `tolerated` times the pace of the others.

    With a `tolerated` above 1 this is a test of non-inferiority: that no worse is proven, and not only not disproven.
    """
    return _log_rank(subjects, tolerated, BETTER)


def _log_rank(subjects: Iterable[ExposedSubject], tolerated: float, odds: Sequence[float]) -> EProcess:
    if not 0 < tolerated < float("inf"):
        raise ValueError(f"A ratio of paces is above 0; {tolerated} isn't.")
    process, at_risk = EProcess(odds), Counter[tuple[int, bool]]()
    for _, what, stratum, on in sorted(chain.from_iterable(map(_moments, subjects))):
        with_it, without = at_risk[stratum, True], at_risk[stratum, False]
        if what == _FAILS and with_it and without:
            weight = tolerated * with_it
            process.observe(weight / (weight + without), on)
        at_risk[stratum, on] += 1 if what == _MEETS else -1
    return process


def _moments(subject: ExposedSubject) -> Iterator[tuple[float, int, int, bool]]:
    """Yield when it met the flag, when it went to another stratum, and when it failed."""
    failed_at = math.inf if subject.failed_at is None else subject.failed_at
    if failed_at < subject.since:
        raise ValueError("A subject can't fail before it met the flag.")
    for stay in (Stay(0, subject.since),) if subject.stays is None else subject.stays:
        if failed_at < stay.since:
            return
        yield stay.since, _MEETS, stay.stratum, subject.on
        if failed_at < stay.until:
            yield failed_at, _FAILS, stay.stratum, subject.on
            return
        yield stay.until, _LEAVES, stay.stratum, subject.on
