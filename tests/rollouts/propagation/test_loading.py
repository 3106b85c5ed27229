"""The snapshot as it is read from the tables."""

from typing import Any
from uuid import uuid4

from django.contrib.auth.models import Group

from rollouts import flags, subjects
from rollouts.models import Flag, Ring, RingMember
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


def test_circle_made_by_hand_is_off(db: None) -> None:
    for name, other in (("waiting_room", "bots"), ("bots", "waiting_room")):
        Flag.objects.create(name=name, everyone=True, requires={other: True})
    assert not flags.has_waiting_room(subjects.anonymous())


def test_circle_through_an_unset_flag_is_off(db: None) -> None:
    Flag.objects.create(name="use_state_persistence", everyone=True, requires={"enable_state_snapshots": True})
    assert not flags.writes_snapshots(uuid4())


def test_unset_flag_follows_what_it_requires(db: None) -> None:
    assert flags.writes_snapshots(uuid4())
    Flag.objects.create(name="use_state_persistence", everyone=False)
    assert not flags.writes_snapshots(uuid4())


def test_environment_wins(db: None, settings: Any) -> None:
    settings.FEATURES = {"bidding": False}
    Flag.objects.create(name="bidding", everyone=True)
    assert not flags.operator_switches().bidding
