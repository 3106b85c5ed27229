"""A plan's page: what it says of its checks, its phases, and of nobody looking after it."""

from dataclasses import replace

import pytest

from rollouts.admin.plan_display import LATE, PlanDisplay, PlanLine
from rollouts.models import Plan
from rollouts.plans.definition import ExperimentDefinition, TriggerAction, WhenShort
from tests.database_clock import DatabaseClock
from tests.rollouts.plans.machine_cases import ALL, CANARY, definition, phase, trigger
from tests.rollouts.plans.releases import Failures, meet, started

MADE_OF = definition(trigger(TriggerAction.PAUSE), trigger(above=0.05), phases=[CANARY, phase("half", 50), ALL])


def test_checks_say_both_sides_and_how_far_evidence_is(clock: DatabaseClock, failures: Failures) -> None:
    plan = started(MADE_OF)
    with_it = meet(40, on=True)
    meet(360, on=False)
    shown = PlanDisplay.of(plan)
    assert [(each.on, each.off, each.way) for each in shown.triggers] == [
        ("0 of 40", "0 of 360", 0),
        ("0 of 40", "", 0),
    ]
    [criterion] = shown.criteria
    assert (criterion.reached, 0 < criterion.way < 100) == (False, True)
    failures.fail(with_it[:15], clock)
    paused, rolls_back = PlanDisplay.of(plan).triggers
    assert (paused.does, paused.on, paused.way, paused.reached) == ("Pauses", "15 of 40", 100, True)
    assert (rolls_back.does, rolls_back.reached) == ("Rolls back", True)


def test_phases_say_for_whom_and_where_it_is(clock: DatabaseClock) -> None:
    shown = PlanDisplay.of(started(MADE_OF))
    assert [(each.name, each.audience, each.where) for each in shown.phases] == [
        ("canary", "10 %", "here"),
        ("half", "50 %", "above"),
        ("all", "100 %", "above"),
    ]
    assert (shown.following, shown.line.sentence) == ("half", "Running: canary, phase 1 of 3")


def test_what_it_waits_for_is_as_of_now_and_what_holds_it_back_as_seen_last(clock: DatabaseClock) -> None:
    plan = started(MADE_OF)
    assert (plan.outlook, PlanDisplay.of(plan).outlook) == (
        "The phase canary begins.",
        "The phase canary lasts until 14:05 UTC.",
    )
    plan.outlook, plan.let_pass = "The phase half waits. It is 14:05 UTC, when most people are here.", True
    clock.advance(hours=1)
    assert PlanDisplay.of(plan).outlook == plan.outlook


def test_consents_of_the_next_phase_are_shown(clock: DatabaseClock) -> None:
    shown = PlanDisplay.of(started(definition(phases=[CANARY, ALL])))
    assert [(each.role, each.by) for each in shown.consents] == [("security", "")]


@pytest.mark.parametrize(("when_short", "asks"), [(WhenShort.ASK, True), (WhenShort.HOLD, False)])
def test_letting_pass_is_offered_where_the_phase_asks(clock: DatabaseClock, when_short: WhenShort, asks: bool) -> None:
    plan = started(definition(phases=[replace(CANARY, when_short=when_short), ALL]))
    assert PlanDisplay.of(plan).asks is asks
    Plan.objects.update(let_pass=True)
    plan.refresh_from_db()
    assert not PlanDisplay.of(plan).asks


def test_plan_that_nobody_looks_after_says_so(clock: DatabaseClock) -> None:
    plan = started(MADE_OF)
    assert PlanDisplay.of(plan).late == ""
    clock.advance(seconds=LATE.total_seconds())
    assert PlanDisplay.of(plan).late == (
        "Nobody has looked after it for 2 min, so nothing happens by itself: run_season doesn't run. Start it."
    )


def test_line_of_a_plan_that_can_not_be_read_says_so(clock: DatabaseClock) -> None:
    plan = started(MADE_OF)
    plan.status = "moon"
    line = PlanLine.of(plan)
    assert (line.alive, line.sentence) == (False, "It can't be read here")
    assert line.outlook == "This plan is moon, which isn't known here, so it stands still."


def test_experiment_says_how_many_and_what_is_known(clock: DatabaseClock) -> None:
    tried = ExperimentDefinition(outcomes=("bids_per_lot", "completed"), least=10, most=100)
    plan = started(definition(phases=[phase("half", 50, experiment=tried), ALL]))
    meet(3, on=True)
    meet(4, on=False)
    clock.advance(days=3)
    assert [(each.name, each.on, each.off, each.better) for each in PlanDisplay.of(plan).outcomes] == [
        ("bids_per_lot", 3, 4, False),
        ("completed", 3, 4, False),
    ]


def test_phase_that_is_none_has_no_experiment(clock: DatabaseClock) -> None:
    assert PlanDisplay.of(started(MADE_OF)).outcomes == []
