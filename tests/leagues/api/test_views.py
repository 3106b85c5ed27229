"""The leagues' calls: who may do what, and what comes back."""

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.db import transaction
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from accounts.models import User
from leagues.models import League, Member, Sport
from tests import cast
from tests.questions import confirm, follows


def api(user: User | None) -> APIClient:
    """The API, as a user."""
    client = APIClient()
    client.force_authenticate(user)
    return client


def test_a_league_is_made_seen_and_changed(carla: User, football: Sport) -> None:
    body = {"name": "Friday", "sport": "football", "settings": {"budget": 250}}
    made = api(carla).post("/api/leagues/", body, format="json")
    assert (made.status_code, made.data["role"], made.data["size"]) == (201, "commissioner", 1)
    assert made.data["settings"]["budget"] == 250
    path = f"/api/leagues/{made.data['id']}/"
    changed = api(carla).patch(path, {"settings": {"lot_seconds": 20}}, format="json")
    assert (changed.data["settings"]["budget"], changed.data["settings"]["lot_seconds"]) == (250, 20)
    assert changed.data["name"] == "Friday"
    assert api(carla).get(path).data == changed.data
    assert api(carla).get("/api/leagues/").data["results"] == [changed.data]


def test_settings_that_cannot_be_played_are_named(carla: User, football: Sport) -> None:
    body = {"name": "Friday", "sport": "football", "settings": {"budget": 0, "luck": 7, "unit": "\x00"}}
    answer = api(carla).post("/api/leagues/", body, format="json")
    assert (answer.status_code, answer.data["code"]) == (400, "invalid")
    assert answer.data["fields"]["settings"] == {"luck": "There is no such setting."}
    unknown = api(carla).post("/api/leagues/", {"name": "x", "sport": "quidditch"}, format="json")
    assert unknown.data["fields"].keys() == {"sport"}


def test_only_the_commissioner_changes(max_: User, otto: User, league: League) -> None:
    path = f"/api/leagues/{league.pk}/"
    assert api(max_).patch(path, {"name": "Mine"}, format="json").status_code == 403
    assert api(otto).patch(path, {"name": "Mine"}, format="json").status_code == 404
    assert api(otto).get(path).data == {
        "code": "not_found",
        "detail": "There is no such league, or you aren't a member of it.",
        "fields": {},
    }


def test_join_needs_the_code_of_this_league(otto: User, mia: User, league: League) -> None:
    path, other = f"/api/leagues/{league.pk}/join", cast.make_league(mia, name="Other")
    assert api(otto).post(path, {"code": other.code}, format="json").status_code == 404
    assert api(otto).post(path, {"code": "\x00"}, format="json").status_code == 400
    assert not Member.objects.filter(user=otto).exists()
    joined = api(otto).post(path, {"code": league.code.lower()}, format="json")
    assert (joined.status_code, joined.data["name"], joined.data["role"]) == (200, "Otto", "manager")
    members = api(otto).get(f"/api/leagues/{league.pk}/members").data["results"]
    assert [each["name"] for each in members] == ["Carla", "Max", "Mia", "Otto"]
    assert "example.com" not in str(members)


CHANGES: dict[str, tuple[str, dict[str, Any], dict[str, str]]] = {
    "another role": ("patch", {"role": "spectator"}, {"do": "role", "role": "spectator"}),
    "a second commissioner": ("patch", {"role": "commissioner"}, {"do": "role", "role": "commissioner"}),
    "hand over": ("patch", {"hand_over": True}, {"do": "hand_over"}),
    "remove": ("delete", {}, {"do": "remove"}),
}


@pytest.mark.parametrize("whose", ["Max", "Carla"])
@pytest.mark.parametrize("by", ["Carla", "Max"])
@pytest.mark.parametrize(("method", "body", "form"), CHANGES.values(), ids=CHANGES)
def test_a_program_changes_members_as_the_page_does(
    league: League, max_: User, mia: User, method: str, body: dict[str, Any], form: dict[str, str], by: str, whose: str
) -> None:
    """The same sentences before, the same refusals, and the same members afterwards."""
    cast.auction_of(league, lots=3)
    user = User.objects.get(name=by)
    member = Member.objects.get(league=league, user__name=whose)
    path, page = f"/api/leagues/{league.pk}/members/{member.pk}", Client()
    page.force_login(user)
    send, address = getattr(api(user), method), reverse("change-member", args=[league.pk, member.pk])
    before = roles_in(league)
    question = page.post(address, form)
    asked = send(f"{path}?dry_run=1", body, format="json")
    assert roles_in(league) == before
    if question.status_code == 403:
        assert asked.status_code == send(path, body, format="json").status_code == 403
    elif question.status_code == 302:  # refused with a sentence, or nothing to change
        [note] = [str(each) for each in get_messages(question.wsgi_request)]
        assert (asked.status_code, asked.data.get("detail")) in [(409, note), (200, None)]
        assert send(path, body, format="json").status_code == asked.status_code
    else:
        assert (asked.status_code, asked.data) == (200, {"sentences": follows(question)})
        with transaction.atomic():
            confirm(page, question)
            wanted = roles_in(league)
            transaction.set_rollback(True)
        assert roles_in(league) == before != wanted
        assert send(path, body, format="json").status_code == (204 if method == "delete" else 200)
        assert roles_in(league) == wanted
        return
    assert roles_in(league) == before


def roles_in(league: League) -> dict[str, str]:
    """Each member's role, by name; of who has left none."""
    return dict(Member.objects.filter(league=league, left_at=None).values_list("user__name", "role"))


def test_the_last_commissioner_stays_and_the_call_says_why(carla: User, league: League) -> None:
    path = f"/api/leagues/{league.pk}/members/{cast.member_of(league, carla).pk}"
    for query in ("", "?dry_run=1"):
        refused = api(carla).delete(path + query)
        assert (refused.status_code, refused.data["code"]) == (409, "last_commissioner")
    assert api(carla).patch(path, {}, format="json").data["fields"].keys() == {"role"}
    assert api(carla).patch(path, {"role": "manager", "hand_over": True}, format="json").status_code == 400
    assert api(carla).delete(f"{path}?dry_run=maybe").status_code == 400
    assert api(carla).delete(f"/api/leagues/{league.pk}/members/{2**70}").status_code == 404


def test_a_member_of_another_league_is_not_found(carla: User, mia: User, league: League) -> None:
    other = cast.make_league(mia, carla, name="Other")
    theirs = cast.member_of(other, mia).pk
    assert api(carla).delete(f"/api/leagues/{league.pk}/members/{theirs}").data["code"] == "not_found"


def test_long_lists_come_page_by_page(carla: User, football: Sport) -> None:
    for n in range(60):
        football.assets.create(external_id=f"z{n}", name=f"Zz {n:02}")
    seen: list[str] = []
    path: str | None = "/api/sports/football/assets"
    while path:
        page = api(carla).get(path).data
        seen += [each["id"] for each in page["results"]]
        path = page["next"]
    assert len(seen) == len(set(seen)) == 96


@pytest.mark.parametrize("cursor", ["x", "cD0A", "cD1nYXJiYWdl", "cD0lMDA="])
def test_a_made_up_cursor_is_a_404(carla: User, league: League, cursor: str) -> None:
    for path in ("/api/leagues/", "/api/sports/football/assets", f"/api/leagues/{league.pk}/members"):
        assert api(carla).get(path, {"cursor": cursor}).status_code in (200, 404)


def test_nobody_gets_in_without_signing_in(client: Client, db: None) -> None:
    answer = client.get("/api/leagues/")
    assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated")
