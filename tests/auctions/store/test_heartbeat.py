"""Since when processes have lived without a break."""

from datetime import timedelta

import pytest
from django.utils import timezone

from auctions.models import Heartbeat
from auctions.store import heartbeat
from auctions.store.heartbeat import HeartbeatThread
from tests.live import eventually


@pytest.fixture(autouse=True)
def nobody_alive(db: None) -> None:
    """A site of tests before these may have left its last beats."""
    Heartbeat.objects.all().delete()


def beat(kind: str, *, seen: float, alive: float, process: str = "") -> None:
    """A process that was seen so many seconds ago, and lived for so many without a break."""
    at = timezone.now() - timedelta(seconds=seen)
    Heartbeat.objects.create(process=process or kind, kind=kind, at=at, since=at - timedelta(seconds=alive))


def seconds_alive() -> int | None:
    since = heartbeat.alive_since()
    return None if since is None else round((timezone.now() - since).total_seconds())


def test_all_kinds_live_since_the_last_of_them_came(db: None) -> None:
    beat("web", seen=0, alive=300)
    beat("clock", seen=1, alive=70)
    assert seconds_alive() == 71


def test_one_process_of_a_kind_is_enough(db: None) -> None:
    beat("web", seen=0, alive=300)
    beat("clock", seen=1, alive=10, process="new")
    beat("clock", seen=0, alive=200, process="old")
    beat("clock", seen=600, alive=9000, process="dead")
    assert seconds_alive() == 200


@pytest.mark.parametrize("kind", Heartbeat.KINDS)
def test_kind_that_is_missing_or_silent_is_not_alive(db: None, kind: str) -> None:
    beat(kind, seen=0, alive=300)
    assert heartbeat.alive_since() is None
    [other] = set(Heartbeat.KINDS) - {kind}
    beat(other, seen=7, alive=300)
    assert heartbeat.alive_since() is None


def test_process_that_was_silent_begins_anew(transactional_db: None) -> None:
    heart = HeartbeatThread("clock")
    beat("web", seen=0, alive=300)
    beat("clock", seen=60, alive=300, process=heart._process)
    heart.start_and_measure()
    try:
        began = Heartbeat.objects.get(kind="clock")
        assert (timezone.now() - began.since).total_seconds() < 5
        again = lambda: Heartbeat.objects.filter(kind="clock", at__gt=began.at).first()  # noqa: E731
        assert eventually(again, "another beat").since == began.since
    finally:
        heart.stop()
