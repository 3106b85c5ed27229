"""The table on a league's page."""

import re

import pytest

from accounts.models import User
from season.models import LeagueSeason
from tests.leagues.test_views import signed_in
from tests.season import scored_league, small_competitions
from tests.season.season_pages import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def season(carla: User, max_: User, mia: User) -> LeagueSeason:
    return scored_league.played_league(carla, max_, mia)


def test_places_and_points_stand_on_the_page(season: LeagueSeason, max_: User) -> None:
    client, address = signed_in(max_), f"/leagues/{season.league_id}/"
    scored_league.count(season)
    assert "places come with the first scores." in words(client, address)
    scored_league.score(season, *scored_league.GAME_1)
    page = words(client, address)
    assert "after Round 1" in page
    assert re.search(r"Place Manager Match day Total 1 Max \(you\) 14 14 ", page), page


def test_who_may_choose_a_competition_reads_so_and_others_see_nothing(carla: User, max_: User) -> None:
    league = small_competitions.players_league(carla, max_)
    address = f"/leagues/{league.pk}/"
    assert "Let the league follow a competition" in words(signed_in(carla), address)
    assert 'id="season"' not in signed_in(max_).get(address).text
