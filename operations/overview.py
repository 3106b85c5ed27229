"""The overview that an operator sees in a terminal: every part with a word, and every auction that isn't over.

It asks no more of a database that doesn't answer than one connection that is given up after two seconds.
"""

import smtplib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.core import mail
from django.db import DatabaseError, connection, transaction

from auctions.models import Heartbeat
from auctions.reads import statistics
from auctionsite.coroutines import run_to_end
from operations import queries
from operations.health import checks
from operations.health.checks import OK, HealthCheck, HealthChecks
from operations.running_auctions import RunningAuction, read_running_auctions
from rollouts.propagation import readers

AUCTIONS_AT_MOST = 100
_ASK_MS = 2000
_UNKNOWN = "unknown: the database does not say; run manage.py migrate if it is there"


@dataclass(frozen=True, slots=True)
class Overview:
    """`auctions` are `AUCTIONS_AT_MOST`; None if the database doesn't say."""

    parts: HealthChecks
    auctions: Sequence[RunningAuction] | None

    @property
    def healthy(self) -> bool:
        """True if every part works and no auction is late."""
        works = all(part.word == OK for part in self.parts.values())
        return works and not any(each.is_late for each in self.auctions or ())


def read_overview() -> Overview:
    """Read every part and every auction, in some ten seconds at most, whatever hangs."""
    parts = run_to_end(lambda: checks.run_checks(kinds=Heartbeat.KINDS))
    there = parts["database"].word == OK
    # A web process counts the mails that wait in it; here none ever does, so the mail server itself is asked.
    more = {
        "flags": _check_flags(parts["flags"]) if there else HealthCheck(_UNKNOWN),
        "backup": _check_backup(),
        "mail": _check_mail(),
    }
    return Overview(
        {**parts, **(_count_processes(parts) if there else {}), **more}, _read_auctions() if there else None
    )


def _count_processes(parts: HealthChecks) -> HealthChecks:
    """Web processes and clocks, with how many of them are alive."""
    try:
        alive = {each.kind: each.alive for each in statistics.read_statistics().heartbeats}
    except DatabaseError:
        return {}
    return {kind: replace(parts[kind], facts={"alive": alive.get(kind, 0)}) for kind in Heartbeat.KINDS}


def _check_flags(followed: HealthCheck) -> HealthCheck:
    try:
        far = readers.propagation_status()
    except DatabaseError:
        return HealthCheck(_UNKNOWN)
    facts = {"version": far.version, "processes": far.processes, "current": far.current}
    if far.complete or followed.word != OK:
        return HealthCheck(followed.word, facts)
    return HealthCheck(f"{far.processes - far.current} processes use old flags; restart them", facts)


def _check_backup() -> HealthCheck:
    newest = queries.find_newest_backup()
    if newest is None:
        return HealthCheck("there is none in BACKUP_DIR; run manage.py backup")
    if newest.stale:
        return HealthCheck(f"the newest is {newest.ago} old; run manage.py backup", {"age": newest.ago})
    return HealthCheck(OK, {"age": newest.ago})


def _check_mail() -> HealthCheck:
    try:
        with mail.get_connection(timeout=checks.ANSWER_SECONDS):
            return HealthCheck(OK)
    except (smtplib.SMTPException, OSError) as error:
        return HealthCheck(f"the mail server does not take us ({type(error).__name__}): nobody gets a link to sign in")


def _read_auctions() -> Sequence[RunningAuction] | None:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL statement_timeout = {_ASK_MS}")
            return read_running_auctions(AUCTIONS_AT_MOST).rows
    except DatabaseError:
        return None
