"""Proving that a backup is one: it is restored into a scratch database, and every auction in it is audited."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db.migrations.loader import MigrationLoader

from operations.backup import catalogue, databases
from operations.backup.catalogue import Backup
from operations.backup.databases import Database
from operations.backup.errors import AlreadyUnderWay, OperationFailed
from operations.backup.programs import LIMIT_SECONDS
from operations.backup.restore import fill_database


@dataclass(frozen=True)
class VerificationResult:
    """The result of a verification: how long the restore and the audit took, and what the audit found wrong."""

    backup: Backup
    restore_seconds: float
    audit_seconds: float
    auctions: int
    findings: list[str]


def verify_backup(backup: Backup) -> VerificationResult:
    """Restore into a scratch database, bring that to this code's migrations, audit every auction, drop it.

    A backup that is proved says so in its manifest. Raises OperationFailed, and UnderWay.
    """
    catalogue.verify_checksum(backup)
    with _scratch_database(databases.sibling_with_suffix(databases.site_database(), "verify")) as scratch:
        began = time.monotonic()
        fill_database(backup, scratch)
        restored = time.monotonic()
        if _is_older_than_this_code(backup):
            _run_manage(scratch, "migrate", "--noinput", "--verbosity", "0")
        report = json.loads(_run_manage(scratch, "audit_auctions", "--json", accept=(0, 1)))
        audited = time.monotonic()
    findings = [f"Auction {each['auction']}, event {each['seq']}: {each['sentence']}" for each in report["findings"]]
    if not findings:
        backup = replace(backup, verified_at=datetime.now(UTC))
        catalogue.write_manifest(backup)
    return VerificationResult(backup, restored - began, audited - restored, report["auctions"], findings)


@contextmanager
def _scratch_database(scratch: Database) -> Iterator[Database]:
    """An empty database, dropped at the end. Our line to it tells others that it is in use."""
    with databases.connect_to_server(scratch) as server:
        if databases.count_connections(server, scratch):
            raise AlreadyUnderWay(f"Another backup is being verified in {scratch.name}.")
        databases.drop_database(server, scratch)  # what a killed run left
        databases.create_database(server, scratch)
        try:
            with scratch.connect():
                yield scratch
        finally:
            databases.drop_database(server, scratch, force=True)


def _is_older_than_this_code(backup: Backup) -> bool:
    newest = dict(MigrationLoader(None).graph.leaf_nodes())
    return bool(newest.items() - backup.migrations.items())


def _run_manage(database: Database, *arguments: str, accept: tuple[int, ...] = (0,)) -> str:
    """Run a command of ours on another database; what it printed. Raises OperationFailed."""
    done: subprocess.CompletedProcess[Any] = subprocess.run(  # noqa: S603 # our own commands
        (sys.executable, "manage.py", *arguments),
        cwd=settings.BASE_DIR,
        env={**database.environment, "DATABASE_URL": database.url, "LOG_LEVEL": "ERROR"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=LIMIT_SECONDS,
        check=False,
    )
    if done.returncode not in accept or not (done.stdout or arguments[0] == "migrate"):
        raise OperationFailed(f"{arguments[0]} failed on {database.name}: {done.stderr.strip()[-2000:]}")
    return str(done.stdout)
