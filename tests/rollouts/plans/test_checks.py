"""Evidence against its bar: how high the bar is for how many, and that what was reached stays reached."""

import math
from datetime import timedelta

import pytest

from rollouts.evidence import bars
from rollouts.evidence.comparison import ExposedSubject
from rollouts.plans import checks
from rollouts.plans.checks import Arm
from rollouts.plans.definition import CriterionDefinition, TriggerAction, TriggerDefinition
from tests.rollouts.plans.machine_cases import ALL, BEGAN, CANARY, METRIC, definition, phase, subjects, trigger

LATER = BEGAN + timedelta(days=2)
ANEW = phase("others", 10, patch={"percent": 10, "salt": "new"})
BACK, STEP, PAUSE, NOTIFY = TriggerAction


@pytest.mark.parametrize(
    ("actions", "phases", "expected"),
    [
        ([BACK], 1, 100),
        ([BACK], 2, 100),
        ([BACK, STEP], 2, 200),
        ([BACK, PAUSE, NOTIFY], 3, 200),
        ([PAUSE], 1, 10),
        ([PAUSE, NOTIFY, BACK], 3, 40),
    ],
)
def test_bar_is_shared_among_triggers_alike_and_times_that_evidence_begins_anew(
    actions: list[TriggerAction], phases: int, expected: float
) -> None:
    whole = definition(*map(trigger, actions), phases=[CANARY, ALL, ANEW][:phases])
    assert checks.bar_of(whole.triggers[0], whole) == pytest.approx(expected)


def test_trigger_fires_at_its_bar_and_not_before() -> None:
    whole = definition()
    readings = [checks.read_trigger(trigger(), whole, subjects(40, 360, failed_on=each)) for each in range(12)]
    fired = [each.fired for each in readings]
    assert fired == sorted(fired)
    assert (fired[0], fired[-1]) == (False, True)
    assert readings[5].bar == math.log(100)
    assert (readings[5].on, readings[5].off) == (Arm(40, 5), Arm(360, 0))


def test_trigger_fires_where_the_pace_is_more_than_so_many_times_that_of_the_others() -> None:
    """A quarter of those with the flag fails, and a twelfth of the others: three times as many."""
    exposed = subjects(400, 3_600, failed_on=100, failed_off=300)
    for times, fired in ((1.0, True), (2.0, True), (4.0, False)):
        watch = trigger(times=times)
        assert checks.read_trigger(watch, definition(watch), exposed).fired is fired


def test_limit_is_of_those_with_the_flag_alone() -> None:
    whole = definition(trigger(above=0.05))
    assert not checks.read_trigger(whole.triggers[0], whole, subjects(40, 40, failed_off=40)).fired
    assert checks.read_trigger(whole.triggers[0], whole, subjects(40, 40, failed_on=40)).fired


def test_trigger_of_neither_kind_is_a_mistake() -> None:
    odd = TriggerDefinition(metric=METRIC, action=PAUSE, symptom="Odd.")
    with pytest.raises(ValueError, match="either times or above"):
        checks.read_trigger(odd, definition(odd), [])


@pytest.mark.parametrize(("on", "failed", "met"), [(72, 0, False), (73, 0, True), (100, 4, False), (0, 0, False)])
def test_criterion_is_met_when_the_share_is_known_to_be_smaller(on: int, failed: int, met: bool) -> None:
    exposed = subjects(on, 5, failed_on=failed)
    reading = checks.read_criterion(CriterionDefinition(metric=METRIC, below=0.05), exposed, LATER)
    assert reading.met is met
    assert reading.bar == math.log(bars.PASSING)


HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("minutes", "expected"), [(0, Arm(2, 2)), (59, Arm(2, 2)), (60, Arm(80, 2)), (600, Arm(80, 2))]
)
def test_criterion_counts_whose_time_to_fail_is_over(minutes: int, expected: Arm) -> None:
    """Two fail within the first quarter of an hour, which is known at once; of the others nothing is, for an hour."""
    limit = CriterionDefinition(metric=METRIC, below=0.05, within=HOUR)
    exposed = subjects(80, 700, failed_on=2, failed_off=9)
    assert checks.read_criterion(limit, exposed, BEGAN + timedelta(minutes=minutes)).on == expected


def test_failure_after_its_time_counts_neither_for_a_limit_nor_against_it() -> None:
    late = [ExposedSubject(True, BEGAN.timestamp(), BEGAN.timestamp() + 3_600)] * 40
    limit = CriterionDefinition(metric=METRIC, below=0.05, within=HOUR)
    assert checks.read_criterion(limit, late, LATER).on == Arm(40, 0)
    whole = definition(trigger(above=0.05, within=HOUR))
    assert checks.read_trigger(whole.triggers[0], whole, late).on == Arm(40, 0)
    assert checks.read_trigger(trigger(above=0.05), whole, late).on == Arm(40, 40)


def test_criterion_says_how_many_it_takes() -> None:
    limit = CriterionDefinition(metric=METRIC, below=0.05)
    assert checks.read_criterion(limit, [], LATER).needed == 73
    assert checks.read_criterion(limit, subjects(147, 0, failed_on=2), LATER).needed == 168
    assert checks.read_criterion(limit, subjects(10, 0, failed_on=2), LATER).needed is None


def test_criterion_that_ought_to_be_known_by_now_says_how_many_it_takes_after_all() -> None:
    """With 5 of 623 it ought to be: chance let them fail early."""
    limit = CriterionDefinition(metric=METRIC, below=0.02)
    reading = checks.read_criterion(limit, subjects(623, 0, failed_on=5), LATER)
    assert (reading.met, reading.needed) == (False, 713)
