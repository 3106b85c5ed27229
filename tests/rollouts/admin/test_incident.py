"""Rows of a plan's matrix that fit what is measured, and the plan that comes first."""

from rollouts.admin.incident import latest_changes, plans_in_trouble
from rollouts.plans.definition import Severity, TriggerAction
from tests.database_clock import DatabaseClock
from tests.rollouts.plans.conftest import clock, failures  # noqa: F401 # fixtures
from tests.rollouts.plans.machine_cases import definition, phase, trigger
from tests.rollouts.plans.releases import ROOM, Failures, meet, set_flag, started


def test_row_that_fits_comes_before_one_that_is_worse(clock: DatabaseClock, failures: Failures) -> None:  # noqa: F811
    made_of = definition(
        trigger(symptom="Many fail.", above=0.5, severity=Severity.CRITICAL),
        trigger(TriggerAction.PAUSE, symptom="Some fail.", severity=Severity.LOW),
        phases=[phase("canary", 10)],
    )
    set_flag("bots", everyone=None, percent=0)
    other, plan = started(made_of, "bots"), started(made_of)
    with_it = meet(40, on=True)
    meet(360, on=False)
    failures.fail(with_it[:4], clock)
    found = plans_in_trouble()
    assert [each.line.pk for each in found] == [plan.pk, other.pk]
    assert [(each.severity, each.check.says, each.fits) for each in found[0].rows] == [
        ("low", "Some fail.", True),
        ("critical", "Many fail.", False),
    ]
    assert [each.severity for each in found[1].rows] == ["critical", "low"]
    assert found[0].can_roll_back


def test_changes_of_a_day_are_told_once_a_flag(clock: DatabaseClock) -> None:  # noqa: F811
    clock.advance(days=2)
    set_flag("bots", percent=1)
    set_flag(percent=1)
    set_flag(percent=5)
    assert [(each.flag, each.after["percent"]) for each in latest_changes() if each.after] == [(ROOM, 5), ("bots", 1)]
