"""Forecasts of what a plan can know, before it starts: how many are in each phase, how many it takes, and how long."""

import math
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection

from auctionsite.moments.durations import format_duration
from rollouts.changes import preview, services
from rollouts.evaluation.flag_state import to_hundredths
from rollouts.evaluation.types import HUNDRED_PERCENT
from rollouts.evidence import forecast
from rollouts.explain.wording import PLURAL, counted
from rollouts.figures import kind_of
from rollouts.plans.definition import PhaseDefinition, PlanDefinition, WhenShort
from rollouts.propagation import snapshot

PACE_DAYS = 7
"""The pace is that of so many days."""
_LONGEST_SECONDS = 3 * 365 * 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseForecast:
    """A phase's forecast: `have` of `total` subjects are in it, and it takes `needed` of them.

    `seconds`: until so many have met it; None: never. `sentence` says all that.
    """

    phase: str
    have: int
    total: int
    needed: int
    seconds: float | None
    sentence: str


def forecast_plan(flag: str, definition: PlanDefinition) -> list[PhaseForecast]:
    """Return what each phase of a plan can know if it starts now. Raises UnknownFlag, Invalid."""
    before, _ = services.current_state(flag)
    afters, state = {}, before
    for phase in definition.phases:
        _, after = services.apply_unsaved(flag, {**state, **phase.patch})
        afters[phase.name] = state = after
    kind = kind_of(flag, snapshot.newest().flags.get(flag))
    per_day = _met_in_a_day(flag)
    forecasts = []
    for name, shown in preview.preview_changes(flag, before, afters).items():
        change = shown.audience_change
        have, total = (0, 0) if change is None else (change.have, change.total)
        phase = next(candidate for candidate in definition.phases if candidate.name == name)
        pace = per_day * have / total if total else 0.0
        forecasts.append(_forecast(phase, have, total, pace, kind.value, PLURAL[kind]))
    return forecasts


def needed_subjects(phase: PhaseDefinition) -> int:
    """Return how many must meet a phase before its evidence can be there, if none of them fails."""
    limits = [forecast.subjects_to_pass(each.below) or forecast.MOST for each in phase.criteria]
    limits += [_least_of(phase, phase.experiment.least)] if phase.experiment else []
    return max([phase.minimum_subjects, *limits])


def _least_of(phase: PhaseDefinition, least: int) -> int:
    """Return how many must have it on until the smallest of its arms has so many, if it names arms."""
    weights = [to_hundredths(arm["weight"]) for arm in phase.patch.get("arms") or ()]
    return math.ceil(least * HUNDRED_PERCENT / min(weights)) if weights else least


def _forecast(phase: PhaseDefinition, have: int, total: int, pace: float, one: str, many: str) -> PhaseForecast:
    needed = needed_subjects(phase)
    seconds = forecast.seconds_until(needed, 0, pace) if needed <= have else None
    within = f"{phase.name}: {have:,} of {counted(total, one)} will be in it"
    if needed > have:
        asked = phase.when_short is WhenShort.ASK
        then = "It will ask a person." if asked else "It will wait for more, so take more, or let it ask a person."
        sentence = f"{within}, and it takes {needed:,} to know anything: it can't. {then}"
    elif seconds is None:
        sentence = f"{within}, and it takes {needed:,}. None met it in the last {PACE_DAYS} days, so nobody knows when."
    else:
        settled = max([timedelta(), *(each.within for each in phase.criteria if each.within)])
        longest = max(seconds + settled.total_seconds(), phase.bake.total_seconds())
        when = format_duration(timedelta(seconds=min(longest, _LONGEST_SECONDS)))
        sentence = f"{within}, and it takes {needed:,} {many}: about {when} at the pace of the last {PACE_DAYS} days."
    return PhaseForecast(phase=phase.name, have=have, total=total, needed=needed, seconds=seconds, sentence=sentence)


_MET = """
    SELECT count(DISTINCT subject) FROM rollouts_exposure
    WHERE flag = %s AND last_at > (SELECT clock_timestamp()) - %s * interval '1 day'
"""


def _met_in_a_day(flag: str) -> float:
    """Return how many subjects a day met the flag, with it on or off, by the last days."""
    with connection.cursor() as cursor:
        cursor.execute(_MET, [flag, PACE_DAYS])
        met: int = cursor.fetchone()[0]
    return met / PACE_DAYS
