"""The calls of a seat's owners."""

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from leagues.models import League
from tests import cast

pytestmark = pytest.mark.django_db


def api(user: User) -> APIClient:
    client = APIClient()
    client.force_authenticate(user)
    return client


def path_of(league: League, manager: User) -> str:
    return f"/api/leagues/{league.pk}/members/{cast.member_of(league, manager).pk}/owners"


def test_a_program_adds_owners_and_ends_it_as_the_page_does(league: League, carla: User, max_: User, mia: User) -> None:
    path, mias = path_of(league, max_), cast.member_of(league, mia).pk
    tried = api(carla).post(f"{path}?dry_run=1", {"member": mias}, format="json")
    assert tried.status_code == 200
    assert tried.data["sentences"][0].startswith("Mia can bid")
    made = api(carla).post(path, {"member": mias}, format="json")
    assert (made.status_code, made.data["name"], made.data["plays"]) == (201, "Mia", False)
    assert made.data["owns_with"] == str(cast.member_of(league, max_).pk)
    assert [each["name"] for each in api(mia).get(path).data["owners"]] == ["Max", "Mia"]
    again = api(carla).post(path, {"member": mias}, format="json")
    assert (again.status_code, again.data["code"]) == (409, "change_refused")
    assert api(carla).delete(f"{path}/{mias}?dry_run=1").data["sentences"]
    assert api(max_).delete(f"{path}/{mias}").status_code == 403
    assert api(mia).delete(f"{path}/{mias}").status_code == 204
    assert api(carla).delete(f"{path}/{mias}").status_code == 404
    assert api(carla).post(path, {"member": 2**62}, format="json").status_code == 404
    assert api(carla).post(path, {"member": "Mia"}, format="json").status_code == 400


def test_a_program_invites_and_follows_an_invitation_once(league: League, carla: User, max_: User, otto: User) -> None:
    path = f"{path_of(league, max_)}/invitation"
    invited = api(carla).post(path)
    assert invited.data["link"].endswith(f"/join/seat/{invited.data['code']}/")
    assert api(max_).post(path).status_code == 403
    joined = api(otto).post("/api/seats/join", {"code": invited.data["code"]}, format="json")
    assert (joined.status_code, joined.data["name"]) == (200, "Otto")
    assert api(otto).post("/api/seats/join", {"code": invited.data["code"]}, format="json").status_code == 404
    code = api(carla).post(path).data["code"]
    own = api(max_).post("/api/seats/join", {"code": code}, format="json")
    assert (own.status_code, own.data["code"]) == (409, "change_refused")
    assert api(carla).delete(path).status_code == 204
    assert api(carla).post("/api/seats/join", {"code": code}, format="json").status_code == 404
