"""Fields that name somebody find them by a part of the name."""

from typing import Any

from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from accounts.models import User
from leagues.models import League


def found(browser: Client, kind: str, text: str) -> Any:
    return browser.get(reverse("admin:rollouts_flag_find", args=[kind]), {"q": text}).json()["results"]


def test_users_groups_and_leagues_are_found(admin: Client, max_: User, league: League) -> None:
    Group.objects.create(name="Test team")
    assert found(admin, "user", "max@ex") == [{"name": max_.email, "line": max_.email}]
    assert found(admin, "group", "TEAM") == [{"name": "Test team", "line": "Test team"}]
    assert found(admin, "league", league.name[:4]) == [{"name": league.name, "line": f"{league.name} {league.pk}"}]


def test_nobody_is_found_by_nothing(admin: Client, max_: User) -> None:
    assert [found(admin, "user", text) for text in ("", "  ", "\0", "x" * 500)] == [[], [], [], []]


def test_lists_have_an_end(admin: Client) -> None:
    Group.objects.bulk_create(Group(name=f"team {number}") for number in range(30))
    assert len(found(admin, "group", "team")) == 20


def test_only_operators_find_and_only_what_there_is(admin: Client, client: Client, max_: User) -> None:
    assert admin.get(reverse("admin:rollouts_flag_find", args=["moon"])).status_code == 404
    client.force_login(max_)
    assert client.get(reverse("admin:rollouts_flag_find", args=["user"]), {"q": "max"}).status_code == 302
