"""The beginning of every page of a season."""

import pytest
from django.http import Http404
from django.test import RequestFactory

from accounts.models import User
from season.league_seasons.pages import round_or_404, season_or_404, season_shown, with_competition
from season.league_seasons.services import follow_competition, follow_own_competition
from season.models import Round
from tests.season import small_competitions


def test_a_league_that_follows_nothing_has_no_pages(carla: User) -> None:
    league = small_competitions.players_league(carla)
    page = RequestFactory().get("/")
    with pytest.raises(Http404, match="follows no competition yet"):
        season_or_404(page, league.pk)
    season = follow_competition(small_competitions.member(league, carla), small_competitions.players_competition())
    assert season_or_404(page, league.pk) == season


def test_a_page_is_about_the_competition_of_its_address_else_the_one_followed_last(carla: User) -> None:
    league = small_competitions.players_league(carla)
    carlas = small_competitions.member(league, carla)
    first = follow_own_competition(carlas, name="Cup", season="2025")
    second = follow_own_competition(carlas, name="Cup", season="2026")
    assert season_shown(RequestFactory().get("/"), league.pk) == second
    for season in (first, second):
        assert season_shown(RequestFactory().get(with_competition("/", season.competition)), league.pk) == season
    for wrong in ("cup-2024", "%00", "x" * 300):
        with pytest.raises(Http404, match="no such competition"):
            season_shown(RequestFactory().get(f"/?competition={wrong}"), league.pk)


def test_a_match_day_that_is_not_there_is_not_found() -> None:
    rounds: list[Round | None] = [Round(pk=4), Round(pk=5)]
    assert round_or_404(rounds, "4") == rounds[0]
    assert round_or_404(rounds, "") == rounds[1]
    with pytest.raises(Http404, match="no such match day"):
        round_or_404(rounds, "6")
