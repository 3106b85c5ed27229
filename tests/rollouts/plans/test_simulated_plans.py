"""Whole plans whose truth is known: without harm they stay, with harm they go, and without traffic nothing moves.

`benchmarks/plans.py` plays hundreds of each kind; here are as many as show that none of it is broken.
"""

import pytest

from benchmarks import plans
from benchmarks.evidence import Release
from rollouts.plans.templates.catalogue import TEMPLATES

WAITING_ROOM = TEMPLATES["waiting-room"]


@pytest.mark.parametrize("name", ["no harm", "no harm, bad leagues", "no harm, a bad hour"])
def test_plan_without_harm_is_not_taken_back(name: str) -> None:
    found = plans.outcomes(WAITING_ROOM, plans.PLANNED[name], 3)
    assert found["rolled_back"] == 0


def test_four_times_the_failures_are_rolled_back_in_the_canary() -> None:
    found = plans.outcomes(WAITING_ROOM, Release(ratio=4.0, rate=0.1), 4)
    assert (found["rolled_back"], found["completed"]) == (1, 0)
    assert found["failures"] < 40


def test_without_traffic_no_plan_of_any_template_is_promoted() -> None:
    played = [
        plans.outcomes(definition, Release(leagues=0), 2)
        for definition in TEMPLATES.values()
        if all("percent" in phase.patch for phase in definition.phases)
    ]
    assert {each["promoted"] for each in played} == {0}
    assert {each["rolled_back"] for each in played} == {0}


def test_share_above_the_limit_is_not_promoted() -> None:
    assert plans.outcomes(WAITING_ROOM, plans.PLANNED["above the limit"], 4)["promoted"] == 0


def test_harmless_plan_with_few_failures_is_completed() -> None:
    assert plans.outcomes(WAITING_ROOM, Release(rate=0.005), 2)["completed"] == 1
