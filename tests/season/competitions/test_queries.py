"""Reads of competitions and of the assets that can score in them."""

from accounts.models import User
from leagues.files.assets import AssetRow
from leagues.services import import_own_assets
from season.competitions import queries
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
