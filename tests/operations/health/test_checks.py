"""Checks are bounded in time, and shared by those who ask at once."""

import asyncio
import socket
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import override_settings

from auctions.models import Heartbeat
from operations.health import checks
from rollouts.models import Reader
from rollouts.propagation.readers import ReaderProcess, record_reader
from tests.threads import at_once

pytestmark = pytest.mark.usefixtures("fresh_checks")


@pytest.fixture
def deaf() -> Iterator[int]:
    """A server that takes connections and never says a word: its port."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def _now() -> Any:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def test_from_elsewhere_a_web_process_is_asked_for_too(transactional_db: None) -> None:
    Heartbeat.objects.create(process="clock here 1", kind="clock", at=_now() + timedelta(hours=1))
    Heartbeat.objects.create(process="web here 1", kind="web", at=_now() - timedelta(seconds=4))
    parts = asyncio.run(checks.run_checks(kinds=("web", "clock")))
    assert parts["web"].word == "silent for more than 3 s; start a web process"
    assert parts["clock"].word == "ok"


def test_a_database_and_a_redis_that_hang_are_given_up(deaf: int) -> None:
    """They would wait for ever."""
    with override_settings(REDIS_URL=f"redis://127.0.0.1:{deaf}/0"):
        parts = asyncio.run(checks.run_checks(f"postgresql://auctionsite@127.0.0.1:{deaf}/auctionsite"))
    assert parts["database"].word.startswith("does not answer: nobody can bid")
    assert parts["clock"].word == parts["migrations"].word == "unknown: the database does not answer"
    assert parts["redis"].word.startswith("does not answer: nobody can sign in")


def test_asking_often_looks_once(db: None) -> None:
    answers = at_once(checks.recent_checks, 4)
    assert all(each is answers[0] for each in answers)


def test_process_that_lives_and_follows_no_flags_is_named(transactional_db: None) -> None:
    """Its thread died, or can't read: its row of readers gets old, and then is gone."""
    long_ago = _now() - timedelta(minutes=5)
    for process in ("web here 1", "web here 2", "web here 3"):
        Heartbeat.objects.create(process=process, kind="web", at=_now() + timedelta(hours=1), since=long_ago)
    Heartbeat.objects.create(process="web young 4", kind="web", at=_now() + timedelta(hours=1))
    Heartbeat.objects.create(process="web dead 5", kind="web", at=long_ago, since=long_ago)
    for process, seen_at in (("web here 1", _now()), ("web here 2", long_ago)):
        record_reader(ReaderProcess(process, "web"), 1, 0)
        Reader.objects.filter(process=process).update(seen_at=seen_at)
    flags = asyncio.run(checks.run_checks())["flags"]
    assert flags.word == "aren't followed: 2 processes don't hear of changes; restart web here 2, web here 3"
    assert flags.facts == {"deaf": 2}
    Reader.objects.update(seen_at=_now())
    Heartbeat.objects.filter(process="web here 3").delete()
    assert asyncio.run(checks.run_checks())["flags"].word == "ok"
