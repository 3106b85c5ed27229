"""Reports of a room's web processes, read under the auction's lock: what is decided, and what has stalled.

    1  a process of the room has sockets of its seats, took a bid of it over HTTP, or has an undecided bid of it
    2  one that lives says up to which instant all it stamped is decided
    3  one that is silent is waited for, until the seats it served are back elsewhere, and 5 s at most; then it is gone,
       and that while was a stall, which nobody else can write down
    4  where no web process lives at all, nobody can bid: then all are waited for, and the outage pauses the auction

Silence is measured against those that live: while the database was away, nobody could speak.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson

from auctions.rules.pace.quiet_hours import Span
from auctions.store import columns, wire
from auctions.store.heartbeat import STALL_MS, process_name

GONE_MS = 5000
"""A silent process is waited for so long, while others live."""
SENT_AGAIN_MS = 1000
"""After the seats of a process are back elsewhere, they have so long to send again what it didn't answer."""


@dataclass(frozen=True, slots=True)
class WebProcess:
    """A web process as its last heartbeat tells; instants in epoch ms. `seats` is None if it isn't of the room."""

    process: str
    turned_at: int
    steady_since: int
    undecided: int | None
    seats: Mapping[str, int] | None

    @property
    def of_room(self) -> bool:
        """True if a bid for the room may have come here."""
        return self.seats is not None or self.undecided is not None

    @property
    def closed_up_to(self) -> int:
        """The instant up to which all that it stamped is decided."""
        return self.turned_at if self.undecided is None else min(self.turned_at, self.undecided - 1)


@dataclass(frozen=True, slots=True)
class RoomReport:
    """`closed_up_to`: no process has an undecided bid that arrived by then; None: there is no process to ask.

    `gone` are processes that are waited for no longer, each with the stall that it left; `silent` are those that are
    waited for, each with its silence so far. A process that is just back decides bids before it has said so.
    `undecided_elsewhere` is the earliest arrival that another process than this one has not decided.
    """

    closed_up_to: int | None = None
    undecided_elsewhere: int | None = None
    stalls: tuple[Span, ...] = ()
    counted: tuple[Span, ...] = ()
    gone: tuple[tuple[str, Span], ...] = ()
    silent: tuple[tuple[str, Span], ...] = ()

    @property
    def stalls_so_far(self) -> tuple[Span, ...]:
        """The stalls, and the silences so far of those that are waited for."""
        return (*self.stalls, *(span for _, span in self.silent))

    @property
    def has_news(self) -> bool:
        """True if there is a stall that wasn't counted."""
        return len(self.stalls) > len(self.counted)

    @property
    def counted_until(self) -> int:
        """The end of the last stall that was counted; 0 if there is none."""
        return max((ended for _, ended in self.counted), default=0)


_PROCESSES = f"""
    SELECT process, {columns.ms("turned_at")}, {columns.ms("steady_since")}, (undecided ->> %(auction)s::text)::bigint,
        (rooms -> %(auction)s::text)::text
    FROM auctions_heartbeat WHERE kind = 'web' AND at > clock_timestamp() - interval '1 minute'
"""  # noqa: S608 # constants
_STALLS = f"""
    SELECT process, {columns.ms("began_at")}, {columns.ms("ended_at")}, counted FROM auctions_stall
    WHERE auction_id = %s AND ended_at > {columns.instant("%s::bigint")}
"""  # noqa: S608 # constants
_COUNT = "UPDATE auctions_stall SET counted = true WHERE auction_id = %s AND NOT counted"
_STALLED = f"""
    SELECT id FROM auctions_auction WHERE status = 'active' AND (
        id IN (SELECT auction_id FROM auctions_stall
            WHERE NOT counted AND ended_at > clock_timestamp() - interval '1 minute')
        OR id IN (SELECT jsonb_object_keys(rooms)::uuid FROM auctions_heartbeat
            WHERE kind = 'web' AND turned_at < clock_timestamp() - interval '{SENT_AGAIN_MS} ms'
                AND at > clock_timestamp() - interval '1 minute')
    )
"""  # noqa: S608 # constants
_FORGET = """
    UPDATE auctions_heartbeat SET rooms = rooms - %(auction)s::text, undecided = undecided - %(auction)s::text
    WHERE process IN (SELECT process FROM auctions_heartbeat WHERE process = ANY(%(gone)s) FOR UPDATE SKIP LOCKED)
"""
_ADD_GONE = f"""
    INSERT INTO auctions_stall (auction_id, process, began_at, ended_at, counted)
    VALUES (%s, %s, {columns.instant("%s::bigint")}, {columns.instant("%s::bigint")}, true)
"""  # noqa: S608 # constants


