"""What everybody in the league sees of its season."""

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
from tests.season import playing, stage

PAGES = ["", "fixtures/", "bargains/"]


@pytest.fixture
def season(carla: User, max_: User, mia: User) -> LeagueSeason:
    return playing.played_league(carla, max_, mia)


def page_of(season: LeagueSeason, path: str = "") -> str:
    return f"/leagues/{season.league_id}/season/{path}"


def words(client: Client, address: str) -> str:
    """A page's text without marks, with single blanks."""
    answer = client.get(address)
    assert answer.status_code == 200, answer.content
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


@pytest.mark.parametrize("path", PAGES)
def test_outsiders_get_what_a_league_that_is_not_there_gets(season: LeagueSeason, otto: User, path: str) -> None:
    assert signed_in(otto).get(page_of(season, path)).status_code == 404
    assert Client().get(page_of(season, path)).status_code == 302


def test_before_anything_is_followed_the_page_says_what_to_do(carla: User, max_: User) -> None:
    league = stage.players_league(carla, max_)
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
    playing.count(season)
    assert "Places come with the first scores." in words(client, page_of(season))
    playing.score(season, *playing.GAME_1)
    first = words(client, page_of(season))
    assert "After Round 1" in first
    assert re.search(r"1 – new Max \(you\) 14 14 ", first), first
    playing.score(season, *playing.GAME_2, "f2,3,90,6,0")
    second = words(client, page_of(season))
    assert re.search(r"1 ▲1 up 1 Mia 40 40 ", second), second
    assert re.search(r"2 ▼1 down 1 Max \(you\) 1 15 ", second), second
    day = Round.objects.get(competition=season.competition, number=1)
    assert "After Round 1" in words(client, page_of(season, f"?round={day.pk}"))
    assert "<svg" in client.get(page_of(season)).text
    for unknown in ("999999", "x", "0"):
        assert client.get(page_of(season, f"?round={unknown}")).status_code == 404


def test_standings_say_that_they_are_being_counted(season: LeagueSeason, max_: User) -> None:
    playing.score(season, *playing.GAME_1)
    request_recount(season.competition_id)
    assert "Being counted again…" in words(signed_in(max_), page_of(season))


def test_time_is_that_of_the_reader(season: LeagueSeason, max_: User) -> None:
    max_.time_zone = "Asia/Tokyo"
    max_.save()
    playing.score(season, *playing.GAME_1)
    assert re.search(r"As of \d+ \w+ \d{4}, \d\d:\d\d JST", words(signed_in(max_), page_of(season)))
    day = Round.objects.get(competition=season.competition, number=1)
    shown = words(signed_in(max_), page_of(season, f"fixtures/?round={day.pk}"))
    assert "Sat 15 Aug 2026, 23:00 Reds – Blues" in shown


def test_fixtures_come_by_match_day_and_those_without_a_date_say_so(season: LeagueSeason, max_: User) -> None:
    client = signed_in(max_)
    Fixture.objects.filter(external_id="f1").update(status="finished", home_score=2, away_score=1)
    coming = words(client, page_of(season, "fixtures/"))
    assert "Round 2 " in coming
    assert "Scheduled" in coming
    assert "No date yet Reds – Blues Postponed" in words(client, page_of(season, "fixtures/?round=0"))
    day = Round.objects.get(competition=season.competition, number=1)
    assert "Reds – Blues 2–1" in words(client, page_of(season, f"fixtures/?round={day.pk}"))
    assert client.get(page_of(season, "fixtures/?round=nine")).status_code == 404


def test_a_match_day_of_many_fixtures_has_pages(season: LeagueSeason, max_: User) -> None:
    Fixture.objects.bulk_create(
        Fixture(competition=season.competition, external_id=f"x{n}", home_name=f"H{n}", away_name="A")
        for n in range(100)
    )
    shown = words(signed_in(max_), page_of(season, "fixtures/?round=0&page=2"))
    assert "H99 – A" in shown
    assert "Page 2 of 2" in shown


def test_manager_shows_what_they_own_and_what_it_brought(season: LeagueSeason, mia: User, max_: User) -> None:
    playing.score(season, *playing.GAME_1)
    shown = words(signed_in(mia), page_of(season, f"managers/{stage.member(season.league, max_).pk}/"))
    assert "Dee Front FWD £20m 1 10 0.50" in shown
    assert "Ada Keeper GK £5m 1 4 0.80" in shown
    assert signed_in(mia).get(page_of(season, "managers/999999/")).status_code == 404


def test_asset_shows_owners_and_the_rules_that_gave_points(season: LeagueSeason, mia: User, carla: User) -> None:
    playing.score(season, *playing.GAME_1)
    dee = Asset.objects.get(external_id="4")
    shown = words(signed_in(mia), page_of(season, f"assets/{dee.pk}/"))
    assert "Sold for £20m at the auction." in shown
    assert "for Max 10 Played 60 minutes or more 2 Goals ×2 8" in shown
    LeagueSeason.objects.update(counts_earlier=False)
    Fixture.objects.update(kickoff="2020-01-01T00:00Z")
    assert "for nobody 10" in words(signed_in(mia), page_of(season, f"assets/{dee.pk}/"))
    other = stage.players_league(carla, name="Other")
    own = Asset.objects.create(sport=other.sport, league=other, external_id="z", name="Zed")
    assert signed_in(mia).get(page_of(season, f"assets/{own.pk}/")).status_code == 404


def test_bargains_sort_by_each_column_both_ways(season: LeagueSeason, max_: User) -> None:
    playing.score(season, *playing.GAME_1)
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
    season = playing.played_league(carla, max_, mia)
    manager = stage.member(season.league, max_).pk
    dee = Asset.objects.get(external_id="4").pk
    client = signed_in(max_)
    paths = [*PAGES, f"managers/{manager}/", f"assets/{dee}/"]
    playing.score(season, "f1,4,90,1,0")
    before = {path: _queries(client, page_of(season, path)) for path in paths}
    playing.score(season, *playing.GAME_1, *playing.GAME_2, "f1,3,90,0,0")
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
    playing.score(season, *(f"m{n},4,90,1,0" for n in range(len(more))))
    after = {path: _queries(client, page_of(season, path)) for path in paths}
    # A second match day has one before it, whose places are read for the movement.
    assert after == before | {"": before[""] + 1}
