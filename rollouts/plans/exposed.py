"""Subjects who met a plan's flag since its evidence began, step by step of its percentage. Reads only.

Where a percentage draws, only those whom it drew are compared; who met both answers in one step isn't counted in it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import connection

from rollouts.evaluation.evaluate import bucket
from rollouts.evaluation.flag_state import to_hundredths
from rollouts.evaluation.types import HUNDRED_PERCENT, BucketBy, FlagConfig, Strategy
from rollouts.evidence import sample_ratio
from rollouts.evidence.comparison import ExposedSubject
from rollouts.evidence.strata import Stays, Step, Visit, exposed_subjects, stays_of
from rollouts.exposures.outcomes import OutcomeMetric, metrics_of
from rollouts.figures import MAX_SUBJECTS, kind_of
from rollouts.models import STATE_CHANGED, FlagChange, Plan
from rollouts.propagation import snapshot


@dataclass(frozen=True, slots=True)
class Exposed:
    """The compared subjects, by metric what they are, and how many met the flag with it on since the phase began.

    `ratio_off`: since the phase began, others have it than its percentage says.
    """

    kind: BucketBy
    on: int
    ratio_off: bool
    by_metric: Mapping[str, Sequence[ExposedSubject]]


def read_exposed(row: Plan) -> Exposed:
    """Return who met the flag of a plan, by a number of queries that doesn't grow with them."""
    config = snapshot.newest().flags.get(row.flag)
    draws = config is not None and config.everyone is None and config.strategy is Strategy.PERCENTAGE
    kind, steps = kind_of(row.flag, config), _steps(row)
    visits, drawn = _read_visits(row.flag, kind, steps)
    salt = (config.salt or config.name) if config is not None and draws and drawn else None
    stays = {
        subject: stays_of(own, steps, None if salt is None else bucket(salt, kind, subject))
        for subject, own in visits.items()
    }
    now_there = [own[-1].on for own in visits.values() if own[-1].step == len(steps) - 1]
    return Exposed(
        kind=kind,
        on=sum(now_there),
        ratio_off=drawn and draws and _ratio_is_off(now_there, config),
        by_metric={each.name: _by_metric(each, kind, stays) for each in metrics_of(kind)},
    )


def _ratio_is_off(answers: Sequence[bool], config: FlagConfig | None) -> bool:
    share = config.percent / HUNDRED_PERCENT if config else 0.0
    return sample_ratio.ratio_is_off(sum(answers), len(answers), share)


def _steps(row: Plan) -> list[Step]:
    """Return the percentages since evidence began; the last of them since the phase did."""
    since = row.counted_since or row.since
    last = row.last_change
    if last is None or since >= row.since:
        return [Step(row.since.timestamp(), _percent(last.after if last else None))]
    changes = FlagChange.objects.filter(STATE_CHANGED, flag=row.flag, id__lte=last.pk).order_by("id")
    before = changes.filter(at__lte=since).last()
    between = [change for change in changes.filter(at__gt=since).exclude(pk=last.pk) if change.at < row.since]
    steps = [Step(since.timestamp(), _percent(before.after if before else None))]
    for change in between:
        if (percent := _percent(change.after)) != steps[-1].percent:
            steps.append(Step(change.at.timestamp(), percent))
    return [*steps, Step(row.since.timestamp(), _percent(last.after))]


def _percent(state: Mapping[str, object] | None) -> int:
    return to_hundredths(state["percent"]) if state and state.get("percent") is not None else 0


_MET = """
    WITH met AS (
        SELECT subject FROM rollouts_exposure WHERE flag = %(flag)s AND kind = %(kind)s AND last_at >= %(since)s
        GROUP BY subject ORDER BY min(first_at), subject LIMIT %(most)s
    )
    SELECT subject, step.place, bool_or(value), bool_and(value), bool_and(drawn), min(greatest(first_at, begins))
    FROM unnest(%(begins)s::timestamptz[], %(ends)s::timestamptz[]) WITH ORDINALITY AS step (begins, ends, place)
    JOIN rollouts_exposure ON last_at >= begins AND (ends IS NULL OR first_at < ends)
    JOIN met USING (subject)
    WHERE flag = %(flag)s AND kind = %(kind)s
    GROUP BY subject, step.place ORDER BY step.place
"""


def _read_visits(flag: str, kind: BucketBy, steps: Sequence[Step]) -> tuple[dict[str, list[Visit]], bool]:
    """Return the visits of each subject, in order, and whether they were drawn: then nobody else is there."""
    begins = [_moment(each.begins) for each in steps]
    asked = {"flag": flag, "kind": kind.value, "since": begins[0], "most": MAX_SUBJECTS}
    with connection.cursor() as cursor:
        cursor.execute(_MET, {**asked, "begins": begins, "ends": [*begins[1:], None]})
        rows = [each for each in cursor.fetchall() if each[2] == each[3]]
    anyone_drawn = any(drawn for *_, drawn, _ in rows)
    visits: dict[str, list[Visit]] = {}
    for subject, place, on, _, drawn, since in rows:
        if drawn or not anyone_drawn:
            visits.setdefault(subject, []).append(Visit(place - 1, on, since.timestamp()))
    return visits, anyone_drawn


def _by_metric(metric: OutcomeMetric, kind: BucketBy, stays: Mapping[str, Stays]) -> list[ExposedSubject]:
    failed = {on: metric.first_failures(kind, _came(stays, on=on)) for on in (True, False)}
    return [
        exposed
        for subject, own in stays.items()
        for exposed in exposed_subjects(own, {on: _seconds(failed[on].get(subject)) for on in own})
    ]


def _came(stays: Mapping[str, Stays], *, on: bool) -> dict[str, datetime]:
    return {subject: _moment(own[on][0].since) for subject, own in stays.items() if on in own}


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _seconds(moment: datetime | None) -> float | None:
    return None if moment is None else moment.timestamp()
