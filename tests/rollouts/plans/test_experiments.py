"""A phase that is an experiment: it ends when something is known or enough were there, and stops when it does harm."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import cycle
from typing import Any
from uuid import uuid4

import pytest

from rollouts.changes.services import Invalid
from rollouts.evaluation.flag_state import NEW_STATE
from rollouts.evaluation.types import BucketBy
from rollouts.exposures import measures, storage
from rollouts.exposures.measures import OutcomeMeasure
from rollouts.exposures.storage import ExposureEntry
from rollouts.models import Plan, PlanEvent
from rollouts.plans import forecasts, services
from rollouts.plans.definition import ExperimentDefinition, PlanDefinition
from rollouts.plans.reading import audience_text
from rollouts.plans.report_reading import read_report
from tests.database_clock import DatabaseClock
from tests.rollouts.plans.machine_cases import ALL, CANARY, definition, phase
from tests.rollouts.plans.releases import ROOM, look, made, meet, started

TRIED = ExperimentDefinition(outcomes=("bids", "speed"), least=10, most=100)
HALF = phase("half", 50, experiment=TRIED)
PLAN = definition(phases=[HALF, replace(ALL, approvals=())])


@pytest.fixture
def bids(monkeypatch: pytest.MonkeyPatch) -> dict[str, float]:
    """The number of bids that each league has, within a day; and their speed, which is the same for all."""
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


# Arms -------------------------------------------------------------------------------------------------
THIRDS = [
    {"name": "as_today", "weight": 33.33},
    {"name": "larger", "weight": 33.33},
    {"name": "largest", "weight": 33.34},
]
IN_ARMS = replace(HALF, patch={"everyone": None, "percent": 100, "arms": THIRDS})
PLAN_OF_ARMS = definition(phases=[IN_ARMS, replace(ALL, approvals=())])


def met_in_arms(number: int, bids: dict[str, float], clock: DatabaseClock, **of: float) -> None:
    """So many leagues of each arm meet the flag one after the other, and bid so much."""
    for _ in range(number):
        for arm, value in of.items():
            league = str(uuid4())
            storage.write_exposures([(ExposureEntry(ROOM, BucketBy.LEAGUE, league, True, True, arm), 0.0)])
            bids[league] = value
            clock.advance(seconds=1)


def test_arm_that_does_good_ends_the_phase_and_is_named(clock: DatabaseClock, bids: dict[str, float]) -> None:
    plan = started(PLAN_OF_ARMS)
    met_in_arms(40, bids, clock, as_today=2, larger=4, largest=2)
    assert look(plan, clock, hours=2).outlook.startswith("The experiment goes on: 0 of 100 in each arm.")
    status, place, sentence = after_a_day(plan, clock)
    assert (status, place) == ("running", 1)
    assert "bids: better in larger. More with it in 40 of 40 pairs: between " in sentence
    assert "bids: no difference is known of largest. 40 are alike." in sentence
    headings = [each.heading for each in read_report(plan).sections]
    assert headings.count("What those in larger did") == headings.count("What those in largest did") == 1


def test_arm_that_does_harm_pauses_the_plan(clock: DatabaseClock, bids: dict[str, float]) -> None:
    plan = started(PLAN_OF_ARMS)
    met_in_arms(40, bids, clock, as_today=2, larger=4, largest=1)
    status, place, sentence = after_a_day(plan, clock)
    assert (status, place) == ("paused", 0)
    assert "bids: worse in largest. More with it in 0 of 40 pairs" in sentence


def test_arms_end_with_enough_in_the_smallest(clock: DatabaseClock, bids: dict[str, float]) -> None:
    short = replace(IN_ARMS, experiment=replace(TRIED, most=12))
    plan = started(definition(phases=[short, replace(ALL, approvals=())]))
    met_in_arms(11, bids, clock, as_today=2, larger=2, largest=2)
    assert after_a_day(plan, clock)[:2] == ("running", 0)
    met_in_arms(1, bids, clock, as_today=2, larger=2, largest=2)
    assert after_a_day(plan, clock)[:2] == ("running", 1)


def test_arms_of_other_sizes_than_their_weights_hold_the_plan(clock: DatabaseClock, bids: dict[str, float]) -> None:
    plan = started(PLAN_OF_ARMS)
    met_in_arms(40, bids, clock, as_today=2, larger=4)
    plan = look(plan, clock, days=1)
    assert (plan.status, plan.phase) == ("running", 0)
    assert plan.outlook.startswith("The arms aren't as large as their weights say")


@pytest.mark.usefixtures("clock", "bids")
def test_arms_of_a_phase_are_looked_at_before_it_starts() -> None:
    wrong = replace(IN_ARMS, patch={**IN_ARMS.patch, "arms": THIRDS[:2]})
    assert "The weights come to 66.66 %. They must come to 100.00 %." in refused(definition(phases=[wrong]))
    nobody = replace(IN_ARMS, patch={**IN_ARMS.patch, "percent": 0})
    assert "With arms it may be 100." in refused(definition(phases=[nobody]))


def test_smallest_arm_says_how_many_it_takes() -> None:
    assert forecasts.needed_subjects(replace(IN_ARMS, experiment=replace(TRIED, least=50))) == 151
    assert forecasts.needed_subjects(replace(IN_ARMS, patch={"percent": 50, "arms": []})) == 10


def test_arms_of_a_phase_are_said() -> None:
    said = audience_text(IN_ARMS.patch, NEW_STATE)
    assert said == "100 % in the arms as_today 33.33 %, larger 33.33 %, largest 33.34 %"
    assert audience_text(HALF.patch, NEW_STATE) == "50 %"
