"""Compares those with a flag and those without it by each outcome, of those whose time to do it is over."""

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
    """The verdict on an outcome of those with a flag, against those without it."""

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


@dataclass(frozen=True, slots=True)
class ArmOutcomes:
    """An arm against the control, by each outcome: `on` are those in the arm, `off` those in the control."""

    arm: str
    outcomes: tuple[OutcomeFigures, ...]


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
    chosen_measures = [measure for measure in measures.measures_of(kind) if names is None or measure.name in names]
    bar = bars.difference_bar(max(1, len(chosen_measures)))
    since = {subject: meeting.since for subject, meeting in met.items()}
    return [_by_outcome(measure, met, _values(measure, kind, since, now), minimum, bar) for measure in chosen_measures]


def compare_arms(
    kind: BucketBy,
    arms: Mapping[str, Mapping[str, datetime]],
    now: datetime,
    minimum: int = MINIMUM_SUBJECTS,
    names: Collection[str] | None = None,
) -> list[ArmOutcomes]:
    """Return each outcome of each arm but the first against that one, the control; there are as many queries as
    outcomes. `arms`: since when each subject of each arm met the flag; `minimum` and `names` as above.

    All outcomes of all arms together say by chance in one experiment of twenty, ever, that arms differ which don't.
    """
    chosen_measures = [measure for measure in measures.measures_of(kind) if names is None or measure.name in names]
    (_, control), *others = arms.items()
    everybody = {subject: since for met in arms.values() for subject, since in met.items()}
    values = [_values(measure, kind, everybody, now) for measure in chosen_measures]
    bar = bars.difference_bar(max(1, len(chosen_measures) * len(others)))
    compared = []
    for name, members in others:
        met = {subject: Met(subject in members, since) for subject, since in {**control, **members}.items()}
        both = zip(chosen_measures, values, strict=True)
        outcomes = tuple(_by_outcome(measure, met, measured, minimum, bar) for measure, measured in both)
        compared.append(ArmOutcomes(name, outcomes))
    return compared


def _values(
    measure: OutcomeMeasure, kind: BucketBy, since: Mapping[str, datetime], now: datetime
) -> Mapping[str, float]:
    """Return what is measured of each subject whose time is over."""
    over = {subject: moment for subject, moment in since.items() if moment + measure.within <= now}
    found = measure.measure(kind, over) if over else {}
    return {subject: found.get(subject, measure.missing) for subject in over}


def _by_outcome(
    measure: OutcomeMeasure, met: Mapping[str, Met], values: Mapping[str, float], minimum: int, bar: float
) -> OutcomeFigures:
    measured = [
        MeasuredSubject(meeting.on, meeting.since.timestamp(), values[subject])
        for subject, meeting in met.items()
        if subject in values
    ]
    on, off = (
        _arm(measure, [measured_subject.value for measured_subject in measured if measured_subject.on is side])
        for side in (True, False)
    )
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
