"""What is read about the season."""

from typing import Any

from accounts.account import data_of
from accounts.models import User
from leagues.files.asset_rows import AssetRow
from leagues.services import import_own_assets
from season.competitions import queries
from season.competitions.services import follow, make_competition
from season.models import Competition
from season.scores.services import upload_scores
from tests.season import stage


def test_a_league_may_follow_shared_competitions_and_its_own(carla: User, max_: User) -> None:
    cup = stage.players_competition()
    league, other = stage.players_league(carla), stage.players_league(max_, name="Other")
    own = make_competition(carla, league.sport, league=league, key="own", name="Own")
    make_competition(max_, league.sport, league=other, key="own", name="Theirs")
    stage.clubs_competition()
    assert list(queries.competitions_for(league)) == [own, cup]


def test_a_competition_is_found_by_its_key(carla: User) -> None:
    cup = stage.players_competition()
    league = stage.players_league(carla)
    own = make_competition(carla, league.sport, league=league, key="cup", name="Own")
    assert queries.competition_of("cup") == cup
    assert queries.competition_of("cup", league_code=league.code.lower()) == own
    assert queries.competition_of("cup", "cricket") is None
    twin = make_competition(None, stage.clubs_competition().sport, key="cup", name="Other")
    assert queries.competition_of("cup") is None
    assert queries.competition_of("cup", "football") == twin


def test_fixtures_come_by_kickoff_and_those_without_last(db: None) -> None:
    cup = stage.players_competition()
    assert [fixture.external_id for fixture in queries.fixtures_of(cup)] == ["f1", "f2", "f3"]


def test_points_of_a_season_are_those_of_its_scheme(carla: User, max_: User, django_assert_num_queries: Any) -> None:
    cup = stage.players_competition()
    league, other = stage.players_league(carla), stage.players_league(max_, name="Other")
    season = follow(stage.member(league, carla), cup)
    rules = {"rules": [{"name": "Minutes", "statistic": "minutes", "per": 1, "points": 0.01}]}
    follow(stage.member(other, max_), cup, rules)
    upload_scores(None, cup, stage.scores("f2,4,90,1,0", "f1,1,90,0,3"), "scores.csv")
    with django_assert_num_queries(1):
        rows = [
            (
                row.performance.fixture.external_id,
                str(row.performance.fixture.round),
                row.performance.asset.name,
                row.points,
            )
            for row in queries.points_in(season)
        ]
    assert rows == [("f1", "Round 1", "Ada Keeper", 300), ("f2", "Round 2", "Dee Front", 600)]
    assert [(each.competition, each.scheme) for each in queries.seasons_of(league)] == [(cup, season.scheme)]


def test_the_assets_of_a_competition_are_those_of_its_league(carla: User) -> None:
    league = stage.players_league(carla)
    own: Competition = make_competition(carla, league.sport, league=league, key="own", name="Own")
    assert queries.listed_assets(own).count() == len(stage.PLAYERS)
    import_own_assets(stage.member(league, carla), [AssetRow(external_id="x", name="X", position="GK")])
    assert [asset.name for asset in queries.listed_assets(own)] == ["X"]


def test_a_person_can_download_what_they_brought(olga: User) -> None:
    cup = stage.players_competition()
    upload_scores(olga, cup, stage.scores("f1,4,90,1,0"), "scores.csv")
    [upload] = {key: value for part in data_of for key, value in part(olga).items()}["uploads"]
    assert (upload["competition__name"], upload["file_name"]) == ("The Cup", "scores.csv")
