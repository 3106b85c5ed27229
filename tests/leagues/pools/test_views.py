"""The page on which a commissioner chooses what comes up for sale."""

from django.test import Client

from accounts.models import User
from leagues.lists import queries
from leagues.models import AssetList, League
from tests.leagues.pools.premier_league import make_premier_league
from tests.leagues.test_views import signed_in

CHOICE = {"positions": ["DEF", "MID", "FWD"], "first": "4", "left_out": "Erling Haaland"}


def address(league: League) -> str:
    return f"/leagues/{league.pk}/pool/"


def test_shows_what_a_choice_comes_to_and_saves_nothing(carla: User) -> None:
    league = make_premier_league(carla)
    client, listed = signed_in(carla), AssetList.objects.get(season="2025/26")
    page = client.get(address(league)).text
    assert "6 players come up" in page
    assert "Not saved yet" not in page
    page = client.post(address(league), {**CHOICE, "list": listed.pk, "do": "show"}).text
    assert "3 players come up" in page
    assert "Not saved yet" in page
    assert "<td>Erling Haaland " not in page
    assert "<td>Bukayo Saka " in page
    assert len(queries.assets_of(league)) == 6


def test_saves_and_the_leagues_page_has_it(carla: User) -> None:
    league = make_premier_league(carla)
    client, listed = signed_in(carla), AssetList.objects.get(season="2025/26")
    page = client.post(address(league), {**CHOICE, "list": listed.pk, "do": "save"}, follow=True).text
    assert "The next auction sells 3 players." in page
    assert "From Premier League 2025/26" in page
    assert f'href="{address(league)}"' in page


def test_what_is_wrong_keeps_what_was_typed(carla: User) -> None:
    league = make_premier_league(carla)
    listed = AssetList.objects.get(season="2025/26")
    data = {**CHOICE, "list": listed.pk, "left_out": "Erling Haland", "do": "save"}
    page = signed_in(carla).post(address(league), data).text
    assert "did you mean Erling Haaland?" in page
    assert ">\nErling Haland</textarea>" in page
    assert "Not saved yet" not in page
    assert len(queries.assets_of(league)) == 6


def test_only_for_the_commissioner(client: Client, league: League, max_: User, otto: User) -> None:
    assert signed_in(max_).get(address(league)).status_code == 403
    assert signed_in(otto).get(address(league)).status_code == 404
    assert f'href="{address(league)}"' not in signed_in(max_).get(f"/leagues/{league.pk}/").text
    assert client.get(address(league)).status_code == 302


def test_a_page_of_clubs_speaks_of_no_positions_and_of_no_ranks(carla: User, league: League) -> None:
    page = signed_in(carla).get(address(league)).text
    assert "36 clubs come up" in page
    assert "Of these positions" not in page
    assert ">Rank<" not in page
    ranked = signed_in(carla).get(address(make_premier_league(carla))).text
    assert "Of these positions" in ranked
    assert ">Rank<" in ranked
