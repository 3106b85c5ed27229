"""Reads of competitions and of the assets that can score in them."""

from dataclasses import replace

import pytest

from accounts.models import User
from leagues.files.assets import AssetRow
from leagues.lists.listing import ListName
from leagues.models import Sport
from leagues.services import import_assets, import_own_assets
from season.competitions import queries
from season.competitions.asset_index import UnknownAsset
from season.competitions.services import create_competition
from season.models import Competition
from tests.season import small_competitions


def test_a_league_may_follow_shared_competitions_and_its_own(carla: User, max_: User) -> None:
    cup = small_competitions.players_competition()
    league, other = small_competitions.players_league(carla), small_competitions.players_league(max_, name="Other")
    own = create_competition(carla, league.sport, league=league, key="own", name="Own")
    create_competition(max_, league.sport, league=other, key="own", name="Theirs")
    small_competitions.clubs_competition()
    assert list(queries.competitions_for(league)) == [own, cup]


def test_a_competition_is_found_by_its_key(carla: User) -> None:
    cup = small_competitions.players_competition()
    league = small_competitions.players_league(carla)
    own = create_competition(carla, league.sport, league=league, key="cup", name="Own")
    assert queries.competition_of("cup") == cup
    assert queries.competition_of("cup", league_code=league.code.lower()) == own
    assert queries.competition_of("cup", "cricket") is None
    twin = create_competition(None, small_competitions.clubs_competition().sport, key="cup", name="Other")
    assert queries.competition_of("cup") is None
    assert queries.competition_of("cup", "football") == twin


def test_the_assets_of_a_competition_are_those_of_its_league(carla: User) -> None:
    league = small_competitions.players_league(carla)
    own: Competition = create_competition(carla, league.sport, league=league, key="own", name="Own")
    assert queries.listed_assets(own).count() == len(small_competitions.PLAYERS)
    import_own_assets(small_competitions.member(league, carla), [AssetRow(external_id="x", name="X", position="GK")])
    assert [asset.name for asset in queries.listed_assets(own)] == ["X"]


def two_seasons() -> None:
    """Isak is 17 in the files of the first season and 4 in those of the second, where 17 is somebody else."""
    isak = AssetRow(external_id="219168", name="Alexander Isak", position="FWD", file_id="17")
    import_assets("football-players", [isak], into=ListName("Premier League", "2024/25"))
    gyokeres = AssetRow(external_id="476344", name="Viktor Gyökeres", position="FWD", file_id="17")
    rows = [replace(isak, file_id="4"), gyokeres]
    import_assets("football-players", rows, into=ListName("Premier League", "2025/26"))


@pytest.mark.parametrize("key", ["premier-league-{}", "another-{}"])
def test_the_ids_of_a_files_season_mean_whom_they_meant_then(db: None, key: str) -> None:
    """By the list of the competition's key, and by the lists of its season where there is none."""
    two_seasons()
    sport = Sport.objects.get(key="football-players")

    def called(season: str, file_id: str) -> str:
        competition = create_competition(
            None, sport, key=f"{key.format(season.replace('/', '-'))}", name="Any", season=season
        )
        found = queries.build_asset_index(competition).find(file_id, "").name
        competition.delete()
        return found

    assert called("2024/25", "17") == called("2025/26", "4") == called("2025/26", "219168") == "Alexander Isak"
    assert called("2025/26", "17") == "Viktor Gyökeres"
    with pytest.raises(UnknownAsset):
        called("2024/25", "4")
    with pytest.raises(UnknownAsset):
        called("2030/31", "17")


def test_who_isnt_on_a_competitions_list_doesnt_score_in_it(db: None) -> None:
    two_seasons()
    sport = Sport.objects.get(key="football-players")
    then = create_competition(None, sport, key="premier-league-2024-25", name="Premier League", season="2024/25")
    assert [asset.name for asset in queries.listed_assets(then)] == ["Alexander Isak"]
    with pytest.raises(UnknownAsset):
        queries.build_asset_index(then).find("", "Viktor Gyökeres")
