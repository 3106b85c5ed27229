"""Figures of players, counted from deliveries."""

import copy

import pytest

from leagues.files.formats.cricsheet_figures import figures_of
from leagues.files.formats.json_shapes import WrongShape
from tests.leagues.files.formats.cricket_match import MAIDEN, MATCH, ball


def test_everything_that_is_counted_in_its_own_way() -> None:
    figures = {name: dict(+counts) for name, counts in figures_of(MATCH).items()}
    assert figures == {
        "Ada": {
            "runs": 15, "balls_faced": 5, "fours": 1, "sixes": 1, "dismissed": 1,
            "balls_bowled": 6, "maidens": 1, "wickets": 2, "catches": 1,
        },
        "Eve": {"balls_faced": 2, "dismissed": 1, "stumpings": 1},
        "Max": {
            "balls_faced": 2, "dismissed": 1, "balls_bowled": 6, "runs_conceded": 21, "wickets": 1, "run_outs": 1,
        },
        "Mia": {"balls_faced": 2, "dismissed": 1, "catches": 1, "run_outs": 1},
        "Nia": {"balls_faced": 1},
        "Ned": {"balls_faced": 1},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("over", "maidens"),
    [
        (MAIDEN, 1),
        (MAIDEN[:5], 0),
        ([*MAIDEN[:5], ball("Max", "Ada", 1)], 0),
        ([*MAIDEN, ball("Max", "Ada", extras={"wides": 1})], 0),
        ([*MAIDEN[:5], ball("Max", "Eve")], 0),
    ],
)
def test_a_maiden_is_a_whole_over_of_one_bowler_without_his_runs(over: list[object], maidens: int) -> None:
    match = copy.deepcopy(MATCH)
    match["innings"] = [{"team": "Blues", "overs": [{"over": 0, "deliveries": over}]}]
    assert figures_of(match)["Ada"]["maidens"] == maidens


def test_overs_of_five_balls() -> None:
    match = copy.deepcopy(MATCH)
    match["info"]["balls_per_over"] = 5
    match["innings"] = [{"overs": [{"deliveries": MAIDEN[:5]}]}]
    assert figures_of(match)["Ada"]["maidens"] == 1


def test_a_match_without_play_has_figures_of_nothing() -> None:
    figures = figures_of(MATCH | {"innings": []})
    assert [*figures] == ["Ada", "Eve", "Max", "Mia", "Nia", "Ned"]
    assert not any(figures.values())


@pytest.mark.parametrize(
    "innings", [7, [7], [{"overs": 7}], [{"overs": [7]}], [{"overs": [{"deliveries": [{"batter": "Ada"}]}]}]]
)
def test_other_shapes_are_refused(innings: object) -> None:
    with pytest.raises(WrongShape):
        figures_of(MATCH | {"innings": innings})
