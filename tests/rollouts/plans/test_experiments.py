"""A phase that is an experiment: it ends when something is known or enough were there, and stops when it does harm."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import cycle
from typing import Any

import pytest

from rollouts.changes.services import Invalid
from rollouts.evaluation.types import BucketBy
from rollouts.exposures import measures
from rollouts.exposures.measures import OutcomeMeasure
from rollouts.models import Plan, PlanEvent
from rollouts.plans import forecasts, services
from rollouts.plans.checks import OutcomeReading
from rollouts.plans.definition import ApprovalRole, ExperimentDefinition, PlanDefinition, WhenShort
from rollouts.plans.machine import PlanMove, PlanStatus, decide
from rollouts.plans.report_reading import read_report
from tests.database_clock import DatabaseClock
from tests.rollouts.plans.machine_cases import ALL, CANARY, definition, phase, plan, seen, subjects
from tests.rollouts.plans.releases import ROOM, look, made, meet, started

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


# On a real database ------------------------------------------------------------------------------------
@pytest.fixture
def bids(monkeypatch: pytest.MonkeyPatch) -> dict[str, float]:
    """How many bids each league has, within a day; and their speed, which is the same for all."""
    values: dict[str, float] = {}

    def measure(kind: BucketBy, since: Mapping[str, datetime]) -> Mapping[str, float]:
        return {each: values[each] for each in since if each in values}

    usual: dict[str, Any] = {"kinds": frozenset(BucketBy), "within": timedelta(days=1), "wants_more": True}
    made_of = [
        OutcomeMeasure(name="bids", says="bids", measure=measure, **usual),
        OutcomeMeasure(name="speed", says="speed", measure=lambda kind, since: {}, **usual),
    ]
    monkeypatch.setattr(measures, "outcome_measures", made_of)
    return values


def met(number: int, bids: dict[str, float], clock: DatabaseClock, of: Callable[[bool], Iterator[int]]) -> None:
    """So many leagues of each arm meet the flag one after the other, and bid."""
    with_it, without = of(True), of(False)
    for _ in range(number):
        for on in (True, False):
            [league] = meet(1, on=on)
            bids[league] = float(next(with_it if on else without))
            clock.advance(seconds=1)


def twice(on: bool) -> Iterator[int]:
    return cycle([4] if on else [2])


def half(on: bool) -> Iterator[int]:
    return cycle([1] if on else [2])


def alike(on: bool) -> Iterator[int]:
    return cycle([1, 2, 2, 1] if on else [2, 1, 1, 2])


def after_a_day(plan: Plan, clock: DatabaseClock) -> tuple[str, int, str]:
    plan = look(plan, clock, days=1)
    return plan.status, plan.phase, PlanEvent.objects.filter(plan=plan).latest("id").sentence


def test_experiment_that_does_good_goes_on_by_itself(clock: DatabaseClock, bids: dict[str, float]) -> None:
    plan = started(PLAN)
    met(30, bids, clock, twice)
    assert look(plan, clock, hours=2).outlook == (
        "The experiment goes on: 0 of 100 in each arm. bids: no difference is known."
    )
    status, place, sentence = after_a_day(plan, clock)
    assert (status, place) == ("running", 1)
    assert sentence.startswith("bids: better with it. More with it in 30 of 30 pairs: between ")
    assert sentence.endswith("speed: no difference is known. 30 are alike. The phase all begins.")
    assert "What they did" not in {each.heading for each in read_report(plan).sections}, "since then nobody met it"


def test_experiment_that_does_harm_is_paused_and_its_flag_stays(clock: DatabaseClock, bids: dict[str, float]) -> None:
    plan = started(PLAN)
    met(30, bids, clock, half)
    status, place, sentence = after_a_day(plan, clock)
    assert (status, place) == ("paused", 0)
    assert sentence.startswith("The experiment is over: bids: worse with it. More with it in 0 of 30 pairs")
    plan = services.go_on(plan.pk, None, "we know why")
    assert plan.status == "running"
    assert look(plan, clock, hours=2).status == "running", "its evidence began anew"
    [told] = [each for each in read_report(plan).sections if each.heading == "What they did"]
    assert told.rows[0][0] == "bids, within 24 h"
    assert told.rows[0][3].startswith("Worse with it.")


def test_experiment_without_a_difference_ends_with_its_numbers(clock: DatabaseClock, bids: dict[str, float]) -> None:
    plan = started(PLAN)
    met(60, bids, clock, alike)
    assert after_a_day(plan, clock)[:2] == ("running", 0)
    met(40, bids, clock, alike)
    status, place, sentence = after_a_day(plan, clock)
    assert (status, place) == ("running", 1)
    assert sentence.startswith("bids: no difference is known. More with it in 50 of 100 pairs")


def test_of_fewer_than_it_asks_for_nothing_is_said(clock: DatabaseClock, bids: dict[str, float]) -> None:
    large = definition(phases=[replace(HALF, experiment=replace(TRIED, least=31)), replace(ALL, approvals=())])
    plan = started(large)
    met(30, bids, clock, twice)
    assert after_a_day(plan, clock)[:2] == ("running", 0)
    met(1, bids, clock, twice)
    assert after_a_day(plan, clock)[:2] == ("running", 1)


def refused(made_of: PlanDefinition) -> str:
    with pytest.raises(Invalid) as refusal:
        made(made_of)
    return refusal.value.sentence


@pytest.mark.usefixtures("clock", "bids")
@pytest.mark.parametrize(
    "patch",
    [{"percent": 0}, {"percent": 100}, {"everyone": True}, {"strategy": "ring", "rings": {"beta": 50}}],
    ids=str,
)
def test_only_a_draw_makes_an_experiment(patch: dict[str, Any]) -> None:
    said = refused(definition(phases=[replace(HALF, patch=patch)]))
    assert said.startswith("The phase half is an experiment: give it a percentage above 0 and below 100")


@pytest.mark.usefixtures("clock", "bids")
def test_outcome_must_be_measured_of_whom_the_flag_is_decided_by() -> None:
    unknown = replace(HALF, experiment=replace(TRIED, outcomes=("bids", "joy")))
    assert refused(definition(phases=[unknown])).startswith("Nobody measures joy of those whom")


@pytest.mark.usefixtures("clock")
def test_how_many_it_takes_is_said_before(bids: dict[str, float]) -> None:
    assert forecasts.needed_subjects(replace(HALF, experiment=replace(TRIED, least=50))) == 50
    [told, _] = forecasts.forecast_plan(ROOM, PLAN)
    assert told.needed == 10
    assert forecasts.needed_subjects(replace(CANARY, experiment=TRIED)) == 73
