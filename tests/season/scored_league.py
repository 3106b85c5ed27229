"""A league of football players that follows a competition of its own, after its auction. Plain functions."""

from accounts.models import User
from season.fixtures.services import FIXTURE_IMPORT
from season.league_seasons.counting import change_counting
from season.league_seasons.services import follow_own_competition
from season.models import LeagueSeason
from season.ownership.services import refresh_ownership
from season.scores.services import SCORE_IMPORT
from season.standings.services import recount
from tests import cast
from tests.season.small_competitions import FIXTURES, member, players_league, scores

GAME_1 = ("f1,1,90,0,6", "f1,4,90,2,0")
GAME_2 = ("f2,2,90,1,0", "f2,4,10,0,0")


def played_league(carla: User, *managers: User) -> LeagueSeason:
    """The first manager has the keeper for 5 and the forward for 20; the second the defender and the midfielder."""
    league = players_league(carla, *managers)
    league.settings |= cast.QUICK | {"budget": 50, "slots_max": 4, "order": "given"}
    league.save()
    season = follow_own_competition(member(league, carla), name="Friday Cup", season="2026")
    FIXTURE_IMPORT.run(carla, season.competition, FIXTURES.encode(), "fixtures.csv")
    auction = cast.auction_of(league, lots=4)
    first, second, *_ = managers
    for user, price in ((first, 5), (second, 10), (second, 3), (first, 20)):
        cast.sell(auction, user, price)
    return change_counting(member(league, carla), season, tie_breakers=season.tie_breakers, counts_earlier=True)


def score(season: LeagueSeason, *lines: str) -> None:
    """Scores come in, and the worker counts."""
    SCORE_IMPORT.run(None, season.competition, scores(*lines), "scores.csv")
    count(season)


def count(season: LeagueSeason) -> None:
    """Do what the worker does: find out whose everything is, then count the standings."""
    refresh_ownership(season.league_id)
    assert recount(season.competition_id)
    season.refresh_from_db()
