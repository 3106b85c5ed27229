"""A plan's next act in a phase that is an experiment, for each thing that can be known of it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from rollouts.plans.checks import OutcomeReading
from rollouts.plans.definition import ApprovalRole, ExperimentDefinition, WhenShort
from rollouts.plans.machine import PlanMove, PlanStatus, decide
from tests.rollouts.plans.machine_cases import ALL, definition, phase, plan, seen, subjects

TRIED = ExperimentDefinition(outcomes=("bids", "speed"), least=10, most=100)
HALF = phase("half", 50, experiment=TRIED)
PLAN = definition(phases=[HALF, replace(ALL, approvals=())])
FINE = subjects(80, 80)


def reading(
    name: str = "bids", *, arm: int = 40, better: bool = False, worse: bool = False
) -> dict[str, OutcomeReading]:
    return {name: OutcomeReading(name, arm, arm + 1, better, worse, f"{name}: so many.")}


def decision(outcomes: Mapping[str, OutcomeReading], **but: Any) -> tuple[PlanMove, str]:
    found = decide(plan(PLAN, **but), seen(FINE, outcomes=outcomes))
    return found.move, found.sentence


def test_experiment_goes_on_until_something_is_known() -> None:
    assert decision(reading()) == (PlanMove.WAIT, "The experiment goes on: 40 of 100 in each arm. bids: so many.")
    assert decision(reading(better=True)) == (PlanMove.ENTER, "bids: so many. The phase all begins.")
    only_speed = reading() | reading("speed", better=True)
    assert decision(only_speed)[0] is PlanMove.WAIT, "it isn't what decides"


def test_experiment_is_over_with_enough_in_each_arm() -> None:
    assert decision(reading(arm=99))[0] is PlanMove.WAIT
    assert decision(reading(arm=100)) == (PlanMove.ENTER, "bids: so many. The phase all begins.")


@pytest.mark.parametrize("name", TRIED.outcomes)
def test_what_is_worse_pauses_the_plan_whatever_else_is_better(name: str) -> None:
    found = decision(reading(better=True) | reading(name, worse=True))
    assert found == (
        PlanMove.PAUSE,
        f"The experiment is over: {name}: so many. Roll back, or go on all the same.",
    )
    assert decision(reading(worse=True), status=PlanStatus.PAUSED)[0] is PlanMove.WAIT


def test_time_comes_first_and_a_person_may_let_it_pass() -> None:
    early = decide(plan(PLAN), seen(FINE, outcomes=reading(better=True), minutes=59))
    assert early.sentence == "The phase half lasts until 14:00 UTC."
    asking = definition(phases=[replace(HALF, when_short=WhenShort.ASK), ALL])
    found = decide(plan(asking), seen(FINE, outcomes=reading()))
    assert found.sentence.endswith("bids: so many. Go on without knowing, or wait.")
    assert decide(plan(asking, let_pass=True), seen(FINE, outcomes=reading())).move is PlanMove.ENTER


def test_what_was_learnt_is_said_to_whoever_approves_and_at_the_end() -> None:
    asked = decide(plan(PLAN), seen(FINE, outcomes=reading(better=True), missing_roles=[ApprovalRole.PRODUCT]))
    assert asked.sentence == "bids: so many. The phase all waits for the approval of product."
    last = decide(plan(definition(phases=[HALF])), seen(FINE, outcomes=reading(better=True)))
    assert last.sentence == "bids: so many. Completed: waiting_room went through all 1 phases."


def test_what_nobody_measures_any_more_never_ends() -> None:
    assert decision({}) == (PlanMove.WAIT, "Nobody measures bids of leagues here.")


def test_all_that_is_known_is_said_one_after_the_other() -> None:
    both = reading(better=True) | reading("speed")
    assert decision(both) == (PlanMove.ENTER, "bids: so many. speed: so many. The phase all begins.")
    worse = reading(worse=True) | reading("speed", worse=True)
    assert decision(worse)[1].startswith("The experiment is over: bids: so many. speed: so many. Roll back")
