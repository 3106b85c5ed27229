"""Differences that a change made, in words."""

from datetime import UTC, datetime
from typing import Any

import pytest

from rollouts.evaluation.flag_state import NEW_STATE
from rollouts.explain.differences import FIELDS, differences
from rollouts.explain.wording import WordingContext

READING = WordingContext(
    now=datetime(2026, 11, 22, 3, 0, tzinfo=UTC), zone=UTC, users={1: "max@example.com"}, leagues={"x": "Friday"}
)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({}, {}, []),
        (
            {"everyone": True},
            {"everyone": None, "percent": 12.5},
            [("For everyone", "on", "neither: the strategy decides"), ("Percentage", "0 %", "12.5 %")],
        ),
        ({"rings": {"beta": 100}}, {"rings": {"beta": 100, "ga": 5}}, [("Rings", "beta 100 %", "beta 100 %, ga 5 %")]),
        ({"users": [1, 2]}, {"users": []}, [("Users by name", "2, max@example.com", "none")]),
        ({"leagues": []}, {"leagues": ["x"]}, [("Leagues by name", "none", "Friday")]),
        (
            {"criteria": {"sport": {"is": "football"}}},
            {"criteria": {"sport": {"in": ["football", "cricket"]}}},
            [("Conditions", "sport is football", "sport is one of football, cricket")],
        ),
        ({"requires": {}}, {"requires": {"g": True, "h": False}}, [("Needs", "none", "g on, h off")]),
        ({"staff": False}, {"staff": True}, [("Operators", "no", "yes")]),
        (
            {"frozen_at": None},
            {"frozen_at": "2026-11-21T14:02:00+00:00", "freeze_reason": "finals"},
            [("Frozen since", "none", "21 Nov 14:02 UTC"), ("Reason of the freeze", "none", "finals")],
        ),
        ({"labels": ["web-1"]}, {"labels": ["web-1", "web-2"]}, [("Server labels", "web-1", "web-1, web-2")]),
        ({"strategy": "percentage"}, {"strategy": "ring"}, [("Strategy", "percentage", "ring")]),
    ],
)
def test_differences_are_said(
    before: dict[str, Any], after: dict[str, Any], expected: list[tuple[str, str, str]]
) -> None:
    assert differences(before, after, READING) == expected


def test_a_row_that_was_made_or_deleted_differs_from_a_new_one() -> None:
    assert differences(None, {"everyone": False}, READING) == [("For everyone", "neither: the strategy decides", "off")]
    assert differences({"everyone": False}, None, READING) == [("For everyone", "off", "neither: the strategy decides")]


def test_every_field_of_a_state_has_a_label() -> None:
    assert {*FIELDS} == {*NEW_STATE}
