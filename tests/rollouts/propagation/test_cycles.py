"""Flags that require each other in a circle are off."""

from uuid import uuid4

from rollouts import flags, subjects
from rollouts.models import Flag


def test_circle_made_by_hand_is_off(db: None) -> None:
    for name, other in (("waiting_room", "bots"), ("bots", "waiting_room")):
        Flag.objects.create(name=name, everyone=True, requires={other: True})
    assert not flags.has_waiting_room(subjects.anonymous())


def test_circle_through_an_unset_flag_is_off(db: None) -> None:
    Flag.objects.create(name="use_state_persistence", everyone=True, requires={"enable_state_snapshots": True})
    assert not flags.writes_snapshots(uuid4())
