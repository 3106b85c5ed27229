"""Each process's heartbeat: a row that says it lives, and the offset of its clock to the database's.

Arrivals are stamped in the database's time without asking it: the offset comes from the fastest of the last eight
exchanges, on a monotonic clock, so that a step of the machine's clock moves nothing.
"""

import os
import socket
import threading
import time
from collections import deque
from datetime import datetime

import structlog
from django.db import connection

from auctions.models import Heartbeat
from auctions.store import journal
from auctionsite.observability import loops

log = structlog.get_logger("auctions")
BEAT_SECONDS = 1.0
SILENT_SECONDS = 3
"""A process that wasn't seen for so long is not alive; when it beats again, it has begun anew. It beats once a second,
and one that is gone must be named within 5 s."""
FIRST_BEAT_SECONDS = 5.0
_samples: deque[tuple[float, float]] = deque(maxlen=8)  # (round trip in s, database's ms - monotonic ms)


def now_ms() -> int:
    """The database's clock as this process knows it, in epoch milliseconds; its own until it has measured."""
    if not _samples:
        return time.time_ns() // 1_000_000
    return int(time.monotonic() * 1000 + min(_samples)[1])


def is_measured() -> bool:
    """True if this process knows the database's clock."""
    return bool(_samples)


def measure_offset() -> None:
    """Take one sample of the offset to the database's clock: a round trip."""
    before = time.monotonic()
    database_ms = journal.now_ms()
    after = time.monotonic()
    _samples.append((after - before, database_ms - (before + after) * 500))


# One row for each process. `since` moves only after a silence, so that it tells how long a process has lived unbroken.
_BEAT = f"""
    INSERT INTO auctions_heartbeat (process, kind, at, since)
    SELECT %s, %s, now, now FROM clock_timestamp() AS now
    ON CONFLICT (process) DO UPDATE SET at = excluded.at, since = CASE
        WHEN auctions_heartbeat.at < excluded.at - interval '{SILENT_SECONDS} s' THEN excluded.since
        ELSE auctions_heartbeat.since END
"""  # noqa: S608 # a constant
_FORGET = "DELETE FROM auctions_heartbeat WHERE kind = %s AND at < clock_timestamp() - interval '1 day'"
_LAST_SEEN = f"""
    SELECT floor(extract(epoch from max(at)) * 1000)::bigint, {journal.NOW_MS} FROM auctions_heartbeat GROUP BY kind
"""  # noqa: S608 # a constant


def quiet_since() -> tuple[int, int]:
    """Return (last sign of life of the longest-silent kind of process, now), in epoch ms; equal if there is none."""
    with connection.cursor() as cursor:
        cursor.execute(_LAST_SEEN)
        rows: list[tuple[int, int]] = cursor.fetchall()
    if not rows:
        now = journal.now_ms()
        return now, now
    return min(last for last, _ in rows), rows[0][1]


_ALIVE = f"""
    SELECT min(since) FROM auctions_heartbeat WHERE at > clock_timestamp() - interval '{SILENT_SECONDS} s' GROUP BY kind
"""  # noqa: S608 # a constant


def alive_since() -> datetime | None:
    """Return since when every kind of process has lived without a break; None while one of them doesn't."""
    with connection.cursor() as cursor:
        cursor.execute(_ALIVE)
        begun: list[datetime] = [since for (since,) in cursor.fetchall()]
    return max(begun) if len(begun) == len(Heartbeat.KINDS) else None


class HeartbeatThread(threading.Thread):
    """Beats once a second until stopped; without a database it goes on trying."""

    def __init__(self, kind: str) -> None:
        super().__init__(daemon=True, name=f"heartbeat of {kind}")
        self._kind = kind
        self._process = f"{kind} {socket.gethostname()[:80]} {os.getpid()}"
        self._stopped = threading.Event()
        self._measured = threading.Event()
        self._forgot = False

    def start_and_measure(self) -> None:
        """Start, and wait up to `FIRST_SECONDS` until the offset to the database's clock is known."""
        self.start()
        self._measured.wait(FIRST_BEAT_SECONDS)

    def run(self) -> None:
        """Beat until `stop`."""
        loops.run_until(self._stopped, "heartbeat", self._step)
        connection.close()

    def stop(self) -> None:
        """Stop beating and wait for the beat in hand."""
        self._stopped.set()
        self.join(timeout=5)

    def _step(self) -> None:
        self._beat()
        if not self._forgot:
            self._forget_old()
            self._forgot = True
        self._stopped.wait(BEAT_SECONDS)

    def _forget_old(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(_FORGET, (self._kind,))

    def _beat(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(_BEAT, (self._process, self._kind))
        measure_offset()
        self._measured.set()
