"""Rings: who joins and leaves, by themselves and by operators, and what stays."""

import re
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client

from accounts import account
from accounts.models import User
from rollouts import flags, subjects
from rollouts.changes import rings
from rollouts.changes.rings import RingRefused
from rollouts.models import Flag, Ring, RingMember
from tests import cast

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


BEFORE = [("accounts", "0004_let_devices_operate"), ("rollouts", "0004_add_rings")]


def migrate(target: list[tuple[str, str]] | None = None) -> None:
    """To these migrations, or to the newest."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # none may be pending when a column goes
    executor = MigrationExecutor(connection)
    executor.migrate(target or executor.loader.graph.leaf_nodes())


def test_who_had_opted_in_is_moved_into_the_ring_and_back(carla: User, max_: User, mia: User, beta: Ring) -> None:
    rings.join(beta, user=mia)
    rings.join(beta, user=max_, opted_in=True)
    rings.join(beta, user=carla, opted_in=True)
    rings.leave(beta.members.filter(user=carla))
    migrate(BEFORE)  # all that came since, too: once is enough
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM accounts_user WHERE beta ORDER BY id")
        assert cursor.fetchall() == [(max_.pk,)]
        cursor.execute("UPDATE accounts_user SET beta = id IN (%s, %s)", [carla.pk, mia.pk])
    migrate()
    inside = RingMember.objects.filter(ring__name="beta", left_at=None).order_by("user")
    assert list(inside.values_list("user", "opted_in")) == [(carla.pk, True), (max_.pk, True), (mia.pk, False)]
