"""A backup holds what was committed, or there is none."""

import json
import stat
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import override_settings

from accounts.models import User
from auctions.models import Auction, AuctionEvent, Bid
from auctionsite.release import read_version
from operations.backup import catalogue, create, databases
from operations.backup.catalogue import Backup
from operations.backup.errors import AlreadyUnderWay, OperationFailed
from tests import cast
from tests.operations.backup.stand_in_program import stand_in
from tests.operations.backup.test_catalogue import backup_of


def test_backup_says_what_is_in_it(folder: Path, auction: Auction) -> None:
    backup = create.create_backup()
    assert backup == catalogue.newest_backup()
    assert backup.database == databases.site_database().name
    assert datetime.now(UTC) - backup.made_at < timedelta(minutes=1)
    assert backup.bytes == backup.file.stat().st_size
    there = backup.census
    assert (there.auctions, there.events, there.bids) == (1, AuctionEvent.objects.count(), Bid.objects.count())
    assert backup.migrations["auctions"] >= "0002"
    assert backup.product == read_version(settings.BASE_DIR)
    assert json.loads(backup.files[2].read_text())["sha256"] == backup.sha256


def test_heads_change_with_the_journal_and_only_with_it(folder: Path, auction: Auction, max_: User) -> None:
    first, second = create.create_backup(), create.create_backup()
    assert first.census == second.census
    cast.bid(auction, max_, 9)
    assert create.create_backup().census.heads != first.census.heads


def test_checksum_is_as_sha256sum_reads_it(folder: Path, auction: Auction) -> None:
    backup = create.create_backup()
    done = subprocess.run(["sha256sum", "-c", f"{backup.file.name}.sha256"], cwd=folder, capture_output=True, text=True)
    assert done.stdout == f"{backup.file.name}: OK\n"


@pytest.mark.django_db(transaction=True)
def test_only_the_owner_may_read_it(folder: Path) -> None:
    create.create_backup()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o600}
    assert len([*folder.iterdir()]) == 3


@pytest.mark.django_db(transaction=True)
def test_backup_while_another_is_made_is_refused(folder: Path) -> None:
    with create._exported_snapshot(databases.site_database()), pytest.raises(AlreadyUnderWay, match="Another backup"):
        create.create_backup()
    assert [*folder.iterdir()] == []
    create.create_backup()


@pytest.mark.django_db(transaction=True)
def test_what_a_killed_run_left_is_removed(folder: Path) -> None:
    folder.mkdir()
    ours, other = (f".{name}-20260101T000000000Z.dump.partial" for name in (databases.site_database().name, "another"))
    (folder / ours).write_bytes(b"half")
    (folder / other).write_bytes(b"half")
    create.create_backup()
    assert not (folder / ours).exists()
    assert (folder / other).exists()


@pytest.mark.django_db(transaction=True)
def test_failing_dump_leaves_nothing(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(tmp_path / "bin", monkeypatch, act="sys.exit('the disk is full')")
    with pytest.raises(OperationFailed, match=r"pg_dump failed \(exit code 1\): the disk is full"):
        create.create_backup()
    assert [*folder.iterdir()] == []


@pytest.mark.django_db(transaction=True)
def test_folder_that_cannot_be_made_is_named(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "backups").write_text("in the way")
    with pytest.raises(OperationFailed, match="BACKUP_DIR"):
        create.create_backup()


@pytest.mark.django_db(transaction=True)
def test_old_backups_are_pruned(folder: Path) -> None:
    old: Backup = backup_of(folder, 400)
    with override_settings(BACKUP_KEEP_DAYS=14):
        assert create.prune_backups() == []  # it is all there is
        new = create.create_backup()
        assert create.prune_backups() == [old]
    assert catalogue.all_backups() == [new]
