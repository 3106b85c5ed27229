"""Each part by name, with a word on what to do; never slower than its bound, and cheap to ask."""

import queue
import threading
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client, override_settings

from accounts.outbox import outbox
from auctions.models import Heartbeat
from operations.health import checks, disks

pytestmark = pytest.mark.usefixtures("fresh_checks")


def health(client: Client) -> tuple[int, dict[str, Any]]:
    answer = client.get("/api/health")
    return answer.status_code, answer.json()


def test_every_part_is_named_with_its_numbers(client: Client, transactional_db: None, tmp_path: Path) -> None:
    Heartbeat.objects.create(process="clock here 1", kind="clock", at=_now() + timedelta(hours=1))  # for a slow machine
    with override_settings(DATA_DIR=tmp_path, BACKUP_DIR=tmp_path):
        status, body = health(client)
    assert (status, body["status"]) == (200, "healthy")
    assert body["parts"] == dict.fromkeys(("database", "clock", "migrations", "flags", "redis", "disk", "mail"), "ok")
    assert body["facts"]["migrations"] == {"unapplied": 0}
    assert body["facts"]["mail"] == {"waiting": 0}
    assert set(body["facts"]["disk"]) == {"data", "backups"}
    assert body["facts"]["disk"]["data"]["free_bytes"] > 0
    assert body["facts"]["clock"]["silent_seconds"] == pytest.approx(-3600, abs=120)


def _now() -> Any:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def test_without_a_clock_it_says_how_to_start_one(client: Client, transactional_db: None) -> None:
    status, body = health(client)
    assert status == 503
    assert body["parts"]["clock"] == "was never seen; start manage.py run_clock"


def test_a_migration_that_is_missing_is_said(client: Client, transactional_db: None) -> None:
    recorder = MigrationRecorder(connection)
    recorder.record_unapplied("auctions", "0001_initial")
    try:
        status, body = health(client)
    finally:
        recorder.record_applied("auctions", "0001_initial")
    assert status == 503
    assert body["parts"]["migrations"] == "1 not applied; run manage.py migrate"


def test_a_disk_that_is_nearly_full_is_said(client: Client, transactional_db: None, tmp_path: Path) -> None:
    more_than_there_is = 10**18
    with pytest.MonkeyPatch.context() as patch, override_settings(DATA_DIR=tmp_path):
        patch.setattr(disks, "LEAST_FREE_BYTES", more_than_there_is)
        status, body = health(client)
    assert status == 503
    assert body["parts"]["disk"].endswith("MB free for data; make room")


def test_mails_that_pile_up_are_said(client: Client, transactional_db: None) -> None:
    arrives = threading.Event()

    def wait() -> None:
        """Holds up the thread that mails, if it is at work already."""
        arrives.wait(60)

    for _ in range(checks.MAILS_AT_MOST + 2):
        outbox._queue.put_nowait(wait)
    try:
        status, body = health(client)
    finally:
        arrives.set()
        with suppress(queue.Empty):
            while True:
                outbox._queue.get_nowait()
    assert status == 503
    assert "see that the mail server" in body["parts"]["mail"]
