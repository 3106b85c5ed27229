"""Whether those with a flag fail sooner than those without it, at the same time: an anytime-valid log-rank test.

Both arms live through the same evenings, so an outage that hits both says nothing about the flag. Sources: ter Schure
et al., *The safe logrank test*, arXiv 2011.06931; Lindon & Malek, arXiv 2011.03567.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from rollouts.evidence.e_process import BETTER, WORSE, EProcess

_MEETS, _FAILS = 0, 1
"""Who meets the flag in the same instant in which somebody fails was at risk already."""


@dataclass(frozen=True, slots=True)
class ExposedSubject:
    """A subject: since when it had the flag on or off, and when it failed first. Instants in seconds, of one clock."""

    on: bool
    since: float
    failed_at: float | None = None


def compare_arms(subjects: Iterable[ExposedSubject], tolerated: float = 1.0) -> EProcess:
    """Return the evidence that those with the flag fail at more than `tolerated` times the pace of the others.

    A trial is a subject's first failure, and a hit if it had the flag. Under the null its chance is
    `θ·on / (θ·on + off)` at most, `on` and `off` being the subjects at risk just then: those who met the flag and
    haven't failed. While one arm is empty there is nothing to compare. Raises ValueError if `tolerated` isn't above 0.
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
    process, at_risk = EProcess(odds), {True: 0, False: 0}
    for _, what, on in sorted(chain.from_iterable(map(_moments, subjects))):
        if what == _MEETS:
            at_risk[on] += 1
            continue
        if at_risk[True] and at_risk[False]:
            weight = tolerated * at_risk[True]
            process.observe(weight / (weight + at_risk[False]), on)
        at_risk[on] -= 1
    return process


def _moments(subject: ExposedSubject) -> list[tuple[float, int, bool]]:
    """Return when it met the flag and when it failed. A failure before it met the flag isn't the flag's."""
    met = [(subject.since, _MEETS, subject.on)]
    if subject.failed_at is None:
        return met
    if subject.failed_at < subject.since:
        raise ValueError("A subject can't fail before it met the flag.")
    return [*met, (subject.failed_at, _FAILS, subject.on)]
