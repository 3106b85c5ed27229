"""The processes that read flags: the version that each uses, since when, and for how many sockets."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings as site
from django.db import connection
from psycopg.types.json import Jsonb

from auctionsite.process_settings import own_settings

GONE_SECONDS = 15
"""A process that hasn't confirmed for so long is counted no more."""
FORGET_SECONDS = 3600
MAX_SERVERS = 200


@dataclass(frozen=True, slots=True)
class ReaderProcess:
    """A process by kind, host and process id."""

    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class PropagationStatus:
    """The newest version, and how many processes and sockets use it.

    `seconds`: from the change until the last process that ran at the time took it; none where there was none.
    """

    version: int
    changed_at: datetime | None
    processes: int
    current: int
    sockets: int
    current_sockets: int
    seconds: float | None

    @property
    def complete(self) -> bool:
        """True if every process uses the newest version."""
        return self.current == self.processes


@dataclass(frozen=True, slots=True)
class ServerGroup:
    """The processes of one label and region, and their sockets."""

    label: str
    region: str
    processes: int
    sockets: int


_CONFIRM = """
    INSERT INTO rollouts_reader (process, kind, label, region, release, settings, version, sockets, started_at,
        confirmed_at, seen_at)
    SELECT %(process)s, %(kind)s, %(label)s, %(region)s, %(release)s, %(settings)s, %(version)s, %(sockets)s,
        now, now, now
    FROM clock_timestamp() AS now
    ON CONFLICT (process) DO UPDATE SET kind = excluded.kind, label = excluded.label, region = excluded.region,
        release = excluded.release, settings = excluded.settings, sockets = excluded.sockets,
        seen_at = excluded.seen_at, version = excluded.version,
        confirmed_at = CASE WHEN rollouts_reader.version = excluded.version
            THEN rollouts_reader.confirmed_at ELSE excluded.confirmed_at END
"""
_FORGET_OLD = "DELETE FROM rollouts_reader WHERE seen_at < clock_timestamp() - %s * interval '1 second'"
_REACH = """
    SELECT newest.version, newest.changed_at, count(reader.process), coalesce(sum(sockets), 0),
        count(*) FILTER (WHERE reader.version = newest.version),
        coalesce(sum(sockets) FILTER (WHERE reader.version = newest.version), 0),
        extract(epoch from max(confirmed_at) FILTER (
            WHERE reader.version = newest.version AND reader.started_at < newest.changed_at
        ) - newest.changed_at)
    FROM rollouts_snapshotversion newest LEFT JOIN rollouts_reader reader
        ON reader.seen_at > clock_timestamp() - %s * interval '1 second'
    GROUP BY newest.version, newest.changed_at
"""


@dataclass(frozen=True, slots=True)
class ReaderKind:
    """The processes of one kind that run now, how many of them use the newest version, and their sockets."""

    name: str
    processes: int
    current: int
    sockets: int


_KINDS = """
    SELECT kind, count(*), count(*) FILTER (WHERE reader.version = newest.version), coalesce(sum(sockets), 0)
    FROM rollouts_reader reader LEFT JOIN rollouts_snapshotversion newest ON true
    WHERE seen_at > clock_timestamp() - %s * interval '1 second' GROUP BY kind ORDER BY kind
"""
_SERVERS = """
    SELECT label, region, count(*), coalesce(sum(sockets), 0) FROM rollouts_reader
    WHERE seen_at > clock_timestamp() - %s * interval '1 second'
    GROUP BY label, region ORDER BY label, region LIMIT %s
"""


def record_reader(process: ReaderProcess, version: int, sockets: int) -> None:
    """Record that this process uses this version now, and what it runs with."""
    values: dict[str, Any] = {
        "process": process.name,
        "kind": process.kind,
        "label": site.SERVER_LABEL,
        "region": site.SERVER_REGION,
        "release": site.RELEASE[:60],
        "settings": Jsonb(own_settings().texts),
        "version": version,
        "sockets": sockets,
    }
    with connection.cursor() as cursor:
        cursor.execute(_CONFIRM, values)
        cursor.execute(_FORGET_OLD, [FORGET_SECONDS])


def remove_reader(process: ReaderProcess) -> None:
    """Remove a process that ends."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM rollouts_reader WHERE process = %s", [process.name])


def propagation_status() -> PropagationStatus:
    """Return how far the newest version has propagated."""
    with connection.cursor() as cursor:
        cursor.execute(_REACH, [GONE_SECONDS])
        row = cursor.fetchone()
    if row is None:
        return PropagationStatus(0, None, 0, 0, 0, 0, None)
    version, changed_at, processes, sockets, current, current_sockets, seconds = row
    taken = None if seconds is None else float(seconds)
    return PropagationStatus(version, changed_at, processes, current, sockets, current_sockets, taken)


def running_servers() -> list[ServerGroup]:
    """Return the running processes by label and region, which canaries choose from; `MAX_SERVERS` at most."""
    with connection.cursor() as cursor:
        cursor.execute(_SERVERS, [GONE_SECONDS, MAX_SERVERS])
        return [ServerGroup(*row) for row in cursor.fetchall()]


def running_kinds() -> list[ReaderKind]:
    """Return the running processes by kind."""
    with connection.cursor() as cursor:
        cursor.execute(_KINDS, [GONE_SECONDS])
        return [ReaderKind(*row) for row in cursor.fetchall()]
