"""The season 2025/26 of the Champions League as it was recorded, and a league's standings worked out by hand."""

from datetime import UTC, datetime

import pytest

from accounts.models import User
from auctions.models import Auction
from leagues.models import Asset, League
from season.fixtures.services import FIXTURE_IMPORT
from season.league_seasons.services import follow_competition
from season.models import Competition, Fixture, Ownership
from season.standings import queries
from season.standings.services import recount
from tests import cast
from tests.recorded import CHAMPIONS_LEAGUE, needs_recorded_data
from tests.season import small_competitions

pytestmark = needs_recorded_data

BEFORE = datetime(2025, 8, 31, tzinfo=UTC)
TRADE = datetime(2025, 11, 10, 12, tzinfo=UTC)
"""Between match days 4 and 5: Max gives Qarabağ to Mia."""

# By hand, from the results: 3 for a win, 1 for a draw, 1 for each goal, 2 for none against; the final wasn't played.
ARSENAL = 7 + 7 + 9 + 8 + 6 + 8 + 6 + 6 + (2 + 7) + (6 + 3) + (2 + 6)
PSV = 1 + 2 + 9 + 2 + 7 + 2 + 0 + 1
BAYERN = 6 + 8 + 9 + 5 + 1 + 6 + 7 + 5 + (9 + 7) + (5 + 7) + (4 + 2)
QARABAG_EARLY, QARABAG_LATE = 6 + 7 + 1 + 3, 0 + 2 + 6 + 0 + (1 + 2)
KAIRAT = 1 + 0 + 3 + 1 + 2 + 0 + 1 + 2
AFTER_4 = {"Max": 6 + 8 + 9 + 5 + QARABAG_EARLY, "Carla": 7 + 7 + 9 + 8 + 1 + 2 + 9 + 2, "Mia": 1 + 0 + 3 + 1}
AT_THE_END = {"Carla": ARSENAL + PSV, "Max": BAYERN + QARABAG_EARLY, "Mia": KAIRAT + QARABAG_LATE}


@pytest.fixture
def competition(transactional_db: None) -> Competition:
    made = small_competitions.clubs_competition()
    FIXTURE_IMPORT.run(None, made, CHAMPIONS_LEAGUE.read_bytes(), CHAMPIONS_LEAGUE.name)
    return made


@pytest.fixture
def evening(carla: User, max_: User, mia: User) -> League:
    """A league, and who owned what: Carla Arsenal and PSV, Max Bayern, Mia Kairat, and Qarabağ first Max, then Mia."""
    league = cast.make_league(carla, max_, mia)
    own(league, carla, "Arsenal FC")
    own(league, carla, "PSV")
    own(league, max_, "FC Bayern München")
    own(league, mia, "FK Kairat")
    own(league, max_, "Qarabağ Ağdam FK", until=TRADE)
    own(league, mia, "Qarabağ Ağdam FK", start=TRADE)
    return league


def own(league: League, user: User, club: str, start: datetime = BEFORE, until: datetime | None = None) -> None:
    asset = Asset.objects.get(sport="football", name=club)
    member = cast.member_of(league, user)
    auction, _ = Auction.objects.get_or_create(
        league=league, defaults={"status": "completed", "settings": {}, "waiting_room": True}
    )
    whose = {"league": league, "asset": asset, "member": member, "auction": auction}
    Ownership.objects.create(**whose, from_at=start, until_at=until, price=1, seq=1)


def test_all_is_there(competition: Competition) -> None:
    assert Asset.objects.filter(sport="football").count() == 36
    assert competition.fixtures.count() == 189
    unplayed = competition.fixtures.exclude(status=Fixture.Status.FINISHED)
    assert [(each.home_name, each.away_name) for each in unplayed] == [("Paris Saint-Germain FC", "Arsenal FC")]


def test_standings_are_as_worked_out_by_hand(competition: Competition, evening: League, carla: User) -> None:
    season = follow_competition(cast.member_of(evening, carla), competition)
    assert recount(competition.pk)
    fourth = queries.played_rounds(season)[3]
    assert totals(queries.standings_table(season, fourth)) == AFTER_4
    assert totals(queries.standings_table(season)) == AT_THE_END
    assert [row.position for row in queries.standings_table(season).rows] == [1, 2, 3]
    assert (ARSENAL, PSV, BAYERN, KAIRAT) == (83, 24, 81, 10)


def totals(table: queries.StandingsTable) -> dict[str, int]:
    """Whole points by name: nothing in this scheme gives parts of one."""
    assert all(row.total % 100 == 0 for row in table.rows)
    return {row.member.user.display_name: row.total // 100 for row in table.rows}


def test_postponed_match_counts_once_it_is_played(competition: Competition, evening: League, carla: User) -> None:
    season = follow_competition(cast.member_of(evening, carla), competition)
    played = CHAMPIONS_LEAGUE.read_text()
    for result, points in (("[postponed]", 0), ("0-2 (0-0)", 7), ("0-3 (0-0)", 8)):
        text = played.replace("v Arsenal FC (ENG)         0-2 (0-0)", f"v Arsenal FC (ENG)         {result}")
        FIXTURE_IMPORT.run(None, competition, text.encode(), CHAMPIONS_LEAGUE.name)
        recount(competition.pk)
        assert totals(queries.standings_table(season))["Carla"] == AT_THE_END["Carla"] - 7 + points
