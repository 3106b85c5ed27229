"""Rings: who joins and leaves, by themselves and by operators, and what stays."""

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client

from accounts import account
from accounts.models import User
from rollouts import flags, subjects
from rollouts.changes import rings
from rollouts.changes.rings import RingRefused
from rollouts.models import Flag, Ring, RingMember
from tests import cast, database

DATA = {"name": "Carla", "time_zone": "UTC"}


@pytest.fixture
def beta(db: None) -> Ring:
    return Ring.objects.get(name="beta")


def names() -> list[tuple[str, int]]:
    return list(Ring.objects.order_by("place").values_list("name", "place"))


def test_people_join_and_leave_on_their_account_page(client: Client, carla: User, beta: Ring) -> None:
    Flag.objects.create(name="waiting_room", strategy="ring", rings={"beta": 100}, bucket_by="user")
    client.force_login(carla)
    page = client.get("/account/").text
    assert "Beta: see new things first" in page
    assert "Internal" not in page
    client.post("/account/", DATA | {"ring_beta": "on"})
    assert flags.has_waiting_room(subjects.of_user(carla))
    assert RingMember.objects.get().opted_in
    assert re.search(r'<input[^>]*name="ring_beta"[^>]* checked', client.get("/account/").text)
    client.post("/account/", DATA)
    assert not flags.has_waiting_room(subjects.of_user(carla))
    assert RingMember.objects.get().left_at is not None


def test_nobody_joins_a_ring_that_is_not_open(client: Client, carla: User) -> None:
    client.force_login(carla)
    client.post("/account/", DATA | {"ring_internal": "on", "ring_nothing": "on"})
    assert not RingMember.objects.exists()


def test_saving_the_account_leaves_other_rings_alone(client: Client, carla: User, beta: Ring) -> None:
    rings.join(Ring.objects.get(name="internal"), user=carla)
    rings.join(beta, user=carla, opted_in=True)
    account.change_account(carla, name="C", time_zone="UTC", language="")  # as from a form that shows no ring
    assert RingMember.objects.filter(left_at=None).count() == 2


def test_joining_again_is_a_new_membership(carla: User, beta: Ring) -> None:
    first = rings.join(beta, user=carla)
    assert rings.join(beta, user=carla) == first
    assert rings.leave(beta.members.filter(user=carla)) == 1
    assert rings.leave(beta.members.filter(user=carla)) == 0
    assert rings.join(beta, user=carla) != first


@pytest.mark.django_db(transaction=True)
def test_two_tabs_join_once() -> None:
    carla, ring = cast.make_user("Carla"), Ring.objects.create(name="early", place=50)

    def join(_: int) -> int:
        try:
            return rings.join(ring, user=carla).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(join, range(8)))) == 1


def test_download_has_the_rings_and_the_end_of_an_account_leaves_them(carla: User, beta: Ring) -> None:
    rings.join(beta, user=carla, opted_in=True)
    [mine] = account.export_data(carla)["rings"]
    assert (mine["ring__name"], mine["opted_in"], mine["left_at"]) == ("beta", True, None)
    account.delete_account(carla)
    assert RingMember.objects.get().left_at is not None


@pytest.mark.parametrize(
    ("place", "order"),
    [
        (1, ["ga", "internal", "beta"]),
        (2, ["internal", "ga", "beta"]),
        (3, ["internal", "beta", "ga"]),
        (99, ["internal", "beta", "ga"]),
        (0, ["ga", "internal", "beta"]),
    ],
)
def test_ring_is_moved_and_the_others_make_room(db: None, place: int, order: list[str]) -> None:
    ring = Ring.objects.get(name="ga")
    rings.move_ring(ring, place)
    assert names() == list(zip(order, (1, 2, 3), strict=True))
    assert ring.place == order.index("ga") + 1


def test_ring_that_matters_is_not_deleted(beta: Ring) -> None:
    def refused(ring: Ring) -> str:
        with pytest.raises(RingRefused) as error:
            rings.delete_ring(ring)
        assert Ring.objects.filter(pk=ring.pk).exists()
        return str(error.value)

    Flag.objects.create(name="bots", strategy="ring", rings={"beta": 0})
    assert refused(beta) == "The ring beta is used by bots. Take it out of these flags first."
    assert "everybody's" in refused(Ring.objects.get(name="ga"))
    Flag.objects.all().delete()
    rings.join(beta, league=uuid4())
    rings.leave(beta.members.all())
    assert "has or had members" in refused(beta)
    rings.delete_ring(Ring.objects.get(name="internal"))
    assert [name for name, _ in names()] == ["beta", "ga"]


def test_group_and_league_join(beta: Ring) -> None:
    team, league = Group.objects.create(name="team"), uuid4()
    rings.join(beta, group=team)
    rings.join(beta, league=league)
    assert list(beta.members.values_list("group", "league")) == [(team.pk, None), (None, league)]


BEFORE = (("accounts", "0004_let_devices_operate"), ("rollouts", "0004_add_rings"))
MOVED = ("rollouts", "0005_move_beta_users_into_ring")
_ADD = """
    INSERT INTO accounts_user (email, name, beta, password, is_superuser, is_staff, is_active, date_joined, time_zone)
    VALUES (%s, %s, %s, '', false, false, true, now(), 'UTC') RETURNING id
"""
_MEMBERS = """
    SELECT user_id, opted_in FROM rollouts_ringmember JOIN rollouts_ring ring ON ring.id = ring_id
    WHERE ring.name = 'beta' AND left_at IS NULL ORDER BY user_id
"""


@pytest.mark.usefixtures("no_tables")
def test_who_had_opted_in_is_moved_into_the_ring_and_back() -> None:
    database.migrate(*BEFORE)
    with connection.cursor() as cursor:

        def answer(statement: str, *values: Any) -> list[Any]:
            cursor.execute(statement, values)
            rows: list[Any] = cursor.fetchall()
            return rows

        people = {"Carla": True, "Max": True, "Mia": False, "Otto": False}
        carla, max_, mia, _ = (answer(_ADD, f"{name}@example.org", name, beta)[0][0] for name, beta in people.items())
        database.migrate(MOVED)
        assert answer(_MEMBERS) == [(carla, True), (max_, True)]
        cursor.execute("UPDATE rollouts_ringmember SET left_at = now() WHERE user_id = %s", [carla])
        cursor.execute(
            "INSERT INTO rollouts_ringmember (ring_id, user_id, opted_in, joined_at)"
            " SELECT id, %s, false, now() FROM rollouts_ring WHERE name = 'beta'",
            [mia],
        )
        database.migrate(BEFORE[1])
        assert answer("SELECT id FROM accounts_user WHERE beta") == [(max_,)]
        cursor.execute("UPDATE accounts_user SET beta = id IN (%s, %s)", [carla, mia])
        database.migrate(MOVED)
        assert answer(_MEMBERS) == [(carla, True), (max_, True), (mia, False)]
