"""Addresses that stay with the competition shown."""

from accounts.models import User
from season.league_seasons.services import follow_own_competition
from season.templatetags.season_links import season_url
from tests.season import small_competitions


def test_the_competition_is_in_the_address_unless_it_is_the_one_followed_last(carla: User) -> None:
    league = small_competitions.players_league(carla)
    carlas = small_competitions.member(league, carla)
    first, second = (follow_own_competition(carlas, name="Cup", season=year) for year in ("2025", "2026"))
    page = {"league": league, "seasons": [second, first]}
    address = f"/leagues/{league.pk}/season/managers/7/"
    assert season_url({**page, "season": first}, "season-manager", 7) == f"{address}?competition=cup-2025"
    assert season_url({**page, "season": second}, "season-manager", 7) == address
    assert season_url({**page, "season": None}, "season-manager", 7) == address
