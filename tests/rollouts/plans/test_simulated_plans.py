"""Whole plans whose truth is known: without harm they stay, with harm they go, and without traffic nothing moves.

`benchmarks/plans.py` plays hundreds of each kind; here are as many as show that none of it is broken.
"""

from dataclasses import replace
from typing import Any

import pytest

from benchmarks import plans
from benchmarks.evidence import DAY, Release
from rollouts.plans.templates.catalogue import TEMPLATES

WAITING_ROOM, LADDER = TEMPLATES["waiting-room"], TEMPLATES["percentage-ladder"]
FEW = {"leagues": 800, "rate": 0.1}
"""So many are played in a second."""


def few(name: str, **but: Any) -> Release:
    return replace(plans.PLANNED[name], **{**FEW, **but})


@pytest.mark.parametrize("name", ["no harm", "no harm, bad leagues", "no harm, a bad hour"])
def test_plan_without_harm_is_not_taken_back(name: str) -> None:
    assert plans.outcomes(WAITING_ROOM, few(name), 1)["rolled_back"] == 0
    assert plans.false_alarms(few(name), 1) == 0


def test_four_times_the_failures_are_rolled_back_in_the_canary() -> None:
    found = plans.outcomes(WAITING_ROOM, few("four times", rate=0.3), 2)
    assert (found["rolled_back"], found["promoted"]) == (1, 0)
    assert found["failures"] < 40


def test_ladder_takes_back_what_takes_longer_than_a_step_to_show() -> None:
    found = plans.outcomes(LADDER, few("four times", rate=0.3), 1)
    assert (found["rolled_back"], found["completed"]) == (1, 0)


def test_without_traffic_no_plan_of_any_template_is_promoted() -> None:
    played = [
        plans.outcomes(definition, Release(leagues=0), 1)
        for definition in TEMPLATES.values()
        if all("percent" in phase.patch for phase in definition.phases)
    ]
    assert {each["promoted"] for each in played} == {0}
    assert {each["rolled_back"] for each in played} == {0}


def test_share_above_the_limit_is_not_promoted() -> None:
    assert plans.outcomes(WAITING_ROOM, few("no harm", rate=0.3), 1)["promoted"] == 0


def test_harmless_plan_with_few_failures_is_completed() -> None:
    assert plans.outcomes(WAITING_ROOM, few("no harm", leagues=2_000, rate=0.002), 1)["completed"] == 1


def test_first_step_comes_when_it_was_said_and_not_by_chance() -> None:
    quick = plans.promotions(WAITING_ROOM, replace(plans.PROMOTED["nobody fails"], leagues=2_400), 2)
    assert quick.promoted == 1
    assert quick.days is not None
    assert quick.said_before is not None
    assert abs(quick.days - quick.said_before) <= plans.LOOK / DAY
    at_limit = plans.promotions(WAITING_ROOM, replace(plans.PROMOTED["at the limit, 5 % in a day"], leagues=2_000), 4)
    assert (at_limit.promoted, at_limit.days, at_limit.said) == (0, None, None)
    assert plans.promotions(WAITING_ROOM, plans.PROMOTED["no traffic"], 4).promoted == 0
    few_leagues = plans.promotions(WAITING_ROOM, replace(plans.PROMOTED["nobody fails"], leagues=700), 1)
    assert (few_leagues.promoted, few_leagues.said_before) == (0, None), "seventy can't show what takes 73"
