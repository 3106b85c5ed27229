"""Failures of a league and its auctions while a release runs, from what the journal and its tables know.

The first failure of each since its moment, in one query, whichever of the two a flag goes by.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from auctions.models import Auction
from auctions.publish.telemetry import BEGIN_REFUSED
from auctions.rules import lifecycle
from auctions.rules.codes import Code
from auctions.rules.events import EventKind
from rollouts.evaluation.types import BucketBy
from rollouts.exposures.outcomes import OutcomeMetric, noted_metric, read_first

SLOW_BID_MS = 1000
"""A bid that takes longer from its arrival to its decision is seen to hang."""
LONG_WAIT = timedelta(hours=1)
"""So long an auction may wait from being made to being begun; a league that meets for it begins within minutes."""
LONG_EVENING = timedelta(days=1)
"""So long a live auction may take from being begun to being over."""
_KINDS = frozenset({BucketBy.LEAGUE, BucketBy.AUCTION})
_COLUMNS = {BucketBy.LEAGUE: "league_id", BucketBy.AUCTION: "id"}
_FIRST = """
    SELECT asked.subject, min({moment})
    FROM unnest(%s::uuid[], %s::timestamptz[]) AS asked (subject, since)
    JOIN auctions_auction AS auction ON auction.{column} = asked.subject
    JOIN {table} AS found ON found.auction_id = auction.id AND {moment} >= asked.since
    WHERE {condition} GROUP BY asked.subject
"""


def _metric(name: str, says: str, table: str, moment: str, condition: str, *values: Any) -> OutcomeMetric:
    """Return the metric of rows `found` of an auction's table, at their moment, for which the condition holds."""

    def first_failures(kind: BucketBy, since: Mapping[str, datetime]) -> Mapping[str, datetime]:
        query = _FIRST.format(table=table, moment=moment, condition=condition, column=_COLUMNS[kind])
        return read_first(query, since, *values)

    return OutcomeMetric(name=name, says=says, kinds=_KINDS, first_failures=first_failures)


# Auctions of which nothing ended something in time: when it should have been at the latest is the moment of failure.
_OVERDUE = """(
    SELECT id AS auction_id, {start} AS began, {start} + interval '{seconds} seconds' AS at
    FROM auctions_auction WHERE format = 'live' AND {start} + interval '{seconds} seconds' < clock_timestamp()
)"""
_NOT_IN_TIME = """
    found.began >= asked.since AND NOT EXISTS (
        SELECT FROM auctions_auctionevent AS ending
        WHERE ending.auction_id = auction.id AND ending.kind = ANY(%s) AND ending.at <= found.at
    )
"""


def _overdue(name: str, says: str, start: str, limit: timedelta, endings: Sequence[EventKind]) -> OutcomeMetric:
    """Return the metric of live auctions that had no such ending within a limit of their start, a column."""
    table = _OVERDUE.format(start=start, seconds=int(limit.total_seconds()))
    return _metric(name, says, table, "found.at", _NOT_IN_TIME, [each.value for each in endings])


_EVENT = "auctions_auctionevent", "found.at"
METRICS = (
    _metric(
        "auction_cancelled",
        "had an auction cancelled",
        *_EVENT,
        "auction.status = %s AND found.kind = %s",
        Auction.Status.CANCELLED.value,
        EventKind.AUCTION_CANCELLED.value,
    ),
    _metric(
        "outage_pause",
        "had an auction paused because servers were away",
        *_EVENT,
        "found.kind = %s AND found.payload -> 'detail' ->> 'reason' = %s",
        EventKind.AUCTION_PAUSED.value,
        lifecycle.OUTAGE,
    ),
    _metric(
        "bid_missed",
        "had a bid in time that we decided too late",
        "auctions_bid",
        "found.decided_at",
        "found.code = %s",
        Code.MISSED_BY_SERVER.value,
    ),
    _metric(
        "bid_slow",
        f"had a bid that took longer than {SLOW_BID_MS} ms from its arrival to its decision",
        "auctions_bid",
        "found.decided_at",
        "found.decided_at - found.arrived_at > %s",
        timedelta(milliseconds=SLOW_BID_MS),
    ),
    _metric(
        "room_empty",
        "had an auction paused because nobody was left in its room",
        *_EVENT,
        "found.kind = %s AND found.payload -> 'detail' ->> 'reason' = %s",
        EventKind.AUCTION_PAUSED.value,
        lifecycle.EMPTY_ROOM,
    ),
    noted_metric(BEGIN_REFUSED, "had the begin of an auction refused, where it should have begun", _KINDS),
    _overdue(
        "begin_late",
        "had an auction that waited longer than an hour to be begun",
        "created_at",
        LONG_WAIT,
        (EventKind.AUCTION_BEGUN, EventKind.AUCTION_CANCELLED),
    ),
    _overdue(
        "not_completed",
        "had an auction that wasn't over a day after it was begun",
        "begun_at",
        LONG_EVENING,
        (EventKind.AUCTION_COMPLETED, EventKind.AUCTION_CANCELLED),
    ),
    _metric(
        "server_stalled",
        "had a lot's time made up for because a server stood still",
        "auctions_stall",
        "found.ended_at",
        "found.counted",
    ),
)
"""Each as "had at least one"."""
