"""Counts over all auctions at this moment, for monitoring and the control room; never a row."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from auctions.clock import LATE
from auctions.publish import groups, presence
from auctions.rules.state import NOT_OVER
from auctions.store.heartbeat import SILENT_SECONDS

QUERY_TIMEOUT_MS = 2000
"""No query may take longer."""
ROOMS_AT_MOST = 200


@dataclass(frozen=True, slots=True)
class AuctionCounts:
    """The number of auctions of a status and mode; `begun` of them have begun; `events` is the sum of their events."""

    status: str
    waiting_room: bool
    made: int
    begun: int
    events: int


@dataclass(frozen=True, slots=True)
class HeartbeatCounts:
    """One kind of process: the number that is alive, and the seconds since the newest beat."""

    kind: str
    alive: int
    age: float


@dataclass(frozen=True, slots=True)
class Statistics:
    """All counts of this moment. Seconds are floats."""

    auctions: tuple[AuctionCounts, ...]
    heartbeats: tuple[HeartbeatCounts, ...]
    lots_open: int
    lots_overdue: int
    clock_lag: float
    running: tuple[UUID, ...]


# Asked at every scrape, so none of these reads a table that grows with the bids.
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
    FROM auctions_auction WHERE next_deadline <= (SELECT clock_timestamp())
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
    """Return the counts of now: five queries, none of which reads a bid, an event or a lot that isn't open."""
    with _bounded_cursor() as cursor:
        auctions = tuple(AuctionCounts(*row) for row in _fetch_all(cursor, _AUCTIONS))
        [(lots_open, overdue)] = _fetch_all(cursor, _LOTS, LATE)
        [(lag,)] = _fetch_all(cursor, _LAG)
        rows = _fetch_all(cursor, _HEARTBEATS, SILENT_SECONDS)
        beats = tuple(HeartbeatCounts(kind, alive, float(age)) for kind, alive, age in rows)
        running = tuple(row[0] for row in _fetch_all(cursor, _RUNNING, [*NOT_OVER], ROOMS_AT_MOST))
    return Statistics(auctions, beats, lots_open, overdue, float(lag), running)


@dataclass(frozen=True, slots=True)
class DayTotals:
    """Totals since some moment. `spent` is in the units of each league; a sale that was undone doesn't count.

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
# Neither events nor bids have an index by their time alone, and both tables grow for ever. So `touched` first finds the
# auctions in which anything can have happened (those that run, and those whose newest event is recent), and everything
# else is read by the index of its auction. `OFFSET 0`, and conditions in place of joins, hold Postgres to that: it
# takes so many auctions for touched that it would read all there ever was.
_DAY = f"""
    WITH of AS (SELECT %s::timestamptz AS since), touched AS MATERIALIZED (
        SELECT auction.id FROM of, auctions_auction auction
        WHERE auction.status = ANY(%s) OR of.since <= (
            SELECT at FROM auctions_auctionevent newest
            WHERE newest.auction_id = auction.id AND newest.seq = auction.seq
        )
    ), sold AS (
        SELECT count(*) AS lots, coalesce(sum(lot.sold_for), 0)::bigint AS spent FROM of, touched,
            LATERAL (SELECT * FROM auctions_lot WHERE auction_id = touched.id AND status = 'sold' OFFSET 0) AS lot
        WHERE of.since <= (
            SELECT at FROM auctions_auctionevent closing
            WHERE closing.auction_id = lot.auction_id AND closing.seq = lot.closed_seq
        )
    ), bids AS (
        SELECT count(*) AS every, count(*) FILTER (WHERE bid.code <> 'ok') AS refused,
            count(*) FILTER (WHERE bid.decided_at > clock_timestamp() - interval '{LATELY_MINUTES} min') AS lately,
            count(*) FILTER (
                WHERE bid.code <> 'ok' AND bid.decided_at > clock_timestamp() - interval '{LATELY_MINUTES} min'
            ) AS refused_lately
        FROM of, touched, LATERAL (SELECT * FROM auctions_bid WHERE auction_id = touched.id OFFSET 0) AS bid
        WHERE bid.decided_at >= of.since
    )
    SELECT
        (SELECT count(*) FROM of, auctions_auction WHERE created_at >= of.since),
        (SELECT count(*) FROM of, auctions_auction WHERE begun_at >= of.since),
        (SELECT count(*) FROM of, touched,
            LATERAL (SELECT * FROM auctions_auctionevent WHERE auction_id = touched.id OFFSET 0) AS event
            WHERE event.kind = 'auction_completed' AND event.at >= of.since),
        sold.lots, sold.spent, bids.every, bids.refused, bids.lately, bids.refused_lately
    FROM sold, bids
"""  # noqa: S608 # a constant


def read_day_totals(since: datetime) -> DayTotals:
    """Return the totals since an instant, by one query."""
    with _bounded_cursor() as cursor:
        [row] = _fetch_all(cursor, _DAY, since, [*NOT_OVER])
    return DayTotals(*row)


def room_sizes(auctions: tuple[UUID, ...]) -> list[int] | None:
    """Return the number of sockets in each auction's room, over all processes; None without Redis."""
    sizes = presence.read_sizes_now([groups.auction_room(each) for each in auctions])
    answered = [size for size in sizes if size is not None]
    return answered if len(answered) == len(sizes) else None


@contextmanager
def _bounded_cursor() -> Iterator[Any]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL statement_timeout = {QUERY_TIMEOUT_MS}")
        yield cursor


def _fetch_all(cursor: Any, query: str, *values: Any) -> list[tuple[Any, ...]]:
    cursor.execute(query, values)
    rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
