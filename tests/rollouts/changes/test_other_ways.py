"""Whoever is named, and whoever joins or leaves a ring or group that a flag uses, is noted once, in whatever way."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts import account
from accounts.models import User
from rollouts.changes import pace, rings, services
from rollouts.changes.services import Author, Source, change_flag, revert
from rollouts.explain import page_queries
from rollouts.models import STATE_CHANGED, Flag, FlagChange, Ring, RingMember
from rollouts.propagation import fleet, loading
from tests import cast

NAMING, BY_RING, NEEDING, ELSEWHERE = "waiting_room", "bots", "use_state_persistence", "enable_state_snapshots"
pytestmark = pytest.mark.django_db


@dataclass
class House:
    """A flag that names people and groups, one on for the ring beta, one that needs that, and one with none of it."""

    max: User
    mia: User
    otto: User
    team: Group
    crew: Group
    beta: Ring
    admin: Client
    olga: User

    def sql(self, statement: str, *values: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)


@pytest.fixture
def house(admin: Client, olga: User, max_: User, mia: User, otto: User) -> House:
    olga.is_superuser = True
    olga.save()
    team, crew, beta = *(Group.objects.create(name=name) for name in ("team", "crew")), Ring.objects.get(name="beta")
    max_.groups.add(team)
    otto.groups.add(team, crew)
    rings.join(beta, user=max_)
    rings.join(beta, group=team)
    by = Author(source=Source.CODE, override="a test")
    change_flag(NAMING, {"everyone": None, "percent": 0, "users": [max_.pk, otto.pk], "groups": [team.pk, crew.pk]}, by)
    change_flag(BY_RING, {"everyone": None, "strategy": "ring", "rings": {"beta": 100, "ga": 0}}, by)
    change_flag(NEEDING, {"everyone": True, "requires": {BY_RING: True}}, by)
    change_flag(ELSEWHERE, {"everyone": None, "percent": 5, "requires": {}}, by)
    return House(max_, mia, otto, team, crew, beta, admin, olga)


def edit_user(house: House, user: User, *groups: Group) -> None:
    """Save a person's page in the admin."""
    sent: dict[str, Any] = {"email": user.email, "name": user.name, "time_zone": "UTC", "is_active": "on"}
    sent |= {"groups": [group.pk for group in groups]} if groups else {}
    answer = house.admin.post(f"/admin/accounts/user/{user.pk}/change/", sent)
    assert answer.status_code == 302, answer.text


def add_member(house: House, **data: Any) -> None:
    answer = house.admin.post("/admin/rollouts/ringmember/add/", {"ring": house.beta.pk, **data})
    assert answer.status_code == 302, answer.text


def take_out(house: House) -> None:
    chosen = [str(member.pk) for member in RingMember.objects.filter(user=house.max)]
    house.admin.post("/admin/rollouts/ringmember/", {"action": "take_out", "_selected_action": chosen})


def delete_in_admin(house: House, model: str, pk: int) -> None:
    answer = house.admin.post(f"/admin/{model}/{pk}/delete/", {"post": "yes"})
    assert answer.status_code == 302, answer.text


def delete_selected(house: House, model: str, pk: int) -> None:
    data = {"action": "delete_selected", "_selected_action": [str(pk)], "post": "yes"}
    assert house.admin.post(f"/admin/{model}/", data).status_code == 302


