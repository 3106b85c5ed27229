"""A league's season, as everybody in the league sees it."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from leagues.models import Asset
from season.models import Fixture, LeagueSeason, Round
from season.standings.services import request_recount
from tests.leagues.test_views import signed_in
from tests.season import scored_league, small_competitions
from tests.season.season_pages import page_of, words

PAGES = ["", "fixtures/", "bargains/"]


@pytest.fixture
def season(carla: User, max_: User, mia: User) -> LeagueSeason:
    return scored_league.played_league(carla, max_, mia)


@pytest.mark.parametrize("path", PAGES)
def test_outsiders_get_what_a_league_that_is_not_there_gets(season: LeagueSeason, otto: User, path: str) -> None:
    assert signed_in(otto).get(page_of(season, path)).status_code == 404
    assert Client().get(page_of(season, path)).status_code == 302


def test_before_anything_is_followed_the_page_says_what_to_do(carla: User, max_: User) -> None:
    league = small_competitions.players_league(carla, max_)
    address = f"/leagues/{league.pk}/season/"
    assert "Choose one" in words(signed_in(carla), address)
    assert "The commissioner chooses one." in words(signed_in(max_), address)
    assert signed_in(max_).get(f"{address}fixtures/").status_code == 404
    assert address in signed_in(carla).get(f"/leagues/{league.pk}/").text
    assert address not in signed_in(max_).get(f"/leagues/{league.pk}/").text


def test_league_links_to_its_season(season: LeagueSeason, max_: User) -> None:
    assert page_of(season) in signed_in(max_).get(f"/leagues/{season.league_id}/").text


def test_standings_show_places_movement_and_points(season: LeagueSeason, max_: User) -> None:
    client = signed_in(max_)
    assert "The standings are being counted." in words(client, page_of(season))
    scored_league.count(season)
    assert "Places come with the first scores." in words(client, page_of(season))
    scored_league.score(season, *scored_league.GAME_1)
    first = words(client, page_of(season))
    assert "After Round 1" in first
    assert re.search(r"1 – new Max \(you\) 14 14 ", first), first
    scored_league.score(season, *scored_league.GAME_2, "f2,3,90,6,0")
    second = words(client, page_of(season))
    assert re.search(r"1 ▲1 up 1 Mia 40 40 ", second), second
    assert re.search(r"2 ▼1 down 1 Max \(you\) 1 15 ", second), second
    day = Round.objects.get(competition=season.competition, number=1)
    assert "After Round 1" in words(client, page_of(season, f"?round={day.pk}"))
    assert "<svg" in client.get(page_of(season)).text
    for unknown in ("999999", "x", "0"):
        assert client.get(page_of(season, f"?round={unknown}")).status_code == 404


def test_standings_say_that_they_are_being_counted(season: LeagueSeason, max_: User) -> None:
    scored_league.score(season, *scored_league.GAME_1)
    request_recount(season.competition_id)
    assert "Being counted again…" in words(signed_in(max_), page_of(season))


def test_manager_shows_what_they_own_and_what_it_brought(season: LeagueSeason, mia: User, max_: User) -> None:
    scored_league.score(season, *scored_league.GAME_1)
    shown = words(signed_in(mia), page_of(season, f"managers/{small_competitions.member(season.league, max_).pk}/"))
    assert "Dee Front FWD £20m 1 10 0.50" in shown
    assert "Ada Keeper GK £5m 1 4 0.80" in shown
    assert signed_in(mia).get(page_of(season, "managers/999999/")).status_code == 404


def test_bargains_sort_by_each_column_both_ways(season: LeagueSeason, max_: User) -> None:
    scored_league.score(season, *scored_league.GAME_1)
    client = signed_in(max_)

    def names(sort: str) -> list[str]:
        table = client.get(page_of(season, f"bargains/?sort={sort}")).text.partition("<tbody>")[2]
        return re.findall(r'/assets/\d+/">([^<]+)<', table)

    assert names("name") == ["Ada Keeper", "Bo Backman", "Cy Midway", "Dee Front"]
    assert names("-name") == [*reversed(names("name"))]
    assert names("price") == ["Cy Midway", "Ada Keeper", "Bo Backman", "Dee Front"]
    assert names("-points")[:2] == ["Dee Front", "Ada Keeper"]
    assert names("-worth")[:2] == names("nonsense")[:2] == ["Ada Keeper", "Dee Front"]


def _queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


def test_pages_take_as_many_queries_for_one_row_as_for_three(carla: User, max_: User, mia: User) -> None:
    """One manager, asset, match; then three managers, four assets, two match days."""
    season = scored_league.played_league(carla, max_, mia)
    manager = small_competitions.member(season.league, max_).pk
    dee = Asset.objects.get(external_id="4").pk
    client = signed_in(max_)
    paths = [*PAGES, f"managers/{manager}/", f"assets/{dee}/"]
    scored_league.score(season, "f1,4,90,1,0")
    before = {path: _queries(client, page_of(season, path)) for path in paths}
    scored_league.score(season, *scored_league.GAME_1, *scored_league.GAME_2, "f1,3,90,0,0")
    more = [
        Fixture(
            competition=season.competition,
            external_id=f"m{n}",
            home_name="A",
            away_name="B",
            round_id=day,
            kickoff="2026-08-15T15:00Z",
        )
        for n, day in enumerate(Round.objects.values_list("pk", flat=True))
    ]
    Fixture.objects.bulk_create(more)
    scored_league.score(season, *(f"m{n},4,90,1,0" for n in range(len(more))))
    after = {path: _queries(client, page_of(season, path)) for path in paths}
    # A second match day has one before it, whose places are read for the movement.
    assert after == before | {"": before[""] + 1}
