"""Evidence against its bar: how high the bar is for how many, and that what was reached stays reached."""

import math

import pytest

from rollouts.evidence import bars
from rollouts.plans import checks
from rollouts.plans.checks import Arm
from rollouts.plans.definition import CriterionDefinition, TriggerAction, TriggerDefinition
from tests.rollouts.plans.machine_cases import ALL, CANARY, METRIC, definition, subjects, trigger

BACK, STEP, PAUSE, NOTIFY = TriggerAction


@pytest.mark.parametrize(
    ("actions", "phases", "expected"),
    [
        ([BACK], 1, 100),
        ([BACK], 2, 200),
        ([BACK, STEP], 2, 400),
        ([BACK, PAUSE, NOTIFY], 2, 200),
        ([PAUSE], 1, 10),
        ([PAUSE, NOTIFY, BACK], 2, 40),
    ],
)
def test_bar_is_shared_among_triggers_alike_and_phases(
    actions: list[TriggerAction], phases: int, expected: float
) -> None:
    whole = definition(*map(trigger, actions), phases=[CANARY, ALL][:phases])
    assert checks.bar_of(whole.triggers[0], whole) == pytest.approx(expected)


def test_trigger_fires_at_its_bar_and_not_before() -> None:
    whole = definition()
    readings = [checks.read_trigger(trigger(), whole, subjects(40, 360, failed_on=each)) for each in range(12)]
    fired = [each.fired for each in readings]
    assert fired == sorted(fired)
    assert (fired[0], fired[-1]) == (False, True)
    assert readings[5].bar == math.log(200)
    assert (readings[5].on, readings[5].off) == (Arm(40, 5), Arm(360, 0))


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
    reading = checks.read_criterion(CriterionDefinition(metric=METRIC, below=0.05), subjects(on, 5, failed_on=failed))
    assert reading.met is met
    assert reading.bar == math.log(bars.PASSING)


def test_criterion_says_how_many_it_takes() -> None:
    limit = CriterionDefinition(metric=METRIC, below=0.05)
    assert checks.read_criterion(limit, []).needed == 73
    assert checks.read_criterion(limit, subjects(10, 0, failed_on=2)).needed is None