def read(auction_id: UUID, now: int, since: int) -> RoomReport:
    """Return what is known at `now`, with the stalls that ended after `since`. Call it under the auction's lock."""
    rows = wire.raw().execute(_PROCESSES, {"auction": str(auction_id)}).fetchall()
    stored: list[Any] = wire.raw().execute(_STALLS, (auction_id, since)).fetchall()
    processes = [
        WebProcess(process, turned_at, steady_since, undecided, None if seats is None else orjson.loads(seats))
        for process, turned_at, steady_since, undecided, seats in rows
    ]
    return report_of(processes, stored, now, since, own=process_name("web"))


def stalled_auctions() -> list[UUID]:
    """Return the running auctions with a stall that moved no deadline yet, or with a process that is silent."""
    return [auction_id for (auction_id,) in wire.raw().execute(_STALLED)]


def report_of(
    processes: Iterable[WebProcess],
    stored: Iterable[tuple[str, int, int, bool]],
    now: int,
    since: int,
    *,
    own: str = "",
) -> RoomReport:
    """Return what processes and the stalls written down tell: (process, began, ended, counted) each.

    Of a process that was gone at `since` there is nothing to tell. `own` is the name of the one that asks.
    """
    stored = list(stored)
    written = {(process, began, ended) for process, began, ended, _ in stored}
    processes = list(processes)
    living = [web_process for web_process in processes if now - web_process.turned_at <= STALL_MS]
    asked: list[WebProcess] = []
    gone: list[tuple[str, Span]] = []
    silent: list[tuple[str, Span]] = []
    for web_process in processes:
        if not web_process.of_room:
            continue
        left_at = None if web_process in living else _left_at(web_process, living)
        if left_at is None or left_at > now:
            asked.append(web_process)
            if web_process not in living:
                silent.append((web_process.process, (web_process.turned_at, now)))
        elif left_at > since and (web_process.process, web_process.turned_at, left_at) not in written:
            gone.append((web_process.process, (web_process.turned_at, left_at)))
    return RoomReport(
        closed_up_to=min((each.closed_up_to for each in asked), default=None),
        undecided_elsewhere=min(
            (each.undecided for each in asked if each.undecided is not None and each.process != own), default=None
        ),
        stalls=(*((began, ended) for _, began, ended, _ in stored), *(span for _, span in gone)),
        counted=tuple((began, ended) for _, began, ended, counted in stored if counted),
        gone=tuple(gone),
        silent=tuple(silent),
    )


def _left_at(silent: WebProcess, living: list[WebProcess]) -> int | None:
    """Return the instant from which a silent process is waited for no longer; None while nobody lives."""
    if not living:
        return None
    at_most = max(min(each.steady_since for each in living), silent.turned_at) + GONE_MS
    back: list[int] = []
    for seat in silent.seats or {}:
        came = [since for each in living if (since := (each.seats or {}).get(seat, 0)) > silent.turned_at]
        if not came:
            return at_most
        back.append(min(came))
    return min(at_most, max(back, default=silent.turned_at) + SENT_AGAIN_MS)


def note_counted(auction_id: UUID, report: RoomReport, *, so_far: bool) -> None:
    """Write down, in the transaction that moves deadlines, that a report's stalls, or those so far, have moved them.

    A process that is gone isn't of the room any more. Should it come back, its next heartbeat says so.
    """
    wire.raw().execute(_COUNT, (auction_id,))
    for process, (began, ended) in (*report.gone, *(report.silent if so_far else ())):
        wire.raw().execute(_ADD_GONE, (auction_id, process, began, ended))
    if report.gone:
        gone = [process for process, _ in report.gone]
        wire.raw().execute(_FORGET, {"auction": str(auction_id), "gone": gone})
