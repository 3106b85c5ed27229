"""Each part by name, with a word on what to do; never slower than its bound, and cheap to ask."""

import asyncio
import json
import queue
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client, override_settings

from accounts.mail import outbox
from auctions.models import Heartbeat
from operations.health import checks, disks
from tests.live import MakeSite, eventually
from tests.threads import at_once


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """No test sees what another one looked at."""
    checks._known = (0.0, {})
    yield
    checks._known = (0.0, {})


@pytest.fixture
def deaf() -> Iterator[int]:
    """A server that takes connections and never says a word: its port."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def health(client: Client) -> tuple[int, dict[str, Any]]:
    answer = client.get("/api/health")
    return answer.status_code, answer.json()


def test_every_part_is_named_with_its_numbers(client: Client, transactional_db: None, tmp_path: Path) -> None:
    Heartbeat.objects.create(process="clock here 1", kind="clock", at=_now())
    with override_settings(DATA_DIR=tmp_path, BACKUP_DIR=tmp_path):
        status, body = health(client)
    assert (status, body["status"]) == (200, "healthy")
    assert body["parts"] == dict.fromkeys(("database", "clock", "migrations", "redis", "disk", "mail"), "ok")
    assert body["facts"]["migrations"] == {"unapplied": 0}
    assert body["facts"]["mail"] == {"waiting": 0}
    assert set(body["facts"]["disk"]) == {"data", "backups"}
    assert body["facts"]["disk"]["data"]["free_bytes"] > 0
    assert body["facts"]["clock"]["silent_seconds"] < 10


def _now() -> Any:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def test_without_a_clock_it_says_how_to_start_one(client: Client, transactional_db: None) -> None:
    status, body = health(client)
    assert status == 503
    assert body["parts"]["clock"] == "was never seen; start manage.py run_clock"


def test_from_elsewhere_a_web_process_is_asked_for_too(transactional_db: None) -> None:
    Heartbeat.objects.create(process="clock here 1", kind="clock", at=_now())
    Heartbeat.objects.create(process="web here 1", kind="web", at=_now() - timedelta(seconds=4))
    parts = asyncio.run(checks.run_checks(kinds=("web", "clock")))
    assert parts["web"].word == "silent for more than 3 s; start a web process"
    assert parts["clock"].word == "ok"


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
        arrives.wait(10)

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


@pytest.mark.parametrize("server", ["daphne", "uvicorn"])
def test_probes_say_whether_it_lives_and_is_ready(make_site: MakeSite, server: str) -> None:
    site = make_site(ALLOWED_HOSTS="auctions.example", LOG_FORMAT="json")
    web = site.add_web(server)

    def status(path: str) -> int:
        try:
            return web.call("GET", path, headers={"X-Forwarded-Proto": "http"}).status
        except OSError:
            return 0

    eventually(lambda: status("/livez") == 200, f"it lives; {web.log}", 60)
    eventually(lambda: status("/readyz") == 200, f"it is ready; {web.log}")
    recorder = MigrationRecorder(connection)
    recorder.record_unapplied("auctions", "0001_initial")
    try:
        eventually(lambda: status("/readyz") == 503, "a migration is missing", 5)
        assert b"1 not applied" in web.call("GET", "/readyz").body
    finally:
        recorder.record_applied("auctions", "0001_initial")
    eventually(lambda: status("/readyz") == 200, "it is ready again", 5)
    web.signal("SIGUSR1")
    eventually(lambda: status("/readyz") == 503, "it drains", 5)
    assert web.call("GET", "/readyz").body == b"draining\n"
    assert status("/livez") == 200
    assert all(json.loads(line) for line in web.log.splitlines()), "every server's own lines are JSON too"
