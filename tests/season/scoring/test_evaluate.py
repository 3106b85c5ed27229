"""Statistics become points: each kind of rule, and the whole of the real seasons."""

import csv
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from season.scoring.evaluate import score_performance
from season.scoring.parsing import parse_scheme
from tests.recorded import FPL, IPL, needs_recorded_data
from tests.season import oracle
from tests.season.shipped_schemes import scheme_of, statistics_of


def points(rule: dict[str, Any], figures: dict[str, int], position: str = "") -> float:
    """Return what one rule gives, in points."""
    rule = {"name": "Rule", "statistic": "a", "points": 1, **rule}
    return (
        score_performance(parse_scheme({"rules": [rule]}, ("a", "b", "c"), ("GK", "DEF")), position, figures).points
        / 100
    )


B_AND_C = [{"statistic": "b", "at_least": 1}, {"statistic": "c", "at_least": 1}]


@pytest.mark.parametrize(
    ("rule", "figures", "expected"),
    [
        ({"per": 1}, {"a": 4}, 4),
        ({"per": 1}, {}, 0),
        ({"per": 3, "points": 1}, {"a": 2}, 0),
        ({"per": 3, "points": 1}, {"a": 7}, 2),
        ({"per": 3, "points": 1}, {"a": -7}, -2),
        ({"per": 2, "points": -1}, {"a": 5}, -2),
        ({"per": 1, "points": 0.25}, {"a": 3}, 0.75),
        ({"per": 1, "at_least": 10}, {"a": 9}, 0),
        ({"per": 1, "at_least": 10}, {"a": 10}, 10),
        ({"at_least": 50, "at_most": 99, "points": 8}, {"a": 49}, 0),
        ({"at_least": 50, "at_most": 99, "points": 8}, {"a": 50}, 8),
        ({"at_least": 50, "at_most": 99, "points": 8}, {"a": 99}, 8),
        ({"at_least": 50, "at_most": 99, "points": 8}, {"a": 100}, 0),
        ({"above": 5, "below": 7}, {"a": 5}, 0),
        ({"above": 5, "below": 7}, {"a": 6}, 1),
        ({"above": 5, "below": 7}, {"a": 7}, 0),
        ({"at_most": 0}, {}, 1),
        ({"statistic": ["a", "b"], "at_least": 10, "points": 2}, {"a": 4, "b": 6}, 2),
        ({"statistic": ["a", "b"], "at_least": 10, "points": 2}, {"a": 4, "b": 5}, 0),
        ({"per": 1, "when": [{"statistic": "b", "at_least": 60}]}, {"a": 1, "b": 59}, 0),
        ({"per": 1, "when": [{"statistic": "b", "at_least": 60}]}, {"a": 1, "b": 60}, 1),
        ({"per": 1, "when": B_AND_C}, {"a": 1, "b": 1}, 0),
        ({"per": 1, "when": B_AND_C}, {"a": 1, "b": 1, "c": 1}, 1),
        ({"divided_by": "b", "times": 6, "below": 5}, {"a": 10, "b": 12}, 0),
        ({"divided_by": "b", "times": 6, "below": 5}, {"a": 9, "b": 12}, 1),
        ({"divided_by": "b", "times": 100, "at_least": 33.33}, {"a": 1, "b": 3}, 1),
        ({"divided_by": "b", "times": 100, "at_least": 33.34}, {"a": 1, "b": 3}, 0),
        ({"divided_by": "b", "below": 5}, {"a": 0, "b": 0}, 0),
        ({"divided_by": "b", "at_most": 5}, {"a": 0, "b": 0}, 0),
        ({"divided_by": "b", "at_least": 0}, {"a": 1}, 0),
    ],
)  # fmt: skip
def test_each_kind_of_rule(rule: dict[str, Any], figures: dict[str, int], expected: float) -> None:
    assert points(rule, figures) == expected


