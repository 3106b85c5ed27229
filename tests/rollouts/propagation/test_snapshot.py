"""The process's picture: new within a second, whoever changed the flags, and looked at without any I/O."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from waffle.testutils import override_flag

from accounts.models import User
from auctionsite.observability import metrics
from rollouts import flags, subjects
from rollouts.changes.services import Author, Source, change_flag
from rollouts.evaluation.types import FlagSnapshot
from rollouts.models import Flag, SnapshotVersion
from rollouts.propagation import readers, snapshot
from rollouts.propagation.snapshot import SnapshotFollower
from tests import cast
from tests.live import eventually

SWITCH_OFF = "UPDATE rollouts_flag SET everyone = false WHERE name = 'bidding'"


def wait_for(version: int) -> None:
    until = time.monotonic() + 5
    while snapshot.current().version < version and time.monotonic() < until:
        time.sleep(0.01)
    assert snapshot.current().version >= version


@pytest.fixture
def follower(transactional_db: None) -> Iterator[SnapshotFollower]:
    follower = snapshot.follow("web", lambda: 3)
    yield follower
    follower.stop()


def newest() -> int:
    return readers.propagation_status().version


def test_without_a_follower_every_question_looks(db: None) -> None:
    assert flags.operator_switches().bidding
    with override_flag("bidding", active=False):
        assert not flags.operator_switches().bidding
    assert flags.operator_switches().bidding


def test_before_the_first_picture_the_code_and_the_environment_answer(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.FEATURES = {"read_only": True}
    monkeypatch.setattr(snapshot, "_current", FlagSnapshot(version=snapshot._UNREAD))
    monkeypatch.setattr(snapshot, "_follower", SnapshotFollower("web", lambda: 0))  # which has not read anything yet
    assert flags.operator_switches() == flags.OperatorSwitches(
        new_auctions=True, running_auctions=True, bidding=True, read_only=True
    )


def test_nothing_was_ever_set_is_a_picture_too(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    SnapshotVersion.objects.all().delete()
    monkeypatch.setattr(snapshot, "_current", FlagSnapshot(version=snapshot._UNREAD))
    follower = snapshot.follow("web")
    assert snapshot.current().version == 0
    assert flags.operator_switches().bidding
    follower.stop()


def test_follower_hears_of_a_change(follower: SnapshotFollower) -> None:
    change_flag("bidding", {"everyone": False}, Author(source=Source.CODE))
    wait_for(newest())
    assert not flags.operator_switches().bidding


def test_follower_sees_a_change_made_in_psql(follower: SnapshotFollower) -> None:
    Flag.objects.create(name="bidding", everyone=True)
    with connection.cursor() as cursor:
        cursor.execute(SWITCH_OFF)
    wait_for(newest())
    assert not flags.operator_switches().bidding


@pytest.mark.django_db(transaction=True)
def test_follower_works_without_redis(settings: Any) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    follower = snapshot.follow("web")
    change_flag("bidding", {"everyone": False}, Author(source=Source.CODE))
    wait_for(newest())
    assert not flags.operator_switches().bidding
    follower.stop()


def test_questions_to_a_follower_touch_no_database(follower: SnapshotFollower) -> None:
    max_ = cast.make_user("Max")
    Flag.objects.create(name="waiting_room", percent=50, strategy="ring", rings={"beta": 50})
    with CaptureQueriesContext(connection) as queries:
        flags.has_waiting_room(subjects.of_user(max_))
        flags.operator_switches()
    assert len(queries) == 0


def test_listeners_hear_the_old_and_the_new(follower: SnapshotFollower) -> None:
    heard: list[tuple[int, int]] = []
    snapshot.on_change.append(lambda old, new: heard.append((old.version, new.version)))
    try:
        before = snapshot.current().version
        change_flag("bidding", {"everyone": False}, Author(source=Source.CODE))
        wait_for(newest())
        time.sleep(0.05)
        assert heard[0][0] == before
        assert heard[-1][1] == snapshot.current().version
    finally:
        snapshot.on_change.pop()


def test_user_may_be_asked_for(olga: User) -> None:
    Flag.objects.create(name="waiting_room", superusers=True)
    assert flags.has_waiting_room(subjects.of_user(olga))


def test_follower_outlives_what_it_cannot_read(follower: SnapshotFollower, monkeypatch: pytest.MonkeyPatch) -> None:
    """A table of another shape, a listener that fails, a row made by hand: kills count once they can be read."""
    monkeypatch.setattr(snapshot, "on_change", [fail])
    before = failures()
    Flag.objects.create(name="bidding", everyone=True)
    wait_for(newest())
    with renamed("salt", "pepper"), connection.cursor() as cursor:
        cursor.execute("UPDATE rollouts_flag SET rings = '[]'")
        eventually(lambda: failures() > before + 1, "it can't read the table")
    change_flag("bidding", {"everyone": False}, Author(source=Source.CODE))
    wait_for(newest())
    assert follower.is_alive()
    assert not flags.operator_switches().bidding


def failures() -> float:
    return metrics.REGISTRY.get_sample_value("auctionsite_loop_failures_total", {"loop": "flags"}) or 0.0


@contextmanager
def renamed(column: str, name: str) -> Iterator[None]:
    """Let a column of the flags have another name, as after a migration that this release doesn't know."""
    rename = "ALTER TABLE rollouts_flag RENAME COLUMN {} TO {}"
    with connection.cursor() as cursor:
        cursor.execute(rename.format(column, name))
        try:
            yield
        finally:
            cursor.execute(rename.format(name, column))


def fail(old: FlagSnapshot, new: FlagSnapshot) -> None:
    raise RuntimeError("a listener's")
