"""Forecasts of what a plan can know, said before it starts."""

from dataclasses import replace
from datetime import timedelta

from accounts.models import User
from rollouts.plans import forecasts
from rollouts.plans.definition import CriterionDefinition, WhenShort
from tests import cast
from tests.database_clock import DatabaseClock
from tests.rollouts.plans.machine_cases import ALL, ASKING, CANARY, METRIC, definition
from tests.rollouts.plans.releases import ROOM, meet


def say(clock: DatabaseClock, **but: object) -> list[str]:
    made_of = definition(phases=[replace(CANARY, **but), ALL])  # type: ignore[arg-type]
    return [each.sentence for each in forecasts.forecast_plan(ROOM, made_of)]


def test_evidence_that_takes_more_than_there_are_is_said_to_be_out_of_reach(clock: DatabaseClock, carla: User) -> None:
    for number in range(4):
        cast.make_league(carla, name=f"League {number}")
    canary, everybody = say(clock, patch={"percent": 100})
    assert canary == (
        "canary: 4 of 4 leagues will be in it, and it takes 73 to know anything: it can't. It will wait for more, so "
        "take more, or let it ask a person."
    )
    assert everybody == (
        "all: 4 of 4 leagues will be in it, and it takes 3. None met it in the last 7 days, so nobody knows when."
    )
    assert say(clock, when_short=WhenShort.ASK)[0].endswith("It will ask a person.")


def test_time_is_said_at_the_pace_of_the_last_week(clock: DatabaseClock, carla: User) -> None:
    for number in range(4):
        cast.make_league(carla, name=f"League {number}")
    meet(14, on=False)
    [_, found] = forecasts.forecast_plan(ROOM, definition(phases=[CANARY, ALL]))
    assert (found.have, found.total, found.needed, found.seconds) == (4, 4, 3, 1.5 * 86_400)
    assert found.sentence == (
        "all: 4 of 4 leagues will be in it, and it takes 3 leagues: about 36 h at the pace of the last 7 days."
    )
    clock.advance(days=8)
    assert "nobody knows when" in say(clock)[1]


def test_phase_that_nobody_is_in_says_of_how_many(clock: DatabaseClock, carla: User) -> None:
    cast.make_league(carla, name="League 1")
    assert say(clock, patch={"percent": 0})[0].startswith("canary: 0 of 1 league will be in it")


def test_strictest_of_what_a_phase_asks_counts() -> None:
    assert forecasts.needed_subjects(ALL) == 3
    assert forecasts.needed_subjects(ASKING) == 3
    assert forecasts.needed_subjects(CANARY) == 73
    strict = (CriterionDefinition(metric=METRIC, below=0.01), CriterionDefinition(metric=METRIC, below=0.05))
    assert forecasts.needed_subjects(replace(CANARY, criteria=strict)) == 370
    assert forecasts.needed_subjects(replace(CANARY, minimum_subjects=100, bake=timedelta(0))) == 100
