"""The processes that use flags, and how far a change has come."""

import time
from collections.abc import Iterator

import pytest

from rollouts.changes.services import Author, Source, change_flag
from rollouts.propagation import readers, snapshot
from rollouts.propagation.snapshot import SnapshotFollower
from tests.rollouts.propagation.test_snapshot import newest, wait_for


@pytest.fixture
def follower(transactional_db: None) -> Iterator[SnapshotFollower]:
    follower = snapshot.follow("web", lambda: 3)
    yield follower
    follower.stop()


def test_reach_tells_who_uses_the_newest_version(follower: SnapshotFollower) -> None:
    began = time.monotonic()
    change_flag("bidding", {"everyone": False}, Author(source=Source.CODE))
    wait_for(newest())
    until = time.monotonic() + 30
    while not (seen := readers.propagation_status()).complete and time.monotonic() < until:
        time.sleep(0.01)
    assert (seen.processes, seen.current, seen.sockets, seen.current_sockets) == (1, 1, 3, 3)
    assert seen.seconds is not None
    assert seen.seconds <= time.monotonic() - began
