"""What those with a flag did, and those without it, side by side: each outcome of those whose time to do it is over."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from statistics import fmean, median

from rollouts.evaluation.types import BucketBy
from rollouts.evidence import bars
from rollouts.evidence.pairs import MeasuredSubject, PairedEvidence, compare_pairs, pairs_to_tell
from rollouts.exposures import measures
from rollouts.exposures.measures import OutcomeMeasure

MINIMUM_SUBJECTS = 20
"""In each arm: of fewer nothing is said, whatever the evidence."""
CLEAR_SHARE = 2 / 3
"""The forecast is for a difference by which the one side is ahead in so many of the pairs."""


class OutcomeVerdict(StrEnum):
    """What is known of an outcome of those with a flag, against those without it."""

    BETTER = "better"
    WORSE = "worse"
    UNDECIDED = "undecided"
    TOO_FEW = "too_few"


@dataclass(frozen=True, slots=True)
class Met:
    """A subject that met the flag in one way only, on or off: since when."""

    on: bool
    since: datetime


@dataclass(frozen=True, slots=True)
class OutcomeArm:
    """One side: how many had their time, and what is typical of them; None of nobody. Infinity: never."""

    subjects: int
    typical: float | None


@dataclass(frozen=True, slots=True)
class OutcomeFigures:
    """Both sides by one outcome. `needed`: pairs that differ, until a clear difference is known."""

    measure: OutcomeMeasure
    on: OutcomeArm
    off: OutcomeArm
    pairs: PairedEvidence
    verdict: OutcomeVerdict
    needed: int | None


def compare_outcomes(
    kind: BucketBy,
    met: Mapping[str, Met],
    now: datetime,
    minimum: int = MINIMUM_SUBJECTS,
    names: Collection[str] | None = None,
) -> list[OutcomeFigures]:
    """Return each outcome of these subjects, by a number of queries that doesn't grow with them.

    `names`: those alone. `minimum`: of how many in each arm at least. All outcomes together say by chance in one
    experiment of twenty, ever, that a flag which changes nothing does.
    """
    found = [each for each in measures.measures_of(kind) if names is None or each.name in names]
    bar = bars.difference_bar(max(1, len(found)))
    return [_by_outcome(each, kind, met, now, minimum, bar) for each in found]


def _by_outcome(
    measure: OutcomeMeasure, kind: BucketBy, met: Mapping[str, Met], now: datetime, minimum: int, bar: float
) -> OutcomeFigures:
    over = {subject: each for subject, each in met.items() if each.since + measure.within <= now}
    found = measure.measure(kind, {subject: each.since for subject, each in over.items()}) if over else {}
    measured = [
        MeasuredSubject(each.on, each.since.timestamp(), found.get(subject, measure.missing))
        for subject, each in over.items()
    ]
    on, off = (_arm(measure, [each.value for each in measured if each.on is side]) for side in (True, False))
    pairs = compare_pairs(measured)
    verdict = _verdict(measure, pairs, min(on.subjects, off.subjects) < minimum, bar)
    return OutcomeFigures(measure, on, off, pairs, verdict, pairs_to_tell(CLEAR_SHARE, bar))


def _arm(measure: OutcomeMeasure, values: list[float]) -> OutcomeArm:
    if not values:
        return OutcomeArm(0, None)
    return OutcomeArm(len(values), median(values) if measure.typical == "median" else fmean(values))


def _verdict(measure: OutcomeMeasure, pairs: PairedEvidence, too_few: bool, bar: float) -> OutcomeVerdict:
    if too_few:
        return OutcomeVerdict.TOO_FEW
    more, less = pairs.known_more(bar), pairs.known_less(bar)
    if more is less:  # nothing is known, or once the one and then the other: then the flag's effect isn't one
        return OutcomeVerdict.UNDECIDED
    return OutcomeVerdict.BETTER if more is measure.wants_more else OutcomeVerdict.WORSE
