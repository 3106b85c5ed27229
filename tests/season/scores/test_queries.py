"""Reads of scores and points."""

from datetime import timedelta
from typing import Any

from accounts.models import User
from leagues.models import Asset
from season.league_seasons.services import follow_competition
from season.models import Ownership
from season.scores.queries import has_scores, points_of_season, scores_of
from season.scores.services import SCORE_IMPORT
from tests.season import scored_league, small_competitions


def test_points_of_a_season_are_those_of_its_scheme(carla: User, max_: User, django_assert_num_queries: Any) -> None:
    cup = small_competitions.players_competition()
    league, other = small_competitions.players_league(carla), small_competitions.players_league(max_, name="Other")
    season = follow_competition(small_competitions.member(league, carla), cup)
    rules = {"rules": [{"name": "Minutes", "statistic": "minutes", "per": 1, "points": 0.01}]}
    follow_competition(small_competitions.member(other, max_), cup, rules)
    SCORE_IMPORT.run(None, cup, small_competitions.scores("f2,4,90,1,0", "f1,1,90,0,3"), "scores.csv")
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


def test_points_count_for_who_owned_the_asset_at_kickoff(carla: User, max_: User, mia: User) -> None:
    season = scored_league.played_league(carla, max_, mia)
    scored_league.score(season, *scored_league.GAME_1, *scored_league.GAME_2)
    keeper = Asset.objects.get(external_id="1")
    owners = list(Ownership.objects.filter(asset=keeper).select_related("member__user"))
    [game] = scores_of(season, keeper, owners)
    assert (game.owner and game.owner.user, game.points.performance.fixture.external_id) == (max_, "f1")
    assert [each.owner for each in scores_of(season, keeper, [])] == [None]
    kickoff = game.points.performance.fixture.kickoff
    assert kickoff is not None
    for counts_earlier, start, owner in ((False, 1, None), (True, 1, max_), (False, 0, max_)):
        season.counts_earlier = counts_earlier
        owners[0].from_at = kickoff + timedelta(seconds=start)
        owners[0].until_at = kickoff + timedelta(seconds=2)
        [game] = scores_of(season, keeper, owners[:1])
        assert (game.owner and game.owner.user) == owner
    owners[0].from_at, owners[0].until_at = kickoff - timedelta(days=1), kickoff  # given up at the very kick-off
    assert [each.owner for each in scores_of(season, keeper, owners[:1])] == [None]


def test_a_competition_has_scores_from_the_first_on(db: None) -> None:
    cup, other = (
        small_competitions.players_competition(),
        small_competitions.players_competition(key="other", name="Other"),
    )
    assert not has_scores(cup)
    SCORE_IMPORT.run(None, cup, small_competitions.scores("f1,1,90,0,0"), "scores.csv")
    assert (has_scores(cup), has_scores(other)) == (True, False)
