"""The figures of a flag: those who have it and those who don't, side by side, since it was changed last.

Who met both answers in that time is in neither side. Where a percentage draws, only those whom it drew are compared:
who is named or left out was chosen, and may differ from the others by that.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db import connection

from auctionsite.postgresql.clock import database_now
from rollouts.evaluation.registry import SPECS
from rollouts.evaluation.types import HUNDRED_PERCENT, BucketBy, FlagConfig, Strategy
from rollouts.evidence import bars, comparison, forecast, rates, sample_ratio
from rollouts.evidence.comparison import ExposedSubject
from rollouts.evidence.rates import Interval
from rollouts.exposures.compared import (
    MINIMUM_SUBJECTS,
    ArmOutcomes,
    Met,
    OutcomeFigures,
    compare_arms,
    compare_outcomes,
)
from rollouts.exposures.outcomes import OutcomeMetric, metrics_of
from rollouts.exposures.storage import KEEP_DAYS
from rollouts.models import STATE_CHANGED, FlagChange
from rollouts.propagation import snapshot

MAX_SUBJECTS = 20_000
"""More subjects than this nobody counts while a page waits: those who met the flag first."""
NOTICED_RATIO = 4.0
"""The forecast says when so many times as many failures would be noticed."""
LIMIT = 0.05
"""And when it could be known that a smaller share than this fails."""
_DAY_SECONDS = 86_400


class Verdict(StrEnum):
    """The evidence's verdict on those with a flag, by one metric."""

    WORSE = "worse"
    SUSPICIOUS = "suspicious"
    BETTER = "better"
    UNDECIDED = "undecided"
    NO_FAILURE = "no_failure"
    NO_CONTROL = "no_control"


@dataclass(frozen=True, slots=True)
class ArmFigures:
    """The subjects of one side, and how many of them failed at least once."""

    subjects: int
    failed: int

    @property
    def rate(self) -> float | None:
        """The share that failed, 0 to 1; None of nobody."""
        return self.failed / self.subjects if self.subjects else None

    @property
    def interval(self) -> Interval:
        """Between what the true share is."""
        return rates.rate_interval(self.failed, self.subjects)


@dataclass(frozen=True, slots=True)
class Forecast:
    """The number of subjects that something takes (None: nobody can ever know), and the seconds until they are there.

    0: they are. None: not at the pace of now.
    """

    subjects: int | None
    seconds: float | None


@dataclass(frozen=True, slots=True)
class MetricFigures:
    """Both sides by one metric, and who is in them. `noticing`: of `NOTICED_RATIO` times as many failures."""

    metric: OutcomeMetric
    on: ArmFigures
    off: ArmFigures
    verdict: Verdict
    noticing: Forecast
    exposed: Sequence[ExposedSubject] = ()


@dataclass(frozen=True, slots=True)
class ArmSize:
    """The size of an arm: how many of those who have the flag are in it, and which share of them should be, 0 to 1."""

    arm: str
    subjects: int
    share: float


@dataclass(frozen=True, slots=True)
class ArmsFigures:
    """The arms of a flag, the control first, and the others against it by what they did.

    Arms are drawn, however the flag is on, so also who was chosen to have it counts. `ratio_off`: they aren't as large
    as their weights say.
    """

    sizes: tuple[ArmSize, ...]
    ratio_off: bool
    compared: tuple[ArmOutcomes, ...]

    @property
    def control(self) -> str:
        """The arm with which the others are compared."""
        return self.sizes[0].arm


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagFigures:
    """A flag's figures since a moment. `on` and `off` are how many are compared; who met both, and who was chosen
    while others were drawn, are counted apart.

    `share`: of those with it there should be, 0 to 1; None where no percentage draws.
    `complete`: all were counted. `passing`: a share of failures below `LIMIT` among those with it. `outcomes`: what
    they did, which is compared where a percentage drew them. `arms`: None of a flag without.
    """

    flag: str
    kind: BucketBy
    since: datetime
    on: int
    off: int
    both: int
    chosen: int
    drawn: bool
    share: float | None
    ratio_off: bool
    complete: bool
    metrics: tuple[MetricFigures, ...]
    passing: Forecast
    outcomes: tuple[OutcomeFigures, ...] = ()
    arms: ArmsFigures | None = None


