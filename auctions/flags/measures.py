"""Measures leagues and auctions after they met a flag, from the journal and its tables: a number for each."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from auctions.rules.events import EventKind
from rollouts.evaluation.types import BucketBy
from rollouts.exposures.measures import OutcomeMeasure

EVENING, SEASON = timedelta(days=2), timedelta(days=28)
"""So long after meeting a flag an auction may be made, begun and over; and so long managers have to come back."""
_BOTH, _LEAGUES = frozenset({BucketBy.LEAGUE, BucketBy.AUCTION}), frozenset({BucketBy.LEAGUE})
_COLUMNS = {BucketBy.LEAGUE: "league_id", BucketBy.AUCTION: "id"}
_ASKED = """
    WITH asked AS (
        SELECT subject, since, since + %s AS until
        FROM unnest(%s::uuid[], %s::timestamptz[]) AS asked (subject, since)
    )
"""
_COMPLETED = """
    SELECT asked.subject, 1 FROM asked WHERE EXISTS (
        SELECT FROM auctions_auction AS auction
        JOIN auctions_auctionevent AS event ON event.auction_id = auction.id AND event.kind = %s
        WHERE auction.{column} = asked.subject AND event.at >= asked.since AND event.at < asked.until
    )
"""
_BIDS_PER_LOT = """
    SELECT asked.subject, bids.number::float / lots.number
    FROM asked, LATERAL (
        SELECT count(*) AS number FROM auctions_bid AS bid
        JOIN auctions_auction AS auction ON auction.id = bid.auction_id
        WHERE auction.{column} = asked.subject AND bid.code = 'ok'
          AND bid.decided_at >= asked.since AND bid.decided_at < asked.until
    ) AS bids, LATERAL (
        SELECT count(*) AS number FROM auctions_auctionevent AS event
        JOIN auctions_auction AS auction ON auction.id = event.auction_id
        WHERE auction.{column} = asked.subject AND event.kind = ANY(%s)
          AND event.at >= asked.since AND event.at < asked.until
    ) AS lots
    WHERE lots.number > 0
"""
_SECONDS_TO_BEGIN = """
    SELECT asked.subject, min(extract(epoch FROM auction.begun_at - auction.created_at))::float
    FROM asked JOIN auctions_auction AS auction ON auction.{column} = asked.subject
    WHERE auction.created_at >= asked.since AND auction.begun_at < asked.until
    GROUP BY asked.subject
"""
_CAME_BACK = """
    SELECT subject, avg((auctions > 1)::int)::float FROM (
        SELECT asked.subject, seat.member_id, count(DISTINCT seat.auction_id) AS auctions
        FROM asked JOIN auctions_auction AS auction ON auction.league_id = asked.subject
        JOIN auctions_participant AS seat ON seat.auction_id = auction.id
        WHERE EXISTS (
            SELECT FROM auctions_bid AS bid
            WHERE bid.participant_id = seat.id AND bid.code = 'ok'
              AND bid.decided_at >= asked.since AND bid.decided_at < asked.until
        )
        GROUP BY asked.subject, seat.member_id
    ) AS manager GROUP BY subject
"""


def _measure(
    name: str,
    says: str,
    query: str,
    *more: Any,
    kinds: frozenset[BucketBy] = _BOTH,
    within: timedelta = EVENING,
    wants_more: bool = True,
    missing: float = 0.0,
    typical: str = "mean",
    unit: str = "number",
) -> OutcomeMeasure:
    def measure(kind: BucketBy, since: Mapping[str, datetime]) -> Mapping[str, float]:
        text = _ASKED + query.format(column=_COLUMNS[kind])
        with connection.cursor() as cursor:
            asked: list[Any] = [within, list(since), list(since.values()), *more]
            cursor.execute(text, asked)
            return {str(subject): float(value) for subject, value in cursor.fetchall()}

    return OutcomeMeasure(
        name=name,
        says=says,
        kinds=kinds,
        within=within,
        wants_more=wants_more,
        measure=measure,
        missing=missing,
        typical=typical,
        unit=unit,
    )


MEASURES = (
    _measure("completed", "completed an auction", _COMPLETED, EventKind.AUCTION_COMPLETED.value, unit="share"),
    _measure(
        "bids_per_lot",
        "bids on each lot that closed",
        _BIDS_PER_LOT,
        [EventKind.LOT_SOLD.value, EventKind.LOT_UNSOLD.value],
        typical="median",
    ),
    _measure(
        "time_to_begin",
        "time from an auction's making to its begin",
        _SECONDS_TO_BEGIN,
        wants_more=False,
        missing=float("inf"),
        typical="median",
        unit="seconds",
    ),
    _measure(
        "managers_back",
        "managers who bid in another auction too",
        _CAME_BACK,
        kinds=_LEAGUES,
        within=SEASON,
        unit="share",
    ),
)
