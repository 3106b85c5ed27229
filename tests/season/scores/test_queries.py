"""Reads of scores and points."""

from typing import Any

from accounts.models import User
from season.league_seasons.services import follow_competition
from season.scores.queries import points_of_season
from season.scores.services import SCORE_IMPORT
from tests.season import stage


def test_points_of_a_season_are_those_of_its_scheme(carla: User, max_: User, django_assert_num_queries: Any) -> None:
    cup = stage.players_competition()
    league, other = stage.players_league(carla), stage.players_league(max_, name="Other")
    season = follow_competition(stage.member(league, carla), cup)
    rules = {"rules": [{"name": "Minutes", "statistic": "minutes", "per": 1, "points": 0.01}]}
    follow_competition(stage.member(other, max_), cup, rules)
    SCORE_IMPORT.run(None, cup, stage.scores("f2,4,90,1,0", "f1,1,90,0,3"), "scores.csv")
    with django_assert_num_queries(1):
        rows = [
            (
                row.performance.fixture.external_id,
                str(row.performance.fixture.round),
                row.performance.asset.name,
                row.points,
            )
            for row in points_of_season(season)
        ]
    assert rows == [("f1", "Round 1", "Ada Keeper", 300), ("f2", "Round 2", "Dee Front", 600)]
