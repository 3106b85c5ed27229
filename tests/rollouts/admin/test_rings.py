"""Rings, members and records in the admin."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from leagues.models import League
from rollouts.changes import rings
from rollouts.models import Ring, RingMember
from tests import cast
from tests.rollouts.admin.admin_site import ROOM, change

RINGS, MEMBERS = "/admin/rollouts/ring/", "/admin/rollouts/ringmember/"


@pytest.fixture
def beta(db: None) -> Ring:
    return Ring.objects.get(name="beta")


def order() -> list[str]:
    return list(Ring.objects.order_by("place").values_list("name", flat=True))


def form_of(ring: Ring, **changed: Any) -> dict[str, Any]:
    fields = {"place": ring.place, "description": ring.description, "opt_in": "on" if ring.opt_in else ""}
    return {key: value for key, value in (fields | changed).items() if value != ""}


def test_rings_are_listed_in_order_with_their_members(admin: Client, beta: Ring, max_: User) -> None:
    rings.join(beta, user=max_)
    text = admin.get(RINGS).text
    assert text.index(">internal<") < text.index(">beta<") < text.index(">ga<")
    assert '<td class="field-members_now">1</td>' in text
    assert '<td class="field-members_now">everybody</td>' in text


def test_ring_is_made_and_moved(admin: Client, beta: Ring) -> None:
    new = {"name": "friends", "place": 2, "description": "Friends of the house.", "opt_in": "on"}
    made = admin.post(f"{RINGS}add/", new)
    assert made.status_code == 302, made.context["errors"]
    assert order() == ["internal", "friends", "beta", "ga"]
    beta.refresh_from_db()
    assert admin.post(f"{RINGS}{beta.pk}/change/", form_of(beta, place=1, opt_in="")).status_code == 302
    assert order() == ["beta", "internal", "friends", "ga"]
    assert not Ring.objects.get(name="beta").opt_in


def test_name_stays_and_everybodys_ring_too(admin: Client, beta: Ring) -> None:
    admin.post(f"{RINGS}{beta.pk}/change/", form_of(beta, name="alpha", everybody="on"))
    assert Ring.objects.get(pk=beta.pk).name == "beta"
    assert not Ring.objects.get(pk=beta.pk).everybody
    page = admin.post(f"{RINGS}add/", {"name": "beta", "place": 1})
    assert "already exists" in page.text
    assert "errorlist" in admin.post(f"{RINGS}add/", {"name": "not a slug", "place": 0}).text
    assert order() == ["internal", "beta", "ga"]


def test_ring_that_a_flag_uses_is_not_deleted(admin: Client, beta: Ring) -> None:
    change(ROOM, strategy="ring", rings={"beta": 5})
    assert "waiting_room" in admin.get(f"{RINGS}{beta.pk}/change/").text
    for send in (admin.get, admin.post):
        page = send(f"{RINGS}{beta.pk}/delete/", {"post": "yes"}, follow=True)
        assert "The ring beta is used by waiting_room. Take it out of these flags first." in page.text
    assert order() == ["internal", "beta", "ga"]
    internal = Ring.objects.get(name="internal")
    assert admin.post(f"{RINGS}{internal.pk}/delete/", {"post": "yes"}).status_code == 302
    assert order() == ["beta", "ga"]


def add(admin: Client, ring: Ring, **named: Any) -> Any:
    return admin.post(f"{MEMBERS}add/", {"ring": ring.pk, **named}, follow=True)


def test_user_group_and_league_are_put_in_and_taken_out(admin: Client, beta: Ring, max_: User, league: League) -> None:
    team = Group.objects.create(name="The team")
    for named, who in (
        ({"user": "MAX@example.com"}, "max@example.com"),
        ({"group": team.pk}, "The team"),
        ({"league": "friday"}, league.name),
    ):
        page = add(admin, beta, **named)
        assert f"{who if 'league' not in named else ''}" in page.text
        assert who in admin.get(MEMBERS).text
    assert list(beta.members.order_by("id").values_list("user", "group", "league", "left_at")) == [
        (max_.pk, None, None, None),
        (None, team.pk, None, None),
        (None, None, league.pk, None),
    ]
    selected = [str(member.pk) for member in beta.members.all()]
    page = admin.post(MEMBERS, {"action": "take_out", "_selected_action": selected}, follow=True)
    assert "3 left." in page.text
    assert not beta.members.filter(left_at=None).exists()
    assert "0 ring members" in admin.get(MEMBERS, {"in": "now"}).text
    assert "3 ring members" in admin.get(MEMBERS, {"in": "left"}).text


def test_who_is_in_already_stays_as_they_are(admin: Client, beta: Ring, max_: User) -> None:
    member = rings.join(beta, user=max_, opted_in=True)
    assert "Done: max@example.com is in the ring beta." in add(admin, beta, user="max@example.com").text
    assert RingMember.objects.get() == member


@pytest.mark.parametrize(
    ("named", "says"),
    [
        ({}, "Name a user, a group or a league: one of the three."),
        ({"user": "max@example.com", "league": "friday"}, "one of the three"),
        ({"user": "nobody@example.com"}, "Nobody has the address nobody@example.com."),
        ({"league": "Nowhere"}, "There is no league “Nowhere”."),
        ({"user": "a\0"}, "Null characters are not allowed."),
    ],
)
def test_mistake_is_said_and_nobody_is_put_in(
    admin: Client, beta: Ring, max_: User, league: League, named: dict[str, str], says: str
) -> None:
    assert says in add(admin, beta, **named).text
    assert not RingMember.objects.exists()


def test_membership_is_neither_changed_nor_deleted(admin: Client, beta: Ring, max_: User) -> None:
    member = rings.join(beta, user=max_)
    assert admin.post(f"{MEMBERS}{member.pk}/change/", {"ring": 1}).status_code == 403
    assert admin.post(f"{MEMBERS}{member.pk}/delete/", {"post": "yes"}).status_code == 403
    assert admin.get(f"{MEMBERS}{member.pk}/change/").status_code == 200


def test_more_members_need_no_more_queries(admin: Client, beta: Ring, league: League, otto: User, mia: User) -> None:
    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert admin.get(address).status_code == 200
        return len(seen)

    rings.join(beta, league=league.pk), rings.join(beta, user=otto)
    queries(MEMBERS)
    few = [queries(address) for address in (MEMBERS, RINGS)]
    second = cast.make_league(otto, name="Second")
    rings.join(beta, league=second.pk), rings.join(beta, user=mia)
    rings.save_ring(Ring(name="friends"), 2)
    assert [queries(address) for address in (MEMBERS, RINGS)] == few
