"""Leagues in the admin."""

import json
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from leagues.models import League, Sport


@pytest.fixture
def admin(client: Client, olga: User) -> Client:
    client.force_login(olga)
    return client


def form_of(league: League, **changes: Any) -> dict[str, Any]:
    inline = {f"memberships-{name}_FORMS": 0 for name in ("TOTAL", "INITIAL")}
    fields = {"name": league.name, "sport": league.sport_id, "code": league.code, "settings": "{}"}
    return {**inline, **fields, **changes}


@pytest.mark.parametrize("words", ["Friday", "carla@", "no such league"])
def test_leagues_are_found(admin: Client, league: League, words: str) -> None:
    page = admin.get("/admin/leagues/league/", {"q": words})
    assert page.status_code == 200
    assert (league.code in page.text) is (words != "no such league")


def test_a_league_is_found_by_its_id(admin: Client, league: League) -> None:
    assert league.code in admin.get("/admin/leagues/league/", {"q": str(league.id)}).text


def test_league_page_shows_its_members(admin: Client, league: League) -> None:
    page = admin.get(f"/admin/leagues/league/{league.id}/change/")
    assert "Mia" in page.text


def test_settings_are_completed(admin: Client, league: League) -> None:
    data = form_of(league, settings=json.dumps({"budget": 77}))
    assert admin.post(f"/admin/leagues/league/{league.id}/change/", data).status_code == 302
    league.refresh_from_db()
    assert (league.settings["budget"], league.settings["slots_max"]) == (77, 6)


@pytest.mark.parametrize("settings", ['{"budget": 0}', '{"bugdet": 5}', "[]", "null", '"x"'])
def test_settings_that_cannot_be_played_are_refused(admin: Client, league: League, settings: str) -> None:
    page = admin.post(f"/admin/leagues/league/{league.id}/change/", form_of(league, settings=settings))
    assert page.status_code == 200
    assert "errorlist" in page.text


def test_assets_and_sports_are_found(admin: Client, football: Sport) -> None:
    assert "1 asset" in admin.get("/admin/leagues/asset/", {"q": "Bodø"}).text
    assert "Football" in admin.get("/admin/leagues/sport/").text
