"""Changes to how a league counts its season."""

import pytest

from accounts.models import User
from leagues.services import NotAllowed
from season.league_seasons.counting import CountingRefused, change_counting
from season.models import LeagueSeason, Recount
from tests.season import scored_league, small_competitions


@pytest.fixture
def season(carla: User, max_: User, mia: User) -> LeagueSeason:
    season = scored_league.played_league(carla, max_, mia)
    scored_league.count(season)
    return season


def test_what_changes_is_counted_again_and_only_then(season: LeagueSeason, carla: User) -> None:
    by = small_competitions.member(season.league, carla)
    changed = change_counting(by, season, tie_breakers=["money_left"], counts_earlier=False)
    assert (changed.tie_breakers, changed.counts_earlier) == (["money_left"], False)
    change_counting(by, season, tie_breakers=["money_left"], counts_earlier=False)
    assert Recount.objects.filter(season=season).count() == 1


@pytest.mark.parametrize("breakers", [["luck"], ["best_round", "best_round"]])
def test_tie_breakers_that_cannot_be_change_nothing(season: LeagueSeason, carla: User, breakers: list[str]) -> None:
    with pytest.raises(CountingRefused, match="once at most"):
        change_counting(
            small_competitions.member(season.league, carla), season, tie_breakers=breakers, counts_earlier=False
        )
    assert not Recount.objects.exists()


def test_only_commissioners_decide_and_only_for_their_league(season: LeagueSeason, max_: User, otto: User) -> None:
    with pytest.raises(NotAllowed):
        change_counting(small_competitions.member(season.league, max_), season, tie_breakers=[], counts_earlier=True)
    other = small_competitions.players_league(otto, name="Other")
    with pytest.raises(LeagueSeason.DoesNotExist):
        change_counting(small_competitions.member(other, otto), season, tie_breakers=[], counts_earlier=True)
    season.refresh_from_db()
    assert season.tie_breakers
