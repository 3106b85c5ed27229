"""The beginning of every page of a season."""

import pytest
from django.http import Http404

from accounts.models import User
from season.league_seasons.pages import round_or_404, season_or_404
from season.league_seasons.services import follow_competition
from season.models import Round
from tests.season import small_competitions


def test_a_league_that_follows_nothing_has_no_pages(carla: User) -> None:
    league = small_competitions.players_league(carla)
    with pytest.raises(Http404, match="follows no competition yet"):
        season_or_404(league.pk)
    season = follow_competition(small_competitions.member(league, carla), small_competitions.players_competition())
    assert season_or_404(league.pk) == season


def test_a_match_day_that_is_not_there_is_not_found() -> None:
    rounds: list[Round | None] = [Round(pk=4), Round(pk=5)]
    assert round_or_404(rounds, "4") == rounds[0]
    assert round_or_404(rounds, "") == rounds[1]
    with pytest.raises(Http404, match="no such match day"):
        round_or_404(rounds, "6")
