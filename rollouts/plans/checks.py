"""The evidence's answers to a plan's triggers and criteria, each against its bar. Pure.

The chance that a release which does no harm is taken back is shared among all triggers that take back, as often as
evidence begins anew: phases that differ by the percentage alone are weighed together. Likewise for those that pause or
notify, at a tenth of the bar.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from rollouts.evidence import bars, comparison, forecast, rates
from rollouts.evidence.comparison import ExposedSubject
from rollouts.plans.definition import CriterionDefinition, PlanDefinition, TriggerAction, TriggerDefinition

TAKES_BACK = frozenset({TriggerAction.ROLL_BACK, TriggerAction.STEP_BACK})
STRONGEST_FIRST = tuple(TriggerAction)


@dataclass(frozen=True, slots=True)
class Arm:
    """Those with the flag, or those without it: how many, and how many of them failed at least once."""

    subjects: int
    failed: int


@dataclass(frozen=True, slots=True)
class TriggerReading:
    """A trigger and what speaks for it: the evidence and its bar as natural logarithms, and both sides."""

    trigger: TriggerDefinition
    evidence: float
    bar: float
    on: Arm
    off: Arm

    @property
    def fired(self) -> bool:
        """True if the evidence ever was as high as the bar."""
        return self.evidence >= self.bar


@dataclass(frozen=True, slots=True)
class CriterionReading:
    """A success criterion and what speaks for it, as `TriggerReading` has it.

    `needed`: after how many subjects with the flag it is known, if they go on failing as they did; None: never.
    """

    criterion: CriterionDefinition
    evidence: float
    bar: float
    on: Arm
    needed: int | None

    @property
    def met(self) -> bool:
        """True if the share is known to be below the limit."""
        return self.evidence >= self.bar


@dataclass(frozen=True, slots=True)
class OutcomeReading:
    """An outcome of an experiment: how many of each arm have had their time, and whether it is known to be better or
    worse with the flag. `sentence` says so."""

    name: str
    on: int
    off: int
    better: bool
    worse: bool
    sentence: str


def arm(exposed: Sequence[ExposedSubject], *, on: bool) -> Arm:
    """Count the subjects of one side, and those of them that failed."""
    side = [each for each in exposed if each.on is on]
    return Arm(len(side), sum(each.failed_at is not None for each in side))


def _in_time(each: ExposedSubject, within: timedelta | None) -> bool:
    """True if it failed, and no later than so long after it met the flag."""
    if each.failed_at is None:
        return False
    return within is None or each.failed_at < each.since + within.total_seconds()


def _settled(exposed: Sequence[ExposedSubject], within: timedelta | None, now: datetime) -> Arm:
    """Count those with the flag who failed in time, and those whose time is over."""
    failed = sum(each.on and _in_time(each, within) for each in exposed)
    spared = [each.since for each in exposed if each.on and not _in_time(each, within)]
    over = now.timestamp() - (within or timedelta()).total_seconds()
    return Arm(failed + sum(since <= over for since in spared), failed)


def read_trigger(
    trigger: TriggerDefinition, definition: PlanDefinition, exposed: Sequence[ExposedSubject]
) -> TriggerReading:
    """Return what speaks for a trigger of the plan by these subjects."""
    on, off = arm(exposed, on=True), arm(exposed, on=False)
    if trigger.times is not None:
        evidence = comparison.compare_arms(exposed, trigger.times).highest
    elif trigger.above is not None:
        # Whose time isn't over counts as spared: that can't make too much of a failure.
        on = Arm(on.subjects, sum(each.on and _in_time(each, trigger.within) for each in exposed))
        evidence = rates.log_above(trigger.above, on.failed, on.subjects)
    else:
        raise ValueError("A trigger has either times or above.")
    return TriggerReading(trigger, evidence, math.log(bar_of(trigger, definition)), on, off)


def bar_of(trigger: TriggerDefinition, definition: PlanDefinition) -> float:
    """Return how high the evidence must be before the trigger does something."""
    takes_back = trigger.action in TAKES_BACK
    alike = sum((each.action in TAKES_BACK) is takes_back for each in definition.triggers)
    guards = alike * definition.weighings
    return bars.roll_back_bar(guards) if takes_back else bars.pause_bar(guards)


def read_criterion(
    criterion: CriterionDefinition, exposed: Sequence[ExposedSubject], now: datetime
) -> CriterionReading:
    """Return what speaks for a criterion by these subjects, of whom those count whose time to fail is over."""
    on = _settled(exposed, criterion.within, now)
    evidence = rates.log_below(criterion.below, on.failed, on.subjects)
    rate = on.failed / on.subjects if on.subjects else 0.0
    needed = forecast.subjects_to_pass(criterion.below, rate)
    if needed is not None and needed <= on.subjects:  # chance gave it more failures than its rate would have so soon
        needed = forecast.subjects_with_failures(criterion.below, on.failed)
    return CriterionReading(criterion, evidence, math.log(bars.PASSING), on, needed)
