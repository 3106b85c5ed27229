"""A plan's row as the machine knows it, and rows of other releases, which stand still with a sentence."""

from typing import Any

import pytest

from rollouts.evaluation.flag_state import NEW_STATE
from rollouts.models import Plan
from rollouts.plans import reading
from rollouts.plans.definition import definition_as_json
from rollouts.plans.machine import PlanStatus
from rollouts.plans.reading import UnreadablePlan
from tests.rollouts.plans.machine_cases import BEGAN, definition


def row(**but: Any) -> Plan:
    usual = {"flag": "waiting_room", "definition": definition_as_json(definition()), "status": "running", "phase": 1}
    return Plan(**{**usual, "since": BEGAN, "notified": [0], **but})


def test_row_is_read_as_the_machine_knows_plans() -> None:
    plan = reading.plan_state(row())
    assert (plan.status, plan.phase, plan.notified) == (PlanStatus.RUNNING, 1, frozenset({0}))
    assert plan.definition == definition()
    assert (plan.current, plan.following) == (definition().phases[1], None)


@pytest.mark.parametrize(
    "but",
    [
        {"definition": []},
        {"definition": {**definition_as_json(definition()), "goal": 1}},
        {"status": "moon"},
        {"phase": 2},
        {"notified": {"moon": 1}},
        {"notified": ["moon"]},
    ],
    ids=["list", "later field", "status", "phase", "object", "texts"],
)
def test_row_of_another_release_stands_still(but: dict[str, Any]) -> None:
    with pytest.raises(UnreadablePlan, match="stands still"):
        reading.plan_state(row(**but))


@pytest.mark.parametrize(
    ("patch", "expected"),
    [
        ({"percent": 10}, "10 %"),
        ({"percent": 18.35}, "18.35 %"),
        ({"everyone": True}, "everybody"),
        ({"everyone": False}, "nobody"),
        (
            {"strategy": "ring", "rings": {"internal": 100, "beta": 5}},
            "100 % of the ring internal, 5 % of the ring beta",
        ),
        ({"strategy": "ring"}, "nobody"),
        ({"strategy": "canary", "labels": ["web-1"], "regions": ["eu"]}, "web-1, eu"),
        ({"strategy": "canary"}, "no server"),
    ],
)
def test_audience_of_a_phase_is_said_in_a_few_words(patch: dict[str, Any], expected: str) -> None:
    assert reading.audience_text(patch, NEW_STATE) == expected