def test_points_go_by_position() -> None:
    rule = {"per": 1, "points": {"GK": 10, "DEF": 6.5}}
    assert [points(rule, {"a": 2}, position) for position in ("GK", "DEF", "MID", "")] == [20, 13, 0, 0]


def test_line_of_a_ratio_has_no_value() -> None:
    rule = {"name": "Economy", "statistic": "a", "divided_by": "b", "below": 5, "points": 1.5}
    result = score_performance(parse_scheme({"rules": [rule]}, ("a", "b")), "", {"a": 4, "b": 2})
    assert result.to_json() == [{"rule": "Economy", "value": None, "times": 1, "points": 150}]


def test_a_line_for_every_rule_that_gave_points() -> None:
    figures = {"minutes": 90, "goals_conceded": 3, "saves": 7, "yellow_cards": 1, "assists": 0}
    result = score_performance(scheme_of("football-players"), "GK", figures)
    assert result.points == 200
    assert result.to_json() == [
        {"rule": "Played 60 minutes or more", "value": 90, "times": 1, "points": 200},
        {"rule": "Goals conceded", "value": 3, "times": 1, "points": -100},
        {"rule": "Saves", "value": 7, "times": 2, "points": 200},
        {"rule": "Yellow cards", "value": 1, "times": 1, "points": -100},
    ]


@given(st.dictionaries(st.sampled_from([each.key for each in statistics_of("cricket")]), st.integers(0, 300)))
def test_any_cricketer_gets_what_the_documented_rules_say(figures: dict[str, int]) -> None:
    result = score_performance(scheme_of("cricket"), "", figures)
    assert result.points == sum(line.points for line in result.lines) == 100 * oracle.cricket(figures)


@given(
    st.sampled_from(["GK", "DEF", "MID", "FWD"]),
    st.fixed_dictionaries(
        {each.key: st.integers(0, min(each.most, 130)) for each in statistics_of("football-players")}
    ),
)
def test_any_footballer_gets_what_the_official_rules_say(position: str, figures: dict[str, int]) -> None:
    result = score_performance(scheme_of("football-players"), position, figures)
    assert result.points == sum(line.points for line in result.lines) == 100 * oracle.footballer(position, figures)


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        ({"played": 1, "wins": 1, "goals_for": 3, "goals_against": 1}, 6),
        ({"played": 1, "wins": 1, "goals_for": 2, "goals_against": 0}, 7),
        ({"played": 1, "draws": 1}, 3),
        ({"played": 1, "draws": 1, "goals_for": 1, "goals_against": 1, "shootout_wins": 1}, 3),
        ({"played": 1, "losses": 1, "goals_for": 0, "goals_against": 1}, 0),
        ({}, 0),
    ],
)
def test_clubs_score_by_results(figures: dict[str, int], expected: int) -> None:
    assert score_performance(scheme_of("football"), "", figures).points == 100 * expected


@needs_recorded_data
@pytest.mark.parametrize(("gameweek", "players"), [(1, 692), (2, 706), (3, 713)])
def test_real_gameweeks_give_the_official_total_points_in_every_row(gameweek: int, players: int) -> None:
    scheme, keys = scheme_of("football-players"), [each.key for each in statistics_of("football-players")]
    with (FPL / f"gameweek-0{gameweek}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    ours = [score_performance(scheme, row["position"], {key: int(row[key]) for key in keys}).points for row in rows]
    assert ours == [100 * int(row["total_points"]) for row in rows]
    assert len(rows) == players


@needs_recorded_data
def test_real_cricketers_get_what_the_documented_rules_say() -> None:
    scheme, keys = scheme_of("cricket"), [each.key for each in statistics_of("cricket")]
    with (IPL / "player-match-stats.csv").open(encoding="utf-8", newline="") as file:
        rows = [{key: int(row[key]) for key in keys} for row in csv.DictReader(file)]
    assert len(rows) == 285
    for figures in rows:
        assert score_performance(scheme, "", figures).points == 100 * oracle.cricket(figures), figures