RING, GROUP = {BY_RING, NEEDING}, {NAMING, BY_RING, NEEDING}
WAYS: dict[str, tuple[Callable[[House], Any], set[str], str]] = {
    "user named in SQL": (
        lambda h: h.sql(
            "INSERT INTO rollouts_flag_users (flag_id, user_id) SELECT id, %s FROM rollouts_flag WHERE name = %s",
            h.mia.pk, NAMING,
        ),
        {NAMING}, "sql",
    ),
    "user unnamed in SQL": (lambda h: h.sql("DELETE FROM rollouts_flag_users"), {NAMING}, "sql"),
    "another named in SQL": (
        lambda h: h.sql("UPDATE rollouts_flag_users SET user_id = %s WHERE user_id = %s", h.mia.pk, h.max.pk),
        {NAMING}, "sql",
    ),
    "group unnamed in SQL": (lambda h: h.sql("DELETE FROM rollouts_flag_groups"), {NAMING}, "sql"),
    "user named past the service": (lambda h: Flag.objects.get(name=NAMING).users.add(h.mia), {NAMING}, "sql"),
    "group joined in SQL": (
        lambda h: h.sql("INSERT INTO accounts_user_groups (user_id, group_id) VALUES (%s, %s)", h.mia.pk, h.team.pk),
        GROUP, "sql",
    ),
    "group left in SQL": (lambda h: h.sql("DELETE FROM accounts_user_groups"), GROUP, "sql"),
    "group joined in the admin": (lambda h: edit_user(h, h.mia, h.team), GROUP, "admin"),
    "group left in the admin": (lambda h: edit_user(h, h.max), GROUP, "admin"),
    "ring joined in SQL": (
        lambda h: h.sql(
            "INSERT INTO rollouts_ringmember (ring_id, user_id, opted_in, joined_at) VALUES (%s, %s, false, now())",
            h.beta.pk, h.mia.pk,
        ),
        RING, "sql",
    ),
    "ring left in SQL": (
        lambda h: h.sql("UPDATE rollouts_ringmember SET left_at = now() WHERE user_id = %s", h.max.pk), RING, "sql"
    ),
    "member deleted in SQL": (
        lambda h: h.sql("DELETE FROM rollouts_ringmember WHERE user_id = %s", h.max.pk), RING, "sql"
    ),
    "ring joined in the admin": (lambda h: add_member(h, user=h.mia.email), RING, "admin"),
    "ring left in the admin": (take_out, RING, "admin"),
    "ring joined by the program": (lambda h: rings.join(h.beta, user=h.mia), RING, "code"),
    "opted in": (lambda h: rings.apply_ring_choices(h.mia, {"ring_beta": True}), RING, "account"),
    "opted out": (lambda h: rings.apply_ring_choices(h.max, {"ring_beta": False}), RING, "account"),
    "ring made everybody's": (
        lambda h: h.sql("UPDATE rollouts_ring SET everybody = true WHERE name = 'beta'"), RING, "sql"
    ),
    "account ended": (lambda h: account.delete_account(h.max), GROUP, "account"),
    "user deleted in the admin": (lambda h: delete_in_admin(h, "accounts/user", h.otto.pk), GROUP, "admin"),
    "user deleted from the list": (lambda h: delete_selected(h, "accounts/user", h.otto.pk), GROUP, "admin"),
    "user deleted by a program": (lambda h: h.max.delete(), GROUP, "sql"),
    "group deleted in the admin": (lambda h: delete_in_admin(h, "auth/group", h.crew.pk), {NAMING}, "admin"),
    "group deleted by a program": (lambda h: h.team.delete(), GROUP, "sql"),
}  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_each_way_leaves_a_note_for_each_flag_that_it_touches(house: House, way: str) -> None:
    go, flags, source = WAYS[way]
    before = FlagChange.objects.latest("id").pk
    go(house)
    notes = list(FlagChange.objects.filter(pk__gt=before))
    assert {note.flag for note in notes} == flags
    assert {note.source for note in notes} == {source}
    assert {note.actor for note in notes} == ({house.olga} if source == "admin" else {None})
    assert len({(note.flag, note.reason, str(note.before)) for note in notes}) == len(notes)
    assert all(("by database role" in note.reason) is (source == "sql") for note in notes)
    for note in notes:
        assert note.after == services.current_state(note.flag)[0] or note.before != note.after


def test_notes_say_who_and_what(house: House) -> None:
    rings.apply_ring_choices(house.mia, {"ring_beta": True})
    rings.leave(RingMember.objects.filter(user=house.max), house.olga)
    house.mia.groups.add(house.team)
    said = list(FlagChange.objects.filter(flag=BY_RING).order_by("-id").values_list("reason", "actor")[:3])
    assert said == [
        (f"User {house.mia.pk} joined the group {house.team.pk}. {said[0][0].split('. ', 1)[1]}", None),
        (f"User {house.max.pk} left the ring beta.", house.olga.pk),
        (f"User {house.mia.pk} opted in to the ring beta.", None),
    ]


