"""Leagues in the admin."""

import json
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from leagues import services
from leagues.models import AssetList, AssetPool, League, Sport
from tests import cast
from tests.questions import confirm, follows


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


def test_a_league_that_is_called_otherwise_is_told_of(
    admin: Client, league: League, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(services, "on_rename", [lambda renamed: told.append(renamed.name)])
    for name in (league.name, "Saturday"):
        data = form_of(league, name=name, settings=json.dumps({"budget": 77}))
        assert admin.post(f"/admin/leagues/league/{league.id}/change/", data).status_code == 302
    assert told == ["Saturday"]


@pytest.mark.parametrize("settings", ['{"budget": 0}', '{"bugdet": 5}', "[]", "null", '"x"'])
def test_settings_that_cannot_be_played_are_refused(admin: Client, league: League, settings: str) -> None:
    page = admin.post(f"/admin/leagues/league/{league.id}/change/", form_of(league, settings=settings))
    assert page.status_code == 200
    assert "errorlist" in page.text


def test_assets_and_sports_are_found(admin: Client, football: Sport) -> None:
    assert "1 asset" in admin.get("/admin/leagues/asset/", {"q": "Bodø"}).text
    assert "Football" in admin.get("/admin/leagues/sport/").text


def members_form(league: League, **of_max: Any) -> dict[str, Any]:
    """The form of a league as the admin's page sends it, with changes to Max's row."""
    rows = list(league.memberships.order_by("joined_at", "id"))
    data = form_of(league, settings=json.dumps(league.settings)) | {
        "memberships-TOTAL_FORMS": len(rows),
        "memberships-INITIAL_FORMS": len(rows),
    }
    for place, row in enumerate(rows):
        fields: dict[str, Any] = {"id": row.pk, "league": league.pk, "user": row.user_id, "role": row.role, "team": ""}
        fields |= {"plays": "on", "left_at_0": "", "left_at_1": ""}
        fields |= of_max if row.user.name == "Max" else {}
        data |= {f"memberships-{place}-{name}": value for name, value in fields.items()}
    return data


@pytest.mark.parametrize(
    ("of_max", "words"),
    [
        ({"role": "spectator"}, "Max can watch, but not bid, trade or invite."),
        ({"left_at_0": "2026-01-02", "left_at_1": "03:04:05"}, "Max can't open The Friday League"),
        ({"DELETE": "on"}, "Max can't open The Friday League"),
    ],
)
def test_change_of_a_member_is_asked_first(
    admin: Client, league: League, max_: User, of_max: dict[str, str], words: str
) -> None:
    path, before = f"/admin/leagues/league/{league.id}/change/", cast.member_of(league, max_)
    page = admin.post(path, members_form(league, **of_max))
    assert any(words in sentence for sentence in follows(page))
    assert cast.member_of(league, max_).role == before.role
    answer = confirm(admin, page)
    assert answer["Location"] == "/admin/leagues/league/"
    after = league.memberships.filter(user=max_).first()
    assert after is None or (after.role, after.left_at) != (before.role, None)


def test_no_league_is_left_without_a_commissioner_or_run_by_a_bot(admin: Client, league: League, max_: User) -> None:
    path = f"/admin/leagues/league/{league.id}/change/"
    data = members_form(league, role="commissioner", bot="on")
    assert "A bot can&#x27;t be commissioner." in admin.post(path, data).text
    data = members_form(league)
    data |= {name: "manager" for name, value in data.items() if value == "commissioner"}
    assert "A league needs a commissioner" in admin.post(path, data).text
    assert sorted(league.memberships.values_list("role", flat=True)) == ["commissioner", "manager", "manager"]


def test_other_changes_of_members_and_wrong_ones_are_not_asked_about(admin: Client, league: League, max_: User) -> None:
    path = f"/admin/leagues/league/{league.id}/change/"
    assert "errorlist" in admin.post(path, members_form(league, role="king")).text
    assert admin.post(path, members_form(league, team="Reds")).status_code == 302
    assert cast.member_of(league, max_).team == "Reds"


def test_settings_that_another_release_stored_stay_and_can_be_taken_out(admin: Client, league: League) -> None:
    address = f"/admin/leagues/league/{league.id}/change/"
    League.objects.filter(pk=league.pk).update(settings={"budget": 77, "later": [1], "order": 5})
    for given in ({"budget": 78, "later": [1], "order": 5}, {"budget": 78}):
        assert admin.post(address, form_of(league, settings=json.dumps(given))).status_code == 302
        league.refresh_from_db()
        assert {name: value for name, value in league.settings.items() if name in {"budget", "later"}} == {
            name: value for name, value in given.items() if name != "order"
        }
    changed = form_of(league, settings=json.dumps({"later": [2]}))
    assert "errorlist" in admin.post(address, changed).text, "what is new is input"


def test_a_renamed_asset_keeps_what_it_was_and_who_renamed_it(admin: Client, olga: User, football: Sport) -> None:
    asset = football.assets.get(external_id="psv-ned")
    data = {"sport": "football", "external_id": "psv-ned", "name": "PSV Eindhoven", "country": "NED"}
    inline = {f"{of}-{name}_FORMS": 0 for of in ("changes", "listed") for name in ("TOTAL", "INITIAL")}
    assert admin.post(f"/admin/leagues/asset/{asset.pk}/change/", data | inline).status_code == 302
    assert [(each.old, each.new, each.by) for each in asset.changes.all()] == [("PSV", "PSV Eindhoven", olga)]
    assert "PSV Eindhoven" in admin.get(f"/admin/leagues/asset/{asset.pk}/change/").text


def test_assets_are_retired_and_brought_back(admin: Client, football: Sport) -> None:
    asset = football.assets.get(external_id="psv-ned")
    for action, retired in (("retire", True), ("bring_back", False)):
        data = {"action": action, "_selected_action": [asset.pk]}
        page = admin.post("/admin/leagues/asset/", data, follow=True)
        assert "PSV" in page.text
        asset.refresh_from_db()
        assert (asset.retired_at is not None) is retired


def test_a_pool_is_changed_to_a_list_of_the_leagues_sport_alone(admin: Client, league: League) -> None:
    chess = Sport.objects.create(key="chess", name="Chess")
    other = AssetList.objects.create(sport=chess, key="chess", name="Chess")
    pool = AssetPool.objects.get(league=league)
    assert "The Friday League" in admin.get("/admin/leagues/assetpool/", {"q": league.code}).text
    address = f"/admin/leagues/assetpool/{pool.pk}/change/"
    assert admin.get(address).status_code == 200
    inline = {f"edits-{name}_FORMS": 0 for name in ("TOTAL", "INITIAL")}
    refused = admin.post(address, {**inline, "asset_list": other.pk})
    assert "There is no such list for this league" in refused.text
    assert "from 1" in admin.post(address, {**inline, "first": "0"}).text
    saved = admin.post(address, {**inline, "asset_list": pool.asset_list_id, "first": "12", "positions": ""})
    assert saved.status_code == 302
    pool.refresh_from_db()
    assert (pool.first, pool.positions, pool.league) == (12, [], league)
