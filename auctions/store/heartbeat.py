"""Each process's heartbeat: a row that says it lives, and the offset of its clock to the database's.

Arrivals are stamped in the database's time without asking it: the offset comes from the fastest of the last eight
exchanges, on a monotonic clock, so that a step of the machine's clock moves nothing.

A web process beats faster, and says more: up to which instant its event loop has handed on all that reached it, which
bids it has stamped and not decided, and which rooms it serves. A heartbeat that comes late writes down a stall for each
of these rooms. Every few seconds it also writes down which seats were seen (`empty_rooms.py`). Nothing goes through
Redis, and each heartbeat is a transaction of its own, as poolers want.
"""

import contextlib
import os
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
import psycopg
import structlog
from django.conf import settings
from django.db import connection

from auctions.models import Heartbeat
from auctions.store import columns, journal
from auctionsite.observability import loops

log = structlog.get_logger("auctions")
BEAT_SECONDS = 1.0
WEB_BEAT_SECONDS = 0.2
STALL_MS = 500
"""A process that says nothing for longer has stalled. Of one that is well something is heard every 300 ms."""
CONNECT_SECONDS = 2
SILENT_SECONDS = 3
"""A process that wasn't seen for so long is not alive; when it beats again, it has begun anew. It beats once a second,
and one that is gone must be named within 5 s."""
FIRST_BEAT_SECONDS = 5.0
SEEN_AGAIN_SECONDS = 4.0
"""A seat that was written down as seen so recently, or couldn't be, isn't written again."""
_samples: deque[tuple[float, float]] = deque(maxlen=8)  # (round trip in s, database's ms - monotonic ms)


def now_ms() -> int:
    """The database's clock as this process knows it, in epoch milliseconds; its own until it has measured."""
    if not _samples:
        return time.time_ns() // 1_000_000
    return int(time.monotonic() * 1000 + min(_samples)[1])


def is_measured() -> bool:
    """True if this process knows the database's clock."""
    return bool(_samples)


def measure_offset(ask: Callable[[], int] = journal.now_ms) -> None:
    """Take one sample of the offset to the database's clock: a round trip. `ask` gives its epoch ms."""
    before = time.monotonic()
    database_ms = ask()
    after = time.monotonic()
    _samples.append((after - before, database_ms - (before + after) * 500))


@dataclass(frozen=True, slots=True)
class ProcessReport:
    """A web process's report on itself. Instants are epoch ms; auctions and seats are named by their ids as text."""

    turned_at: int  # all that reached it by then is stamped
    undecided: Mapping[str, int] = field(default_factory=dict)  # by auction, the earliest arrival that isn't decided
    rooms: Mapping[str, Mapping[str, int]] = field(default_factory=dict)  # by auction and seat, since when it is here
    seats: Collection[int] = ()  # those of the rooms, and those that called over HTTP just now
    ending: bool = False  # it was told to end: its people should go elsewhere


# One row for each process. `since` moves only after a silence, so that it tells how long a process has lived unbroken;
# `steady_since` moves after a stall. Whoever was served during the stall is in the row as it was before.
_BEAT = f"""
    WITH clock AS MATERIALIZED (SELECT clock_timestamp() AS now),
    before AS MATERIALIZED (SELECT turned_at, rooms FROM auctions_heartbeat WHERE process = %(process)s),
    stalled AS (
        INSERT INTO auctions_stall (auction_id, process, began_at, ended_at, counted)
        SELECT room::uuid, %(process)s, before.turned_at, clock.now, false
        FROM clock, before, jsonb_object_keys(before.rooms) AS room
        WHERE before.turned_at < clock.now - interval '{STALL_MS} ms'
    )
    INSERT INTO auctions_heartbeat (process, kind, at, since, turned_at, steady_since, undecided, rooms, ending)
    SELECT %(process)s, %(kind)s, now, now, coalesce({columns.instant("%(turned_at)s::bigint")}, now), now,
        %(undecided)s::jsonb, coalesce(%(rooms)s::jsonb, '{{}}'), %(ending)s
    FROM clock
    ON CONFLICT (process) DO UPDATE SET at = excluded.at, turned_at = excluded.turned_at,
        undecided = excluded.undecided, ending = excluded.ending,
        rooms = coalesce(%(rooms)s::jsonb, auctions_heartbeat.rooms),
        since = CASE WHEN auctions_heartbeat.at < excluded.at - interval '{SILENT_SECONDS} s'
            THEN excluded.since ELSE auctions_heartbeat.since END,
        steady_since = CASE WHEN auctions_heartbeat.turned_at < excluded.at - interval '{STALL_MS} ms'
            THEN excluded.at ELSE auctions_heartbeat.steady_since END
"""  # noqa: S608 # constants
# A row from the future is that of a process that ended before the database's clock was set back: it would live on.
_FORGET = """
    DELETE FROM auctions_heartbeat WHERE (kind = %s AND at < clock_timestamp() - interval '1 day')
    OR at > clock_timestamp() + interval '1 minute'
"""
_FORGET_STALLS = "DELETE FROM auctions_stall WHERE ended_at < clock_timestamp() - interval '1 day'"
_SEEN = """
    INSERT INTO auctions_seatpresence (participant, at) SELECT unnest(%s::bigint[]), clock_timestamp()
    ON CONFLICT (participant) DO UPDATE SET at = excluded.at
"""
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


def process_name(kind: str) -> str:
    """Return the name by which this process is known as one of a kind."""
    return f"{kind} {socket.gethostname()[:80]} {os.getpid()}"


