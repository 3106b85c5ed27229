"""The definition of a sport, as data: what it counts, and its positions."""

from typing import Any

import pytest

from leagues.built_in_sports import BUILT_IN_SPORTS
from leagues.sport_definitions import SportError, Statistic, parse_positions, parse_statistics

GOALS: dict[str, Any] = {"key": "goals", "name": "Goals"}


@pytest.mark.parametrize("sport", BUILT_IN_SPORTS.values(), ids=BUILT_IN_SPORTS)
def test_shipped_sports_are_right(sport: dict[str, Any]) -> None:
    assert len(parse_statistics(sport["statistics"])) > 5
    assert list(parse_positions(sport["positions"])) == sport["positions"]


def test_what_is_left_out_has_its_default() -> None:
    [goals] = parse_statistics([GOALS])
    assert goals == Statistic("goals", "Goals", "", 0, 1_000_000)
    assert parse_statistics([goals.to_json()]) == (goals,)


@pytest.mark.parametrize(
    ("changes", "place", "words"),
    [
        ({"key": "Goals"}, "statistics[0].key", "small letters"),
        ({"key": ""}, "statistics[0].key", "small letters"),
        ({"key": 7}, "statistics[0].key", "small letters"),
        ({"name": " "}, "statistics[0].name", "1 to 60"),
        ({"name": "a\nb"}, "statistics[0].name", "1 to 60"),
        ({"unit": "x" * 21}, "statistics[0].unit", "20 characters"),
        ({"min": -1_000_001}, "statistics[0].min", "whole number"),
        ({"max": 1.5}, "statistics[0].max", "whole number"),
        ({"max": True}, "statistics[0].max", "whole number"),
        ({"min": 3, "max": 2}, "statistics[0].max", "less than min"),
        ({"worth": 3}, "statistics[0].worth", "no such field"),
    ],
)
def test_wrong_fields_are_named(changes: dict[str, Any], place: str, words: str) -> None:
    with pytest.raises(SportError) as caught:
        parse_statistics([GOALS | changes])
    assert caught.value.fields.keys() == {place}
    assert words in caught.value.fields[place]


@pytest.mark.parametrize("data", [None, {}, "goals", ["goals"], [GOALS, GOALS], [GOALS] * 101])
def test_what_is_no_list_of_statistics_is_refused(data: object) -> None:
    with pytest.raises(SportError):
        parse_statistics(data)


@pytest.mark.parametrize("data", [None, "GK", [""], [" GK"], [7], ["GK", "GK"], ["x" * 21], ["x"] * 31])
def test_what_is_no_list_of_positions_is_refused(data: object) -> None:
    with pytest.raises(SportError):
        parse_positions(data)
