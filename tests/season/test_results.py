"""What a result says of both clubs."""

import pytest

from leagues.built_in_sports import SHIPPED
from season.results import Result, figures_of


@pytest.mark.parametrize(
    ("result", "home", "away"),
    [
        (Result((2, 0)), {"wins": 1, "goals_for": 2}, {"losses": 1, "goals_against": 2}),
        (Result((0, 0)), {"draws": 1}, {"draws": 1}),
        (
            Result((1, 1), (3, 4)),
            {"draws": 1, "goals_for": 1, "goals_against": 1},
            {"draws": 1, "goals_for": 1, "goals_against": 1, "shootout_wins": 1},
        ),
    ],
)
def test_results(result: Result, home: dict[str, int], away: dict[str, int]) -> None:
    figures = [{key: value for key, value in side.items() if value} for side in figures_of(result)]
    assert figures == [{**home, "played": 1} | ({"goals_against": result.goals[1]} if result.goals[1] else {}),
                       {**away, "played": 1} | ({"goals_for": result.goals[1]} if result.goals[1] else {})]  # fmt: skip


def test_they_say_all_that_the_sport_counts() -> None:
    keys = [each["key"] for each in SHIPPED["football"]["statistics"]]
    assert [list(side) for side in figures_of(Result((1, 0)))] == [keys, keys]
