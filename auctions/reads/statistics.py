"""What the database knows of all auctions at this moment, for who watches the site: counts, never a row."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from auctions.clock import LATE
from auctions.models import Auction
from auctions.publish import groups, presence
from auctions.store.heartbeat import SILENT_SECONDS

ASK_MS = 2000
"""No question may take longer."""
ROOMS_AT_MOST = 200


@dataclass(frozen=True, slots=True)
class AuctionCounts:
    """How many auctions there are of a status, made with or without a waiting room; how many began; their events."""

    status: str
    waiting_room: bool
    made: int
    begun: int
    events: int


@dataclass(frozen=True, slots=True)
class HeartbeatCounts:
    """Of one kind of process: how many are alive, and how long ago any did, in seconds."""

    kind: str
    alive: int
    age: float


@dataclass(frozen=True, slots=True)
class Statistics:
    """All of it. Seconds are floats."""

    auctions: tuple[AuctionCounts, ...]
    heartbeats: tuple[HeartbeatCounts, ...]
    lots_open: int
    lots_overdue: int
    clock_lag: float
    running: tuple[UUID, ...]


_AUCTIONS = """
    SELECT status, waiting_room, count(*), count(begun_at), coalesce(sum(seq), 0)::bigint
    FROM auctions_auction GROUP BY status, waiting_room
"""
# An auction with an open lot is due at the lot's end and the grace; without a deadline, which is a fault, at its end.
_LOTS = """
    SELECT count(*), count(*) FILTER (WHERE coalesce(auction.next_deadline, lot.ends_at) < clock_timestamp() - %s)
    FROM auctions_auction auction JOIN auctions_lot lot ON lot.auction_id = auction.id AND lot.status = 'open'
    WHERE auction.status = 'active'
"""
_LAG = """
    SELECT coalesce(extract(epoch from clock_timestamp() - min(next_deadline)), 0)
    FROM auctions_auction WHERE next_deadline <= clock_timestamp()
"""
_HEARTBEATS = """
    SELECT kind, count(*) FILTER (WHERE at > clock_timestamp() - %s * interval '1 s'),
        extract(epoch from clock_timestamp() - max(at))
    FROM auctions_heartbeat GROUP BY kind
"""
_RUNNING = """
    SELECT id FROM auctions_auction WHERE status = ANY(%s)
    ORDER BY created_at DESC LIMIT %s
"""


def read_statistics() -> Statistics:
    """Ask the database: five questions, none of which looks at a bid, an event or a lot that isn't open."""
    with _bounded() as cursor:
        auctions = tuple(AuctionCounts(*row) for row in _all(cursor, _AUCTIONS))
        [(lots_open, overdue)] = _all(cursor, _LOTS, LATE)
        [(lag,)] = _all(cursor, _LAG)
        beats = tuple(
            HeartbeatCounts(kind, alive, float(age)) for kind, alive, age in _all(cursor, _HEARTBEATS, SILENT_SECONDS)
        )
        running = tuple(row[0] for row in _all(cursor, _RUNNING, [*Auction.RUNNING], ROOMS_AT_MOST))
    return Statistics(auctions, beats, lots_open, overdue, float(lag), running)


@dataclass(frozen=True, slots=True)
class DayTotals:
    """What happened since some moment. `spent` is in the units of each league; a sale that was taken back is none.

    `lately` are the bids of the last `LATELY_MINUTES`, and `refused_lately` those of them that were refused.
    """

    made: int
    begun: int
    completed: int
    sold: int
    spent: int
    bids: int
    refused: int
    lately: int
    refused_lately: int


LATELY_MINUTES = 5
# Neither events nor bids are found by their time alone, but by their auction: only those are looked at that run, or
# whose newest event is of this time.
_DAY = f"""
    WITH of AS (SELECT %s::timestamptz AS since), touched AS MATERIALIZED (
        SELECT auction.id FROM of, auctions_auction auction
        LEFT JOIN auctions_auctionevent newest ON newest.auction_id = auction.id AND newest.seq = auction.seq
        WHERE newest.at >= of.since OR auction.status = ANY(%s)
    ), sold AS (
        SELECT count(*) AS lots, coalesce(sum(lot.sold_for), 0)::bigint AS spent FROM of, touched
        JOIN auctions_lot lot ON lot.auction_id = touched.id AND lot.status = 'sold'
        JOIN auctions_auctionevent closing ON closing.auction_id = lot.auction_id AND closing.seq = lot.closed_seq
        WHERE closing.at >= of.since
    ), bids AS (
        SELECT count(*) AS every, count(*) FILTER (WHERE bid.code <> 'ok') AS refused,
            count(*) FILTER (WHERE bid.decided_at > clock_timestamp() - interval '{LATELY_MINUTES} min') AS lately,
            count(*) FILTER (
                WHERE bid.code <> 'ok' AND bid.decided_at > clock_timestamp() - interval '{LATELY_MINUTES} min'
            ) AS refused_lately
        FROM of, touched JOIN auctions_bid bid ON bid.auction_id = touched.id WHERE bid.decided_at >= of.since
    )
    SELECT
        (SELECT count(*) FROM of, auctions_auction WHERE created_at >= of.since),
        (SELECT count(*) FROM of, auctions_auction WHERE begun_at >= of.since),
        (SELECT count(*) FROM of, touched JOIN auctions_auctionevent event ON event.auction_id = touched.id
            WHERE event.kind = 'auction_completed' AND event.at >= of.since),
        sold.lots, sold.spent, bids.every, bids.refused, bids.lately, bids.refused_lately
    FROM sold, bids
"""  # noqa: S608 # a constant


def read_day_totals(since: datetime) -> DayTotals:
    """What happened since then, in one question."""
    with _bounded() as cursor:
        [row] = _all(cursor, _DAY, since, [*Auction.RUNNING])
    return DayTotals(*row)


def room_sizes(auctions: tuple[UUID, ...]) -> list[int] | None:
    """How many sockets are in each of these rooms, over all processes; None without Redis."""
    sizes = presence.sizes_now([groups.auction_room(each) for each in auctions])
    known = [size for size in sizes if size is not None]
    return known if len(known) == len(sizes) else None


@contextmanager
def _bounded() -> Iterator[Any]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL statement_timeout = {ASK_MS}")
        yield cursor


def _all(cursor: Any, query: str, *values: Any) -> list[tuple[Any, ...]]:
    cursor.execute(query, values)
    rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
