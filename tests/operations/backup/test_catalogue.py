"""The folder of backups: which there are, which is meant, which are too old."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from operations.backup import catalogue, databases
from operations.backup.catalogue import Backup, Census
from operations.backup.errors import NoSuchBackup, OperationFailed

pytestmark = pytest.mark.django_db
THEN = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def backup_of(folder: Path, days_ago: float = 0, database: str | None = None, now: datetime | None = None) -> Backup:
    """A backup whose dump is a few bytes of no meaning, on the disk; `days_ago` counts from `now`, or the clock's."""
    folder.mkdir(exist_ok=True)
    made_at, name = (now or datetime.now(UTC)) - timedelta(days=days_ago), database or databases.site_database().name
    dump = folder / f"{catalogue.backup_name(name, made_at)}.dump"
    dump.write_bytes(b"a dump")
    backup = Backup(
        file=dump,
        database=name,
        made_at=made_at,
        bytes=6,
        sha256=catalogue.sha256_of(dump),
        server=180006,
        program=18,
        product="1.0",
        migrations={"auctions": "0001_initial"},
        census=Census(1, 2, 3, "heads"),
        took_seconds=0.5,
    )
    catalogue.write_file(catalogue.checksum_file(dump), f"{backup.sha256}  {dump.name}\n")
    catalogue.write_manifest(backup)
    return backup


def test_nothing_is_newest_where_there_is_no_folder(folder: Path) -> None:
    assert catalogue.newest_backup() is None
    assert catalogue.all_backups() == []


def test_newest_is_the_one_made_last(folder: Path) -> None:
    made = [backup_of(folder, days) for days in (3, 1, 2)]
    assert catalogue.newest_backup() == made[1]
    assert catalogue.all_backups() == [made[0], made[2], made[1]]
    assert timedelta(days=1) <= made[1].age < timedelta(days=1, minutes=1)


def test_other_databases_and_halves_of_backups_do_not_count(folder: Path) -> None:
    ours = backup_of(folder, 5)
    backup_of(folder, 1, database="another")
    backup_of(folder, 2).file.unlink()
    (folder / "torn.json").write_text('{"made_at": ')
    (folder / "strange.json").write_text("[]")
    assert catalogue.all_backups() == [ours]


@pytest.mark.parametrize("ending", ["", ".dump", ".json"])
def test_backup_is_found_by_name_and_by_path(folder: Path, ending: str) -> None:
    backup = backup_of(folder)
    assert catalogue.find_backup(f"{backup.name}{ending}") == backup
    assert catalogue.find_backup(str(folder / f"{backup.name}{ending}"), Path("elsewhere")) == backup


@pytest.mark.parametrize("asked", ["latest", "auctions-1", "/no/such.dump"])
def test_what_is_not_there_is_said(folder: Path, asked: str) -> None:
    with pytest.raises(NoSuchBackup, match="There is no backup"):
        catalogue.find_backup(asked)


def test_dump_without_a_manifest_is_no_backup(folder: Path) -> None:
    backup = backup_of(folder)
    backup.files[2].unlink()
    with pytest.raises(NoSuchBackup, match="not the manifest"):
        catalogue.find_backup(backup.file.name)


def test_whole_backup_passes_its_check(folder: Path) -> None:
    catalogue.verify_checksum(backup_of(folder))


def test_damaged_dump_is_noticed(folder: Path) -> None:
    backup = backup_of(folder)
    backup.file.write_bytes(b"a dumP")
    with pytest.raises(OperationFailed, match="is damaged"):
        catalogue.verify_checksum(backup)


def test_dump_that_was_exchanged_with_its_checksum_is_noticed(folder: Path) -> None:
    backup = backup_of(folder)
    backup.file.write_bytes(b"b dump")
    catalogue.write_file(
        catalogue.checksum_file(backup.file), f"{catalogue.sha256_of(backup.file)}  {backup.file.name}\n"
    )
    with pytest.raises(OperationFailed, match=r"not the one in .*\.json"):
        catalogue.verify_checksum(backup)


def test_missing_checksum_is_asked_for(folder: Path) -> None:
    backup = backup_of(folder)
    catalogue.checksum_file(backup.file).unlink()
    with pytest.raises(OperationFailed, match="copy all three files"):
        catalogue.verify_checksum(backup)


def test_old_backups_expire_but_the_newest_never(folder: Path) -> None:
    ages = (40.0, 14.1, 14.0, 13.9, 1.0)
    made = {age: backup_of(folder, age, now=THEN) for age in ages}
    assert [*catalogue.expired_backups(made.values(), 14, THEN)] == [made[40.0], made[14.1]]
    assert [*catalogue.expired_backups([made[40.0], made[14.1]], 14, THEN)] == [made[40.0]]
    assert [*catalogue.expired_backups([made[40.0]], 0, THEN)] == []
    assert [*catalogue.expired_backups([], 14, THEN)] == []


def test_removed_backup_leaves_nothing(folder: Path) -> None:
    catalogue.remove_backup(backup_of(folder))
    assert [*folder.iterdir()] == []


def test_names_are_plain_and_sort_by_time() -> None:
    early, late = (catalogue.backup_name("a b/ü", THEN + timedelta(milliseconds=each)) for each in (1, 20))
    assert early == "a_b__-20261122T030000001Z"
    assert early < late
