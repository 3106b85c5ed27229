"""Steps of a release."""

from typing import Any

import pytest

from rollouts.changes.ladder import LADDER, LadderPosition, ladder_position
from rollouts.evaluation.flag_state import NEW_STATE
from rollouts.evaluation.types import HUNDRED_PERCENT

RINGS = ["internal", "beta", "ga"]


def stands(**state: Any) -> LadderPosition:
    found = ladder_position({**NEW_STATE, **state}, RINGS)
    assert found
    return found


def percent(value: float) -> dict[str, Any]:
    return {"everyone": None, "strategy": "percentage", "percent": value}


@pytest.mark.parametrize(
    ("state", "at", "up", "down"),
    [
        ({}, 0, percent(1), None),
        ({"percent": 1}, 100, percent(5), percent(0)),
        ({"percent": 33.33}, 3333, percent(50), percent(25)),
        ({"percent": 75}, 7500, percent(100), percent(50)),
        ({"percent": 100}, HUNDRED_PERCENT, None, percent(75)),
        ({"everyone": True}, HUNDRED_PERCENT, None, percent(75)),
        ({"everyone": False, "percent": 50}, 0, percent(1), None),
        ({"everyone": False, "strategy": "canary"}, 0, percent(1), None),
    ],
)
def test_percentage_steps(state: dict[str, Any], at: int, up: Any, down: Any) -> None:
    found = stands(**state)
    assert found.percent == at
    assert (found.up and found.up.patch, found.down and found.down.patch) == (up, down)


def rings(**shares: float) -> dict[str, Any]:
    return {"everyone": None, "rings": shares}


@pytest.mark.parametrize(
    ("state", "ring", "at", "up", "down"),
    [
        ({}, "internal", 0, rings(internal=1), None),
        ({"rings": {"internal": 75}}, "internal", 7500, rings(internal=100), rings(internal=50)),
        ({"rings": {"internal": 100}}, "internal", HUNDRED_PERCENT, rings(internal=100, beta=1), rings(internal=75)),
        (
            {"rings": {"internal": 100, "beta": 100, "ga": 5}},
            "ga",
            500,
            rings(internal=100, beta=100, ga=10),
            rings(internal=100, beta=100, ga=1),
        ),
        ({"rings": {"internal": 1, "ga": 50}}, "ga", 5000, rings(internal=5, ga=50), rings(internal=1, ga=25)),
        ({"everyone": True}, "ga", HUNDRED_PERCENT, None, rings(internal=100, beta=100, ga=75)),
        ({"everyone": False, "rings": {"ga": 50}}, "internal", 0, rings(internal=1), None),
    ],
)
def test_rings_step_one_after_the_other(state: dict[str, Any], ring: str, at: int, up: Any, down: Any) -> None:
    found = stands(strategy="ring", **state)
    assert (found.ring, found.percent) == (ring, at)
    assert (found.up and found.up.patch, found.down and found.down.patch) == (up, down)


def test_all_the_way_up_and_down_again() -> None:
    state = {**NEW_STATE, "strategy": "ring"}
    climbed = []
    while (found := ladder_position(state, RINGS)) and found.up:
        climbed.append((found.up.ring, found.up.percent))
        state |= found.up.patch
    assert climbed == [(ring, step) for ring in RINGS for step in LADDER[1:]]
    while (found := ladder_position(state, RINGS)) and found.down:
        state |= found.down.patch
    assert not any(state["rings"].values())


def test_servers_and_no_rings_have_no_steps() -> None:
    assert ladder_position({**NEW_STATE, "strategy": "canary"}, RINGS) is None
    assert ladder_position({**NEW_STATE, "strategy": "ring"}, []) is None
