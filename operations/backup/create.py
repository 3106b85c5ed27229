"""Making a backup.

1. A transaction takes the lock, exports its snapshot and counts what it sees; pg_dump dumps exactly that.
2. The dump is written to a hidden name, brought to the disk, given its name; then the checksum, then the manifest.
3. What is older than BACKUP_KEEP_DAYS is removed, but never the newest.

Killed at any moment it leaves at most a hidden file, which the next run removes.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from django.conf import settings

from auctionsite.release import read_version
from operations.backup import catalogue, databases, programs
from operations.backup.catalogue import Backup, Census
from operations.backup.databases import Connection, Database
from operations.backup.errors import AlreadyUnderWay, OperationFailed

_LOCK = 0x6175637462616B  # "auctbak"; advisory locks are per database
_WAIT_FOR_TABLES = "--lock-wait-timeout=120000"
_CENSUS = """
    SELECT (SELECT count(*) FROM auctions_auction), (SELECT count(*) FROM auctions_auctionevent),
        (SELECT count(*) FROM auctions_bid),
        (SELECT encode(sha256(convert_to(coalesce(string_agg(concat(a.id, ' ', h.seq), E'\n' ORDER BY a.id), ''),
            'UTF8')), 'hex')
        FROM auctions_auction a CROSS JOIN LATERAL
            (SELECT max(seq) AS seq FROM auctions_auctionevent e WHERE e.auction_id = a.id) h)
"""
_MIGRATIONS = "SELECT app, max(name) FROM django_migrations GROUP BY app ORDER BY app"


def create_backup(where: Path | None = None) -> Backup:
    """Back up this site's database into a folder, BACKUP_DIR by default.

    Raises UnderWay if another backup of it is being made, and OperationFailed.
    """
    folder = where or catalogue.backup_folder()
    _make_folder(folder)
    database, began = databases.site_database(), time.monotonic()
    with _exported_snapshot(database) as (line, snapshot):
        _remove_unfinished(folder, database)
        made_at = datetime.now(UTC)
        dump = folder / f"{catalogue.backup_name(database.name, made_at)}.dump"
        census, migrations = take_census(line), dict(line.execute(_MIGRATIONS).fetchall())
        program = _dump(database, snapshot, dump, line.info.server_version)
        backup = Backup(
            file=dump,
            database=database.name,
            made_at=made_at,
            bytes=dump.stat().st_size,
            sha256=catalogue.sha256_of(dump),
            server=line.info.server_version,
            program=program,
            product=read_version(settings.BASE_DIR),
            migrations=migrations,
            census=census,
            took_seconds=round(time.monotonic() - began, 3),
        )
        catalogue.write_file(catalogue.checksum_file(dump), f"{backup.sha256}  {dump.name}\n")
        catalogue.write_manifest(backup)
    return backup


def prune_backups(where: Path | None = None, keep_days: int | None = None) -> list[Backup]:
    """Remove the backups that are older than BACKUP_KEEP_DAYS, or than `keep_days`; gives them."""
    days = settings.BACKUP_KEEP_DAYS if keep_days is None else keep_days
    too_old = [*catalogue.expired_backups(catalogue.all_backups(where), days, datetime.now(UTC))]
    for each in too_old:
        catalogue.remove_backup(each)
    return too_old


def take_census(line: Connection) -> Census:
    """Count what is in the database on this connection."""
    row = line.execute(_CENSUS).fetchone()
    assert row is not None  # noqa: S101 # a query without FROM has one row
    return Census(*row)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise OperationFailed(f"{folder} can't be made ({error.strerror}); name another with BACKUP_DIR.") from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise OperationFailed(f"{folder} can't be written; name another with BACKUP_DIR.")


@contextmanager
def _exported_snapshot(database: Database) -> Iterator[tuple[Connection, str]]:
    """A transaction that holds the lock, and the name of its snapshot, for pg_dump to see the same."""
    try:
        line = database.connect()
    except psycopg.OperationalError as error:
        raise OperationFailed(f"The database {database.name} can't be reached: {error}") from error
    with line, line.transaction():
        line.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        line.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        row = line.execute("SELECT pg_try_advisory_xact_lock(%s), pg_export_snapshot()", (_LOCK,)).fetchone()
        if row is None or not row[0]:
            raise AlreadyUnderWay(f"Another backup of {database.name} is being made; this one does nothing.")
        yield line, row[1]


def _remove_unfinished(folder: Path, database: Database) -> None:
    """Remove what a killed backup left. We hold the lock, so nobody is writing it."""
    for file in folder.glob(f".{catalogue.database_slug(database.name)}-2*.partial"):
        file.unlink()


def _dump(database: Database, snapshot: str, dump: Path, server: int) -> int:
    """Write the dump of a snapshot; gives the major version of the program that wrote it."""
    program = programs.find_program("pg_dump", databases.major_version(server))
    unfinished = dump.with_name(f".{dump.name}.partial")
    try:
        unfinished.touch(mode=0o600, exist_ok=False)  # it holds everything there is: for its owner alone
        wanted = ("--format=custom", f"--snapshot={snapshot}", _WAIT_FOR_TABLES, f"--file={unfinished}")
        programs.run_program(program, wanted, database)
        catalogue.finish_file(unfinished, dump)
    except OSError as error:
        raise OperationFailed(f"{dump} can't be written ({error.strerror}).") from error
    finally:
        unfinished.unlink(missing_ok=True)
    return programs.program_version(program)
