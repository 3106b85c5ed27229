"""`manage.py backup`: what it prints and how it exits."""

import json
import signal
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from auctions.models import Auction
from operations.backup import catalogue, create, databases
from tests.live import eventually
from tests.operations.backup.stand_in_program import stand_in
from tests.operations.backup.test_catalogue import backup_of


def backup(*args: str, **options: Any) -> tuple[str, int]:
    """Run the command, and return what it printed, and the exit code."""
    printed = StringIO()
    try:
        call_command("backup", *args, stdout=printed, **options)
    except CommandError as error:
        return f"{printed.getvalue()}{error}", error.returncode
    return printed.getvalue(), 0


def test_backup_is_made_and_described(folder: Path, auction: Auction) -> None:
    printed, code = backup()
    made = catalogue.newest_backup()
    assert code == 0
    assert made is not None
    assert printed.startswith(f"{made.file}: ")
    assert f"1 auctions, {made.census.events} events, {made.census.bids} bids" in printed


def test_object_for_programs_has_the_manifest(folder: Path, auction: Auction) -> None:
    printed, code = backup(json=True)
    said, made = json.loads(printed), catalogue.newest_backup()
    assert code == 0
    assert made is not None
    assert said["folder"] == str(folder)
    assert said["removed"] == []
    assert made.to_json().items() <= said.items()


@pytest.mark.django_db(transaction=True)
def test_list_shows_what_there_is(folder: Path, tmp_path: Path) -> None:
    assert backup(list=True) == ("There is no backup.\n", 0)
    backup()
    made = catalogue.newest_backup()
    assert made is not None
    printed, code = backup(list=True)
    assert (str(made.file) in printed, "not proved" in printed, code) == (True, True, 0)
    assert json.loads(backup(list=True, json=True)[0]) == {"backups": [made.to_json()]}
    assert backup(list=True, to=tmp_path / "elsewhere") == ("There is no backup.\n", 0)


@pytest.mark.django_db(transaction=True)
def test_nothing_to_verify_has_a_code_of_its_own(folder: Path) -> None:
    printed, code = backup(verify="latest")
    assert (printed, code) == (f"There is no backup in {folder}.", 2)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_have_a_code_of_their_own(folder: Path) -> None:
    with create._exported_snapshot(databases.site_database()):
        printed, code = backup()
    assert ("Another backup" in printed, code) == (True, 3)


@pytest.mark.django_db(transaction=True)
def test_backup_stays_though_its_copy_fails(folder: Path) -> None:
    with override_settings(BACKUP_S3_URL="ftp://nowhere"):
        printed, code = backup()
    assert code == 1
    assert "The backup is made, but not copied" in printed
    assert catalogue.newest_backup() is not None


@pytest.mark.django_db(transaction=True)
def test_sigterm_in_the_middle_leaves_nothing(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    act = "import time; time.sleep(60)"
    said = stand_in(tmp_path / "bin", monkeypatch, act=act)
    database = databases.site_database()
    env = {**database.environment, "DATABASE_URL": database.url, "BACKUP_DIR": str(folder)}
    running = subprocess.Popen([sys.executable, "manage.py", "backup"], env=env)
    eventually(said.exists, "pg_dump runs")
    assert len([*folder.iterdir()]) == 1
    running.send_signal(signal.SIGTERM)
    assert running.wait(20) == 128 + signal.SIGTERM
    assert [*folder.iterdir()] == []


def test_keep_days_makes_room_for_once(folder: Path, auction: Auction) -> None:
    backup_of(folder, 5)
    printed, code = backup("--keep-days", "3")
    assert (code, "Removed 1 old backup." in printed) == (0, True)
    assert len(catalogue.all_backups()) == 1
    assert "1 or more" in backup("--keep-days", "0")[0]