class HeartbeatThread(threading.Thread):
    """Beats until stopped; without a database it goes on trying. It has a connection of its own, outside the pool.

    `report` is what a web process says of itself; while it gives None, there is no heartbeat.
    """

    def __init__(self, kind: str, report: Callable[[], ProcessReport | None] | None = None) -> None:
        super().__init__(daemon=True, name=f"heartbeat of {kind}")
        self._kind = kind
        self._report = report
        self._process = process_name(kind)
        self._wake, self._stopped = threading.Event(), threading.Event()
        self._measured = threading.Event()
        self._forgot = False
        self._line: psycopg.Connection[Any] | None = None
        self._told_rooms: Mapping[str, Mapping[str, int]] | None = None
        self._told_at = self._next_measure = 0.0
        self._seen: dict[int, float] = {}

    def start_and_measure(self) -> None:
        """Start, and wait up to `FIRST_BEAT_SECONDS` until the offset to the database's clock is known."""
        self.start()
        self._measured.wait(FIRST_BEAT_SECONDS)

    def beat_now(self) -> None:
        """Beat without waiting for the next time; may be called from any thread."""
        self._wake.set()

    def run(self) -> None:
        """Beat until `stop`."""
        loops.run_until(self._stopped, "heartbeat", self._step)
        with contextlib.suppress(psycopg.Error):  # the database is away: it will see the silence
            self._leave_rooms()
        self._hang_up()

    def stop(self) -> None:
        """Stop beating, say that no room is served here any more if others serve, and wait for that."""
        self._stopped.set()
        self._wake.set()
        self.join(timeout=5)

    def _step(self) -> None:
        try:
            self._beat()
            if not self._forgot:
                self._forget_old()
                self._forgot = True
        except BaseException:
            self._hang_up()
            raise
        self._wake.wait(BEAT_SECONDS if self._report is None else WEB_BEAT_SECONDS)
        self._wake.clear()

    def _hang_up(self) -> None:
        line, self._line = self._line, None
        self._told_rooms = None
        if line is not None:
            line.close()

    def _connection(self) -> "psycopg.Connection[Any]":
        # The pool would wait longer after each try, and this is what tells when the database is back.
        if self._line is None:
            known = connection.get_connection_params()
            own = {"autocommit": True, "connect_timeout": CONNECT_SECONDS, "cursor_factory": psycopg.Cursor}
            own["prepare_threshold"] = None if settings.DATABASE_POOLER else 3
            self._line = psycopg.connect(**{**known, **own})
        return self._line

    def _forget_old(self) -> None:
        with self._connection().transaction():
            self._connection().execute(_FORGET, (self._kind,))
            self._connection().execute(_FORGET_STALLS)

    def _beat(self) -> None:
        said = ProcessReport(turned_at=0) if self._report is None else self._report()
        if said is None:
            return
        # After a silence the rooms are said anew: they may have been given up meanwhile (`room_report.note_counted`).
        known = self._told_rooms if time.monotonic() < self._told_at + STALL_MS / 1000 else None
        self._write(said, None if said.rooms == known else _json(said.rooms))
        self._told_rooms, self._told_at = said.rooms, time.monotonic()
        self._write_seen(said.seats)
        if time.monotonic() >= self._next_measure:
            self._next_measure = time.monotonic() + BEAT_SECONDS
            measure_offset(self._ask_clock)
            self._measured.set()

    def _write(self, said: ProcessReport, rooms: str | None) -> None:
        values = {"process": self._process, "kind": self._kind, "turned_at": said.turned_at or None}
        values |= {"undecided": _json(said.undecided), "rooms": rooms, "ending": said.ending}
        line = self._connection()
        with line.pipeline(), line.transaction():
            # What a crash of the database would forget, the next heartbeat says again.
            line.execute("SET LOCAL synchronous_commit = off")
            line.execute(_BEAT, values)

    def _write_seen(self, seats: Collection[int]) -> None:
        """Write down that seats are here, in order, so that two processes never wait for each other crosswise."""
        now = time.monotonic()
        self._seen = {seat: at for seat, at in self._seen.items() if at + SEEN_AGAIN_SECONDS > now}
        if not (due := sorted(set(seats) - self._seen.keys())):
            return
        try:
            with self._connection().transaction():
                self._connection().execute("SET LOCAL synchronous_commit = off")
                self._connection().execute(_SEEN, (due,))
        except psycopg.Error as error:  # the heartbeat stands
            log.warning("seat_presence.failed", error=str(error))
        self._seen.update(dict.fromkeys(due, now))

    def _ask_clock(self) -> int:
        row = self._connection().execute(f"SELECT {journal.NOW_MS}").fetchone()  # a constant
        assert row is not None  # noqa: S101 # the statement always has a row
        return int(row[0])

    def _leave_rooms(self) -> None:
        """Serve no room and live no more, unless nobody else goes on. The last sign of life stays."""
        if self._report is not None:
            self._connection().execute(_LEAVE, {"process": self._process})


# While others go on, nobody waits for a process that ended in order: its people are with them. The last one keeps its
# rooms, and so do all that end at the same time, since nobody has their people: they wait until somebody serves them
# again, as after a kill, and what was lost meanwhile is a stall.
_LEAVE = f"""
    WITH others AS (
        SELECT count(*) > 0 AS live FROM auctions_heartbeat
        WHERE kind = 'web' AND process <> %(process)s AND NOT ending
            AND turned_at > clock_timestamp() - interval '{STALL_MS} ms'
    )
    UPDATE auctions_heartbeat SET undecided = '{{}}', ending = true,
        rooms = CASE WHEN live THEN '{{}}' ELSE rooms END,
        turned_at = CASE WHEN live THEN turned_at - interval '{STALL_MS} ms' ELSE turned_at END
    FROM others WHERE process = %(process)s
"""  # noqa: S608 # constants


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()
