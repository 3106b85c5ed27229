"""Fixtures know their goals."""

import pytest

from season.models import Fixture


@pytest.mark.parametrize(
    ("fields", "goals"),
    [
        ({}, None),
        ({"home_score": 2, "away_score": 0}, (2, 0)),
        ({"home_score": 1, "away_score": 1, "home_extra": 2, "away_extra": 1}, (2, 1)),
        (
            {"home_score": 0, "away_score": 0, "home_extra": 0, "away_extra": 0, "home_penalties": 4,
             "away_penalties": 3},
            (0, 0),
        ),
    ],
)  # fmt: skip
def test_goals_are_those_after_extra_time_without_penalties(
    fields: dict[str, int], goals: tuple[int, int] | None
) -> None:
    assert Fixture(**fields).goals == goals
