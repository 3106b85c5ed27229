"""Points and results as people read them."""

import pytest

from season.models import Fixture, Round
from season.templatetags.points import points, result, round_key, round_name, worth


def test_points_and_worth_have_a_dash_where_there_are_none() -> None:
    assert (points(150), points(-100), points(0), points(None)) == ("1.5", "-1", "0", "–")
    assert (worth(33.4), worth(0), worth(None)) == ("0.33", "0.00", "–")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, ""),
        ({"home_score": 2, "away_score": 1}, "2–1"),
        ({"home_score": 2, "away_score": 2, "home_extra": 3, "away_extra": 2}, "3–2 after extra time"),
        (
            {"home_score": 0, "away_score": 0, "home_extra": 1, "away_extra": 1, "home_penalties": 4,
             "away_penalties": 3},
            "1–1, 4–3 on penalties",
        ),
    ],
)  # fmt: skip
def test_a_result_says_how_it_came_about(fields: dict[str, int], words: str) -> None:
    assert result(Fixture(**fields)) == words


def test_fixtures_without_a_match_day_have_a_heading_too() -> None:
    assert round_name(Round(name="Final")) == "Final"
    assert round_name(None) == "Without a match day"


def test_a_match_day_has_a_key_in_addresses() -> None:
    assert (round_key(Round(pk=7)), round_key(None)) == (7, 0)
