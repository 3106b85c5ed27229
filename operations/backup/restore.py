"""Restoring a backup: always into a fresh database, so that nothing is overwritten.

1. The dump is compared with its checksum; the target must be empty, or not there, or the operator must have said so.
2. A fresh database is filled by pg_restore with several connections, and counted: it must have what the manifest says.
3. The auctions get a new epoch, so that clients who saw a later state take a new snapshot.
4. A target that isn't empty is renamed out of the way, and kept; the fresh database takes its name.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from auctions.recovery.epochs import raise_epochs
from operations.backup import catalogue, databases, programs
from operations.backup.catalogue import Backup
from operations.backup.create import take_census
from operations.backup.databases import Connection, Database
from operations.backup.errors import OperationFailed

_MOST_JOBS = 4


@dataclass(frozen=True)
class RestorePlan:
    """A restore before it is done. `full`: the target is there and has tables; it will be kept as `aside`."""

    backup: Backup
    into: Database
    there: bool
    full: bool
    fresh: Database
    aside: Database


@dataclass(frozen=True)
class RestoreResult:
    """The result of a restore. `aside` is the database that had the name before."""

    database: Database
    aside: Database | None
    seconds: float


def plan_restore(backup: Backup, into: str | None = None) -> RestorePlan:
    """Look at everything a restore needs, and change nothing.

    `into` is the name of the target; without one, a database of its own named after the backup.
    Raises OperationFailed if it can't be done.
    """
    catalogue.verify_checksum(backup)
    database = databases.site_database()
    stamp = backup.name.rpartition("-")[2].lower()
    target = database.sibling(into) if into else databases.sibling_with_suffix(database, stamp)
    with databases.connect_to_server(database) as server:
        _check_versions(backup, server)
        there = databases.database_exists(server, target)
        full = there and not databases.is_empty(target)
        return RestorePlan(
            backup=backup,
            into=target,
            there=there,
            full=full,
            fresh=databases.sibling_with_suffix(target, "restoring") if full else target,
            aside=databases.sibling_with_suffix(target, f"before_{datetime.now(UTC):%Y%m%dt%H%M%S}"),
        )


def restore_backup(plan: RestorePlan, *, replace: bool = False) -> RestoreResult:
    """Do what the plan says. With `replace` a target that isn't empty is put aside.

    Raises OperationFailed; then the target is as it was.
    """
    if plan.full and not replace:
        raise OperationFailed(
            f"The database {plan.into.name} is not empty, and nothing was done. With --yes it is renamed to "
            f"{plan.aside.name}, and the backup takes its place; or name another database with --into."
        )
    began = time.monotonic()
    with databases.connect_to_server(plan.into) as server:
        if plan.full and databases.count_connections(server, plan.into):
            raise OperationFailed(databases.in_use_message(plan.into))
        with _fresh_database(server, plan):
            fill_database(plan.backup, plan.fresh)
        if plan.full:
            _swap_databases(server, plan)
    return RestoreResult(plan.into, plan.aside if plan.full else None, time.monotonic() - began)


def fill_database(backup: Backup, database: Database) -> None:
    """Put a backup into an empty database, and prove that all of it is there. Raises OperationFailed."""
    with database.connect() as line:
        program = programs.find_program(
            "pg_restore", max(backup.program, databases.major_version(line.info.server_version))
        )
        jobs = f"--jobs={min(_MOST_JOBS, os.cpu_count() or 1)}"
        safely = ("--exit-on-error", "--no-owner", "--no-privileges")
        programs.run_program(program, (jobs, *safely, str(backup.file.absolute())), database)
        if (found := take_census(line)) != backup.census:
            raise OperationFailed(f"The backup is incomplete: it should have {backup.census}, and it has {found}.")
        raise_epochs(line)
        line.execute("ANALYZE")


def _check_versions(backup: Backup, server: Connection) -> None:
    has, wants = server.info.server_version, backup.server
    if databases.major_version(has) < databases.major_version(wants):
        raise OperationFailed(
            f"The backup is of Postgres {databases.dotted_version(wants)}, and the server is "
            f"{databases.dotted_version(has)}: restore it on Postgres {databases.major_version(wants)} or newer."
        )


@contextmanager
def _fresh_database(server: Connection, plan: RestorePlan) -> Iterator[None]:
    """Have the fresh database; if we made it, and the block fails, it goes again."""
    ours = plan.full or not plan.there
    if plan.full:
        databases.drop_database(server, plan.fresh, force=True)  # what a killed restore left
    if ours:
        databases.create_database(server, plan.fresh)
    try:
        yield
    except BaseException:
        if ours:
            databases.drop_database(server, plan.fresh, force=True)
        raise


def _swap_databases(server: Connection, plan: RestorePlan) -> None:
    databases.rename_database(server, plan.into, plan.aside)
    try:
        databases.rename_database(server, plan.fresh, plan.into)
    except BaseException:
        databases.rename_database(server, plan.aside, plan.into)
        raise