@dataclass(frozen=True, slots=True)
class _Met:
    """A subject of one side: whether it has the flag, whether it was drawn, and since when.

    `arm`: the one that it was in all the time; empty if there was none, or another.
    """

    on: bool
    drawn: bool
    since: datetime
    arm: str


_MET = """
    SELECT subject, bool_or(value), bool_and(value), bool_and(drawn), min(greatest(first_at, %s)),
        CASE WHEN min(arm) = max(arm) THEN min(arm) ELSE '' END
    FROM rollouts_exposure WHERE flag = %s AND kind = %s AND last_at >= %s
    GROUP BY subject ORDER BY 5, subject LIMIT %s
"""


def read_figures(flag: str, since: datetime | None = None) -> FlagFigures:
    """Return the figures of a flag since a moment; without one since its last change.

    Takes a number of queries that doesn't grow with the subjects.
    """
    now, config = database_now(), snapshot.newest().flags.get(flag)
    since, kind = since or _since(flag, now), kind_of(flag, config)
    met, both, complete = _read_met(flag, kind, since)
    drawn = {subject: encounter for subject, encounter in met.items() if encounter.drawn}
    compared = drawn or met
    on = sum(encounter.on for encounter in compared.values())
    share = _share(config)
    pace = _Pace.of(compared, since, now)
    metrics = metrics_of(kind)
    return FlagFigures(
        flag=flag,
        kind=kind,
        since=since,
        on=on,
        off=len(compared) - on,
        both=both,
        chosen=len(met) - len(compared),
        drawn=bool(drawn),
        share=share,
        ratio_off=bool(drawn) and share is not None and sample_ratio.ratio_is_off(on, len(compared), share),
        complete=complete,
        metrics=tuple(_by_metric(metric, kind, compared, pace, len(metrics)) for metric in metrics),
        passing=_forecast(forecast.subjects_to_pass(LIMIT), on, pace.on),
        outcomes=tuple(_outcomes(kind, drawn, now)),
        arms=_arms(config, kind, met, now) if config is not None and config.arms else None,
    )


def read_arms(flag: str, since: datetime, names: Collection[str], least: int) -> ArmsFigures | None:
    """Return the arms of a flag by these outcomes since a moment, None without arms; nothing is said of fewer than
    `least` in each arm."""
    config = snapshot.newest().flags.get(flag)
    if config is None or not config.arms:
        return None
    now, kind = database_now(), config.bucket_by
    met, _, _ = _read_met(flag, kind, since)
    return _arms(config, kind, met, now, least, names)


def _arms(
    config: FlagConfig,
    kind: BucketBy,
    met: Mapping[str, "_Met"],
    now: datetime,
    least: int = MINIMUM_SUBJECTS,
    names: Collection[str] | None = None,
) -> ArmsFigures:
    members: dict[str, dict[str, datetime]] = {arm: {} for arm, _ in config.arms}
    for subject, encounter in met.items():
        if encounter.arm in members:
            members[encounter.arm][subject] = encounter.since
    sizes = tuple(ArmSize(arm, len(members[arm]), weight / HUNDRED_PERCENT) for arm, weight in config.arms)
    ratio_off = sample_ratio.arms_ratio_is_off([size.subjects for size in sizes], [size.share for size in sizes])
    return ArmsFigures(sizes, ratio_off, tuple(compare_arms(kind, members, now, least, names)))


def read_outcomes(flag: str, since: datetime, names: Collection[str], least: int) -> list[OutcomeFigures]:
    """Return these outcomes of those whom a flag's percentage drew since a moment; nothing is said of fewer than
    `least` in each arm."""
    now, kind = database_now(), kind_of(flag, snapshot.newest().flags.get(flag))
    met, _, _ = _read_met(flag, kind, since)
    drawn = {subject: Met(each.on, each.since) for subject, each in met.items() if each.drawn}
    return compare_outcomes(kind, drawn, now, least, names)


def _outcomes(kind: BucketBy, drawn: Mapping[str, "_Met"], now: datetime) -> list[OutcomeFigures]:
    """Only a draw makes both sides alike: who was chosen to have it does other things anyway."""
    return compare_outcomes(kind, {subject: Met(each.on, each.since) for subject, each in drawn.items()}, now)


