"""`manage.py health`: what it prints and how it exits, with parts alive, away and silent."""

import json
import os
import subprocess
import sys
import time
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models.functions import Now
from django.test import override_settings

from auctions import engine
from auctions.models import Auction, Heartbeat
from auctions.rules.commands import SYSTEM, Pause
from auctionsite.local.place import PROJECT
from operations.backup import create
from tests.live import MakeSite
from tests.strangers import refusing_mail_server


def health(**options: Any) -> tuple[str, int]:
    """Run the command, and return what it printed, and the exit code."""
    printed = StringIO()
    try:
        call_command("health", stdout=printed, **options)
    except CommandError as error:
        return f"{printed.getvalue()}{error}", error.returncode
    return printed.getvalue(), 0


def parts() -> dict[str, str]:
    said: dict[str, str] = json.loads(health(json=True)[0].partition("\n}")[0] + "\n}")["parts"]
    return said


@pytest.fixture
def beating(transactional_db: None) -> None:
    """A web process and a clock that are alive, however long the test takes."""
    for kind in Heartbeat.KINDS:
        Heartbeat.objects.create(process=f"{kind} here 1", kind=kind, at=Now() + timedelta(hours=1))


@pytest.mark.usefixtures("beating")
def test_all_is_well_and_the_auction_is_shown(folder: Path, auction: Auction) -> None:
    Auction.objects.update(next_deadline=None)
    create.create_backup()
    printed, code = health()
    assert code == 0, printed
    assert "WRONG" not in printed
    assert f"{auction.pk}  The Friday League\n" in printed
    assert "active; 1 of 36 lots done; 0 in the room; lot 2: " in printed
    assert printed.endswith("Healthy.\n")


@pytest.mark.usefixtures("beating", "folder")
def test_object_has_parts_facts_and_auctions(auction: Auction) -> None:
    engine.execute(auction.pk, Pause(actor=SYSTEM, reason="We look into it."))
    create.create_backup()
    said = json.loads(health(json=True)[0])
    assert said["status"] == "healthy"
    assert (said["facts"]["web"], said["facts"]["clock"]) == ({"alive": 1}, {"alive": 1})
    [shown] = said["auctions"]
    assert (shown["status"], shown["reason"], shown["lots"]) == ("paused", "We look into it.", 36)


@pytest.mark.usefixtures("beating")
def test_late_auction_is_not_healthy(folder: Path, auction: Auction) -> None:
    create.create_backup()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE auctions_auction SET next_deadline = clock_timestamp() - interval '20 seconds'")
    printed, code = health()
    assert code == 1
    assert "LATE by 20 s: no clock came" in printed
    assert printed.endswith("Not healthy: 1 late.")


@pytest.mark.usefixtures("folder", "transactional_db")
def test_what_is_missing_is_named_with_what_to_do() -> None:
    printed, code = health()
    assert code == 1
    assert "WRONG  clock       was never seen; start manage.py run_clock" in printed
    assert "WRONG  web         was never seen; start a web process" in printed
    assert "WRONG  backup      there is none in BACKUP_DIR; run manage.py backup" in printed
    assert "No auction waits, runs or is paused." in printed


@pytest.mark.usefixtures("beating", "folder")
def test_mail_server_that_is_away_is_named() -> None:
    smtp = "django.core.mail.backends.smtp.EmailBackend"
    with refusing_mail_server() as port, override_settings(EMAIL_BACKEND=smtp, EMAIL_HOST="127.0.0.1", EMAIL_PORT=port):
        assert parts()["mail"] == "ok"
    with override_settings(EMAIL_BACKEND=smtp, EMAIL_HOST="127.0.0.1", EMAIL_PORT=1):
        assert parts()["mail"].startswith("the mail server does not take us (ConnectionRefusedError)")


def test_servers_that_are_away_are_said_within_seconds(tmp_path: Path) -> None:
    away = {"DATABASE_URL": "postgresql://nobody@/none?host=/nowhere", "REDIS_URL": "redis://127.0.0.1:1"}
    env = {**os.environ, **away, "BACKUP_DIR": str(tmp_path)}
    command = (sys.executable, "manage.py", "health")
    done = subprocess.run(command, cwd=PROJECT, env=env, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 1
    assert "WRONG  database    does not answer: nobody can bid" in done.stdout
    assert "WRONG  redis       does not answer: nobody can sign in" in done.stdout
    assert "Auctions: unknown." in done.stdout
    assert "Traceback" not in done.stderr


@pytest.mark.usefixtures("folder")
def test_running_site_is_seen(make_site: MakeSite) -> None:
    site = make_site()
    site.add_web()
    site.add_clock()
    site.ready()
    create.create_backup()
    said = json.loads(health(json=True)[0])
    assert said["status"] == "healthy", said
    assert (said["facts"]["web"], said["facts"]["clock"]) == ({"alive": 1}, {"alive": 1})


@pytest.mark.usefixtures("folder")
def test_wait_ends_when_all_is_well_or_time_is_up(make_site: MakeSite) -> None:
    create.create_backup()
    began = time.monotonic()
    assert health(wait=2)[1] == 1
    assert time.monotonic() - began >= 2
    site = make_site()
    site.add_web()
    site.add_clock()
    printed, code = health(wait=60)
    assert code == 0, printed
    assert printed.count("database") == 1
