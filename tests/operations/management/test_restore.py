"""`manage.py restore`: what it prints and how it exits."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from auctions.models import Auction
from operations.backup import create
from tests.operations.backup.test_offsite import place, storage
from tests.operations.conftest import names_on_server

__all__ = ["place", "storage"]  # fixtures


def restore(*args: str, **options: Any) -> tuple[str, int]:
    """Run the command, and return what it printed, and the exit code."""
    printed = StringIO()
    try:
        call_command("restore", *args, stdout=printed, **options)
    except CommandError as error:
        return f"{printed.getvalue()}{error}", error.returncode
    return printed.getvalue(), 0


def test_newest_is_restored_and_the_next_steps_are_said(folder: Path, auction: Auction, scratch: str) -> None:
    create.create_backup()
    printed, code = restore("latest", into=scratch)
    assert code == 0
    assert f"into a new database {scratch}." in printed
    assert f"Restored into {scratch}" in printed
    assert "audit_auctions" in printed


def test_dry_run_does_nothing(folder: Path, auction: Auction, scratch: str) -> None:
    create.create_backup()
    before = names_on_server()
    printed, code = restore("latest", into=scratch, dry_run=True)
    assert code == 0
    assert printed.endswith("Nothing was done.\n")
    assert names_on_server() == before


def test_full_database_needs_a_yes(folder: Path, auction: Auction, scratch: str) -> None:
    backup = create.create_backup()
    restore("latest", into=scratch)
    printed, code = restore(backup.file.name, into=scratch)
    assert code == 1
    assert "is not empty, and nothing was done" in printed
    printed, code = restore(str(backup.file), into=scratch, yes=True)
    assert code == 0
    assert f"What was there before is in {scratch}_before_" in printed


@pytest.mark.django_db(transaction=True)
def test_no_backup_has_a_code_of_its_own(folder: Path) -> None:
    assert restore("latest") == (f"There is no backup in {folder}.", 2)


@pytest.mark.django_db(transaction=True)
def test_fetching_from_nowhere_is_refused(folder: Path) -> None:
    assert restore("latest", fetch=True) == ("There is nowhere to fetch from: set BACKUP_S3_URL.", 1)


@pytest.mark.usefixtures("place")
def test_lost_machine_is_restored_from_the_copy(folder: Path, auction: Auction, scratch: str) -> None:
    call_command("backup", stdout=(printed := StringIO()))
    assert "Copied to s3://auction-backups/site/daily/" in printed.getvalue()
    for file in folder.iterdir():
        file.unlink()
    said, code = restore("latest", into=scratch, fetch=True)
    assert code == 0
    assert said.startswith(f"Fetched {folder}")
    assert scratch in names_on_server()