def _since(flag: str, now: datetime) -> datetime:
    """Return when the flag was changed last; at most as long ago as exposures are kept."""
    changes = FlagChange.objects.filter(STATE_CHANGED, flag=flag).order_by("-id")
    changed = changes.values_list("at", flat=True).first()
    kept = now - timedelta(days=KEEP_DAYS)
    return max(changed, kept) if changed else kept


def kind_of(flag: str, config: FlagConfig | None) -> BucketBy:
    """Return what a flag is decided by; `config` is its configuration, if it has one."""
    if config is not None:
        return config.bucket_by
    return SPECS[flag].bucket_by if flag in SPECS else BucketBy.USER


def _share(config: FlagConfig | None) -> float | None:
    if config is None or config.everyone is not None or config.strategy is not Strategy.PERCENTAGE:
        return None
    return config.percent / HUNDRED_PERCENT


def _read_met(flag: str, kind: BucketBy, since: datetime) -> tuple[dict[str, _Met], int, bool]:
    """Return who met the flag in one way since then, how many in both ways, and whether these are all."""
    with connection.cursor() as cursor:
        cursor.execute(_MET, [since, flag, kind.value, since, MAX_SUBJECTS + 1])
        rows = cursor.fetchall()
    first = rows[:MAX_SUBJECTS]
    met = {subject: _Met(on, drawn, at, arm) for subject, on, always_on, drawn, at, arm in first if on == always_on}
    return met, len(first) - len(met), len(rows) <= MAX_SUBJECTS


@dataclass(frozen=True, slots=True)
class _Pace:
    """The new subjects a day who meet the flag with it on, and altogether: by the later half of the time.

    In the first hours after a change everybody is new who was there before.
    """

    on: float
    all: float

    @classmethod
    def of(cls, met: Mapping[str, _Met], since: datetime, now: datetime) -> "_Pace":
        half = (now - since) / 2
        days = max(half.total_seconds(), 1.0) / _DAY_SECONDS
        late = [each for each in met.values() if each.since > since + half]
        return cls(sum(each.on for each in late) / days, len(late) / days)


def _by_metric(
    metric: OutcomeMetric, kind: BucketBy, met: Mapping[str, _Met], pace: _Pace, guards: int
) -> MetricFigures:
    failed = metric.first_failures(kind, {subject: each.since for subject, each in met.items()})
    exposed = [_exposed(each, failed.get(subject)) for subject, each in met.items()]
    on, off = _arm(exposed, on=True), _arm(exposed, on=False)
    verdict, noticing = _verdict(exposed, on, off, guards), _noticing(on, off, pace, guards)
    return MetricFigures(metric, on, off, verdict, noticing, exposed)


def _exposed(met: _Met, failed: datetime | None) -> ExposedSubject:
    return ExposedSubject(met.on, met.since.timestamp(), failed.timestamp() if failed else None)


def _arm(exposed: list[ExposedSubject], *, on: bool) -> ArmFigures:
    arm = [each for each in exposed if each.on is on]
    return ArmFigures(len(arm), sum(each.failed_at is not None for each in arm))


def _verdict(exposed: list[ExposedSubject], on: ArmFigures, off: ArmFigures, guards: int) -> Verdict:
    if not on.subjects or not off.subjects:
        return Verdict.NO_CONTROL
    if not on.failed + off.failed:
        return Verdict.NO_FAILURE
    worse = comparison.compare_arms(exposed)
    if worse.reached(bars.roll_back_bar(guards)):
        return Verdict.WORSE
    if worse.reached(bars.pause_bar(guards)):
        return Verdict.SUSPICIOUS
    better = comparison.compare_for_harmlessness(exposed, 1.0)
    return Verdict.BETTER if better.reached(bars.roll_back_bar(guards)) else Verdict.UNDECIDED


def _noticing(on: ArmFigures, off: ArmFigures, pace: _Pace, guards: int) -> Forecast:
    """The rate without the flag is that of those without it; while none of them failed, that of all."""
    subjects = on.subjects + off.subjects
    if not subjects:
        return Forecast(None, None)
    rate = off.rate or (on.failed + off.failed) / subjects
    needed = forecast.subjects_to_tell(NOTICED_RATIO, on.subjects / subjects, rate, bars.roll_back_bar(guards))
    return _forecast(needed, subjects, pace.all)


def _forecast(needed: int | None, there: int, per_day: float) -> Forecast:
    return Forecast(needed, forecast.seconds_until(needed, there, per_day))
