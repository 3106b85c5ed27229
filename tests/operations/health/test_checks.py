"""Checks are bounded in time, and shared by those who ask at once."""

import asyncio
import socket
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import override_settings

from auctions.models import Heartbeat
from operations.health import checks
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
    began = time.monotonic()
    with override_settings(REDIS_URL=f"redis://127.0.0.1:{deaf}/0"):
        parts = asyncio.run(checks.run_checks(f"postgresql://auctionsite@127.0.0.1:{deaf}/auctionsite"))
    assert time.monotonic() - began < 5
    assert parts["database"].word.startswith("does not answer: nobody can bid")
    assert parts["clock"].word == parts["migrations"].word == "unknown: the database does not answer"
    assert parts["redis"].word.startswith("does not answer: nobody can sign in")


def test_asking_often_looks_once(db: None) -> None:
    answers = at_once(checks.recent_checks, 4)
    assert all(each is answers[0] for each in answers)