def test_who_is_named_has_a_before_and_an_after_and_is_taken_back(house: House) -> None:
    before, after = {house.max.pk, house.otto.pk}, {house.mia.pk, house.otto.pk}
    _, version = services.current_state(NAMING)
    house.sql("UPDATE rollouts_flag_users SET user_id = %s WHERE user_id = %s", house.mia.pk, house.max.pk)
    note = FlagChange.objects.latest("id")
    assert note.before is not None
    assert note.after is not None
    assert (note.before["users"], note.after["users"]) == (sorted(before), sorted(after))
    assert services.current_state(NAMING) == (note.after, note.version)
    with pytest.raises(services.Stale):
        change_flag(NAMING, {"note": "x"}, Author(source=Source.CODE), expected_version=version)
    revert(note, Author(source=Source.CODE))
    assert services.current_state(NAMING)[0]["users"] == sorted(before)


def test_the_service_notes_its_own_changes_once(house: House) -> None:
    before = FlagChange.objects.count()
    change_flag(NAMING, {"users": [house.mia.pk], "groups": []}, Author(source=Source.CODE, override="a test"))
    assert FlagChange.objects.count() == before + 1


@pytest.mark.parametrize(
    "state", [{"everyone": False}, {"everyone": True}, {"rings": {"beta": 0}}, {"strategy": "percentage"}]
)
def test_a_flag_whose_audience_stays_has_no_note(house: House, state: dict[str, Any]) -> None:
    change_flag(BY_RING, state, Author(source=Source.CODE, override="a test"))
    before = FlagChange.objects.latest("id").pk
    rings.join(house.beta, user=house.mia)
    assert not FlagChange.objects.filter(pk__gt=before).exists()


def test_a_row_that_cannot_be_read_keeps_nobody_from_joining(house: House) -> None:
    Flag.objects.filter(name=BY_RING).update(rings={"beta": "all"})
    Flag.objects.filter(name=NEEDING).update(requires=[1], rings=7, strategy="ring")
    rings.join(house.beta, user=house.mia)
    assert RingMember.objects.filter(user=house.mia, left_at=None).exists()


def test_notes_of_members_are_no_steps_and_hide_no_change(house: House, settings: Any) -> None:
    settings.ROLLOUT_STEP_MINUTES = (60, 240)
    newest = FlagChange.objects.filter(flag=BY_RING).latest("id")
    due = pace.due_steps(fleet.server_views(), {BY_RING: services.current_state(BY_RING)[0]})[BY_RING]
    rings.join(house.beta, user=house.mia)
    assert pace.due_steps(fleet.server_views(), {BY_RING: services.current_state(BY_RING)[0]})[BY_RING].at == due.at
    assert FlagChange.objects.filter(STATE_CHANGED, flag=BY_RING).latest("id") == newest
    made, _ = page_queries.recent_changes(newest.at, 50)
    assert [each.flag for each in made][-1:] == [BY_RING]
    assert not any("joined" in each.reason for each in made)
    page = house.admin.get(f"/admin/rollouts/flag/{BY_RING}/change/").text
    assert f"User {house.mia.email} joined the ring beta" in page
    assert f'name="change" value="{newest.pk}"' in page
    assert page.count(">Take it back<span") == FlagChange.objects.filter(STATE_CHANGED, flag=BY_RING).count()


moves = st.lists(
    st.tuples(st.sampled_from(["name", "unname", "service"]), st.sets(st.integers(0, 3), max_size=3)), max_size=8
)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(moves)
def test_the_audit_is_a_chain_whoever_named_whom(db: None, moves: list[tuple[str, set[int]]]) -> None:
    """Each change begins with what the one before left, and the last left what is there."""
    Flag.objects.filter(name=NAMING).delete()
    first = getattr(FlagChange.objects.order_by("-id").first(), "pk", 0)
    people = [User.objects.filter(name=f"N{n}").first() or cast.make_user(f"N{n}") for n in range(4)]
    change_flag(NAMING, {"everyone": None, "percent": 0}, Author(source=Source.CODE, override="a test"))
    for kind, chosen in moves:
        flag, who = Flag.objects.get(name=NAMING), [people[n] for n in sorted(chosen)]
        if kind == "service":
            patch = {"users": [user.pk for user in who]}
            change_flag(NAMING, patch, Author(source=Source.CODE, override="a test"))
        else:
            (flag.users.add if kind == "name" else flag.users.remove)(*who)
    chain = list(FlagChange.objects.filter(flag=NAMING, pk__gt=first).order_by("id"))
    assert [each.before for each in chain[1:]] == [each.after for each in chain[:-1]]
    assert chain[-1].after == services.current_state(NAMING)[0]
    assert loading.load_snapshot().flags[NAMING].targets.users == frozenset(chain[-1].after["users"])
