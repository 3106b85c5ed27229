"""The backups of this site's database in BACKUP_DIR: what there is, what is too old.

A backup is three files of one name: `.dump` by pg_dump, `.dump.sha256` for `sha256sum -c`, and `.json`, the manifest,
which is written last: without it there is no backup.
"""

import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from operations.backup import databases
from operations.backup.errors import NoSuchBackup, OperationFailed


@dataclass(frozen=True)
class Census:
    """The size of a database and the heads of its journals: equal for a database and its faithful copy.

    `heads` is a SHA-256 over every auction's id and the number of its newest event.
    """

    auctions: int
    events: int
    bids: int
    heads: str


@dataclass(frozen=True)
class Backup:
    """One backup as its manifest tells it. `bytes` is the size of the dump, `server` is as 180006,
    `program` the major version of the pg_dump that made it."""

    file: Path
    database: str
    made_at: datetime
    bytes: int
    sha256: str
    server: int
    program: int
    product: str
    migrations: dict[str, str]
    census: Census
    took_seconds: float
    verified_at: datetime | None = None

    @property
    def name(self) -> str:
        """The name of its three files, without an ending."""
        return self.file.stem

    @property
    def age(self) -> timedelta:
        """The time since it was made: what was written since is not in it."""
        return datetime.now(UTC) - self.made_at

    @property
    def files(self) -> tuple[Path, Path, Path]:
        """Dump, checksum, manifest: in the order in which they are written."""
        return self.file, checksum_file(self.file), self.file.with_suffix(".json")

    def to_json(self) -> dict[str, Any]:
        """Return the content of the manifest, with instants in ISO 8601."""
        instants = {
            "made_at": self.made_at.isoformat(),
            "verified_at": self.verified_at.isoformat() if self.verified_at else None,
        }
        return {**asdict(self), "file": self.file.name, **instants}


def backup_folder() -> Path:
    """Return the folder of the backups: BACKUP_DIR."""
    return Path(settings.BACKUP_DIR)


def newest_backup(where: Path | None = None) -> Backup | None:
    """The newest backup of this site's database; None if there is none. Reads a few small files, no database."""
    return max(all_backups(where), key=lambda each: each.made_at, default=None)


def all_backups(where: Path | None = None) -> list[Backup]:
    """Every complete backup of this site's database, the oldest first."""
    found = sorted((where or backup_folder()).glob("*.json"))
    backups = [each for each in map(_read_or_none, found) if each is not None]
    ours = databases.site_database().name
    return sorted((each for each in backups if each.database == ours), key=lambda each: each.made_at)


def find_backup(asked: str, where: Path | None = None) -> Backup:
    """The backup that an operator means: `latest`, a path to a dump, or a name in BACKUP_DIR. Raises NoSuchBackup."""
    if asked == "latest":
        backup = newest_backup(where)
        if backup is None:
            raise NoSuchBackup(f"There is no backup in {where or backup_folder()}.")
        return backup
    for path in (Path(asked), (where or backup_folder()) / asked):
        dump = path.with_suffix(".dump") if path.suffix in {"", ".json"} else path
        if dump.exists():
            return read_manifest(dump.with_suffix(".json"))
    raise NoSuchBackup(f"There is no backup {asked}; `manage.py backup --list` shows what there is.")


def read_manifest(manifest: Path) -> Backup:
    """A backup from its manifest. Raises NoSuchBackup if it is not there or can't be read."""
    try:
        said = json.loads(manifest.read_text(encoding="utf-8"))
        said |= {key: datetime.fromisoformat(said[key]) for key in ("made_at", "verified_at") if said[key]}
        return Backup(**{**said, "file": manifest.parent / said["file"], "census": Census(**said["census"])})
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise NoSuchBackup(f"{manifest} is not the manifest of a backup: {error!r}") from error


def _read_or_none(manifest: Path) -> Backup | None:
    try:
        backup = read_manifest(manifest)
    except NoSuchBackup:
        return None
    return backup if backup.file.exists() else None


def backup_name(database: str, made_at: datetime) -> str:
    """`auctionsite-20261122T030000123Z`, with milliseconds: two backups never have one name."""
    return f"{database_slug(database)}-{made_at:%Y%m%dT%H%M%S}{made_at.microsecond // 1000:03}Z"


def database_slug(database: str) -> str:
    """A database's name as it begins the names of its backups."""
    return re.sub(r"[^A-Za-z0-9_-]", "_", database)


def checksum_file(dump: Path) -> Path:
    """Return the file with the checksum of a dump."""
    return dump.with_name(f"{dump.name}.sha256")


def sha256_of(file: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def verify_checksum(backup: Backup) -> None:
    """Compare the dump with its checksum and its manifest. Raises OperationFailed."""
    beside = checksum_file(backup.file)
    if not beside.exists():
        raise OperationFailed(f"{beside} is missing: copy all three files of the backup.")
    for where, said in ((beside, beside.read_text().split()[:1]), (backup.files[2], [backup.sha256])):
        if said != [sha256_of(backup.file)]:
            raise OperationFailed(f"{backup.file} is damaged: its SHA-256 is not the one in {where}.")


# What is too old ------------------------------------------------------------------------------------
def expired_backups(backups: Iterable[Backup], keep_days: int, now: datetime) -> Iterator[Backup]:
    """The backups made more than so many days before `now`, without the newest of all."""
    by_age = sorted(backups, key=lambda each: each.made_at)
    return (each for each in by_age[:-1] if each.made_at < now - timedelta(days=keep_days))


def remove_backup(backup: Backup) -> None:
    """Remove its files, the manifest first: half a backup is none."""
    for file in reversed(backup.files):
        file.unlink(missing_ok=True)


# Writing --------------------------------------------------------------------------------------------
def write_file(file: Path, text: str) -> None:
    """Write a small file so that it is there whole or not at all, for its owner alone."""
    unfinished = file.with_name(f".{file.name}.partial")
    opened = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(opened, "w", encoding="utf-8") as out:
        out.write(text)
    finish_file(unfinished, file)


def finish_file(unfinished: Path, file: Path) -> None:
    """Give a finished file its name, once its bytes are on the disk, and put the name there too."""
    sync_to_disk(unfinished)
    unfinished.rename(file)
    sync_to_disk(file.parent)


def sync_to_disk(path: Path) -> None:
    """Wait until a file, or a folder's list of names, is on the disk."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def write_manifest(backup: Backup) -> None:
    """Write the manifest, which says that the backup is there, or write it anew."""
    write_file(backup.files[2], json.dumps(backup.to_json(), indent=2) + "\n")
