"""The flags of a past moment."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from rollouts.changes.services import Author, Source, change_flag, revert
from rollouts.explain.history import snapshot_at, states_at
from rollouts.models import Flag, FlagChange, Ring, RingMember
from rollouts.propagation import loading

F = "waiting_room"
A, B, C = {"percent": 1}, {"percent": 2}, {"percent": 3}


@pytest.mark.parametrize(
    ("last", "first", "now", "expected"),
    [
        ({"f": A}, {"f": B}, {"f": C}, {"f": A}),
        ({}, {"f": B}, {"f": C}, {"f": B}),
        ({}, {}, {"f": C}, {"f": C}),
        ({}, {"f": None}, {"f": C}, {}),
        ({"f": None}, {}, {}, {}),
        ({"f": A}, {"f": A}, {}, {"f": A}),
        ({"f": A}, {"g": B}, {"h": C}, {"f": A, "g": B, "h": C}),
    ],
)
def test_state_of_a_moment(last: Any, first: Any, now: Any, expected: Any) -> None:
    assert states_at(last, first, now) == expected


def change(olga: User, patch: dict[str, Any]) -> datetime:
    author = Author(source=Source.ADMIN, actor=olga, override="a test")
    return change_flag(F, patch, author).at


def test_each_moment_has_the_flags_that_were_in_force(olga: User) -> None:
    opened = change(olga, {"everyone": True})
    halved = change(olga, {"everyone": None, "percent": 50})
    killed = change(olga, {"everyone": False})
    tick = timedelta(microseconds=1)
    then = {moment: snapshot_at(moment).flags for moment in (opened - tick, opened, halved, killed - tick, killed)}
    assert F not in then[opened - tick]  # nobody had set it
    assert then[opened][F].everyone is True
    assert (then[halved][F].everyone, then[halved][F].percent) == (None, 5000)
    assert then[killed - tick][F] == then[halved][F]
    assert then[killed][F].version == FlagChange.objects.latest("id").version
    assert snapshot_at(datetime.now(UTC)).flags[F].everyone is False


def test_now_is_what_evaluation_uses(olga: User) -> None:
    change(olga, {"everyone": True, "users": [olga.pk]})
    revert(FlagChange.objects.latest("id"), Author(source=Source.ADMIN, actor=olga))
    change(olga, {"percent": 25, "everyone": None, "criteria": {"sport": {"in": ["football"]}}})
    with connection.cursor() as cursor:
        cursor.execute("UPDATE rollouts_flag SET percent = 33.33 WHERE name = %s", [F])
    now, then = loading.load_snapshot(), snapshot_at(datetime.now(UTC) + timedelta(seconds=1))
    assert then.flags == now.flags
    assert then.rings == now.rings


def test_deleted_flag_was_there_before(olga: User) -> None:
    change(olga, {"everyone": True})
    before = datetime.now(UTC)
    Flag.objects.all().delete()
    assert F in snapshot_at(before).flags
    assert F not in snapshot_at(datetime.now(UTC) + timedelta(seconds=1)).flags


def test_rings_are_those_of_the_moment(max_: User) -> None:
    now, hour = datetime.now(UTC), timedelta(hours=1)
    member = RingMember.objects.create(ring=Ring.objects.get(name="beta"), user=max_)
    RingMember.objects.filter(pk=member.pk).update(joined_at=now - 2 * hour, left_at=now - hour)
    inside = {-3.0: False, -2.0: True, -1.5: True, -1.0: False, 0.0: False}
    for hours, expected in inside.items():
        [beta] = [ring for ring in snapshot_at(now + hours * hour).rings if ring.name == "beta"]
        assert (max_.pk in beta.members.users) is expected, hours


def test_environment_is_left_out(settings: Any, db: None) -> None:
    settings.FEATURES = {F: False}
    assert loading.load_snapshot().overrides == {F: False}
    assert snapshot_at(datetime.now(UTC)).overrides == {}


def test_more_flags_and_changes_need_no_more_queries(olga: User) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            snapshot_at(datetime.now(UTC))
        return len(seen)

    change(olga, {"everyone": True})
    few = queries()
    for flag in ("bots", "use_state_persistence"):
        for on in (True, False):
            change_flag(flag, {"everyone": on}, Author(source=Source.CODE, override="a test"))
    assert queries() == few
