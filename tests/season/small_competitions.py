"""Small competitions for tests, made up: two clubs' players, a few fixtures. Plain functions, called by tests."""

from typing import Any

from accounts.models import User
from leagues.built_in_sports import sport_of_key
from leagues.files.assets import AssetRow
from leagues.models import League, Member, Sport
from leagues.services import create_league, import_assets, join_league
from leagues.settings.auction import AuctionSettings
from season.competitions.services import create_competition
from season.fixtures.services import FIXTURE_IMPORT
from season.models import Competition, Performance
from season.schemes.services import install_sport_and_scheme
from tests import cast

PLAYERS = (("1", "Ada Keeper", "GK"), ("2", "Bo Backman", "DEF"), ("3", "Cy Midway", "MID"), ("4", "Dee Front", "FWD"))
FIXTURES = """\
external_id,round,kickoff,home,away,status
f1,1,2026-08-15T14:00:00Z,Reds,Blues,
f2,2,2026-08-22T14:00:00Z,Blues,Reds,
f3,,,Reds,Blues,postponed
"""


def players_sport() -> Sport:
    """Football players with their scoring, and four players."""
    install_sport_and_scheme("football-players")
    rows = [AssetRow(external_id=key, name=name, position=place, club="Reds") for key, name, place in PLAYERS]
    import_assets("football-players", rows)
    return sport_of_key("football-players")


def players_competition(**fields: Any) -> Competition:
    """A shared competition of football players with three fixtures, of which f3 has no date."""
    fields = {"key": "cup", "name": "The Cup", "season": "2026/27", **fields}
    competition = create_competition(None, players_sport(), **fields)
    FIXTURE_IMPORT.run(None, competition, FIXTURES.encode(), "fixtures.csv")
    return competition


def clubs_competition(**fields: Any) -> Competition:
    """A shared competition of the 36 clubs, without fixtures; times in its files are Zurich's."""
    cast.make_football()
    install_sport_and_scheme("football")
    fields = {"key": "cl", "name": "Champions League", "season": "2025/26", "time_zone": "Europe/Zurich", **fields}
    return create_competition(None, sport_of_key("football"), **fields)


def players_league(commissioner: User, *managers: User, name: str = "The Friday League") -> League:
    """A league of football players with its members."""
    league = create_league(commissioner, name, players_sport(), AuctionSettings())
    for manager in managers:
        join_league(manager, league.code)
    return league


def member(league: League, user: User) -> Member:
    return cast.member_of(league, user)


def scores(*lines: str, header: str = "fixture,asset,minutes,goals_scored,saves") -> bytes:
    """A file of scores."""
    return "\n".join([header, *lines, ""]).encode()


def kept(competition: Competition) -> dict[tuple[str, str], dict[str, int]]:
    """The statistics that are kept, by external ids of fixture and asset."""
    rows = Performance.objects.filter(fixture__competition=competition).select_related("fixture", "asset")
    return {(row.fixture.external_id, row.asset.external_id): row.statistics for row in rows}
