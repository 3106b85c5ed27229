"""The snapshot as it is read from the tables."""

from typing import Any
from uuid import uuid4

from django.contrib.auth.models import Group

from rollouts import flags, subjects
from rollouts.evaluation.evaluate import evaluate
from rollouts.models import Flag, Ring, RingMember
from rollouts.propagation import loading
from tests import cast


def test_groups_and_rings_are_in_the_picture(db: None) -> None:
    max_, team = cast.make_user("Max"), Group.objects.create(name="team")
    ring, _ = Ring.objects.get_or_create(name="beta", defaults={"place": 2})
    flag = Flag.objects.create(name="waiting_room", strategy="ring", rings={"beta": 100}, bucket_by="user")
    asks = subjects.of_user(max_)
    assert not flags.has_waiting_room(asks)
    member = RingMember.objects.create(ring=ring, group=team)
    assert not flags.has_waiting_room(asks)
    max_.groups.add(team)
    assert flags.has_waiting_room(asks)
    member.delete()
    assert not flags.has_waiting_room(asks)
    flag.groups.add(team)
    assert flags.has_waiting_room(asks)


def test_unset_flag_follows_what_it_requires(db: None) -> None:
    assert flags.writes_snapshots(uuid4())
    Flag.objects.create(name="use_state_persistence", everyone=False)
    assert not flags.writes_snapshots(uuid4())


def test_environment_wins(db: None, settings: Any) -> None:
    settings.FEATURES = {"bidding": False}
    Flag.objects.create(name="bidding", everyone=True)
    assert not flags.operator_switches().bidding


# What another release or a hand has written -----------------------------------------------------------
def spoil(name: str, **columns: Any) -> None:
    """Write what no service would."""
    Flag.objects.filter(name=name).update(**columns)


def test_flag_that_cannot_be_read_is_what_it_was_and_the_others_are_what_they_are(db: None) -> None:
    Flag.objects.create(name="waiting_room", everyone=True)
    Flag.objects.create(name="bots", everyone=True)
    spoil("waiting_room", rings=[], everyone=None)
    spoil("bots", everyone=False)
    now = loading.load_snapshot()
    assert (now.flags["waiting_room"].everyone, now.flags["bots"].everyone) == (True, False)
    assert [*now.unreadable] == ["waiting_room"]
    assert "rings is []" in now.unreadable["waiting_room"]
    assert "it counts as it was on" in now.unreadable["waiting_room"]
    spoil("waiting_room", rings={})
    assert (loading.load_snapshot().unreadable, flags.has_waiting_room(subjects.anonymous())) == ({}, False)


def test_flag_that_could_never_be_read_is_the_codes_default(db: None) -> None:
    Flag.objects.create(name="bidding", everyone=None, criteria={"sport": {"like": "foot"}})
    now = loading.load_snapshot()
    assert "bidding" not in now.flags
    assert "as if nobody had set it" in now.unreadable["bidding"]
    assert flags.operator_switches().bidding


def test_flag_that_was_deleted_between_is_the_codes_default(db: None) -> None:
    Flag.objects.create(name="bidding", everyone=False)
    Flag.objects.all().delete()
    Flag.objects.create(name="bidding", rings=7)
    assert flags.operator_switches().bidding


def test_kill_counts_whatever_else_cannot_be_read(db: None) -> None:
    Flag.objects.create(name="bidding", everyone=True)
    spoil("bidding", rings=[], requires="x", criteria=7, labels={}, everyone=False)
    assert not flags.operator_switches().bidding
    assert "it is off for everyone" in loading.load_snapshot().unreadable["bidding"]


def test_trace_says_what_cannot_be_read(db: None) -> None:
    Flag.objects.create(name="bidding", rings=[])
    now = loading.load_snapshot()
    [first, *_] = evaluate(now, "bidding", subjects.anonymous(), 0.0).trace
    assert (first.step, "rings is []" in first.found) == ("row", True)
