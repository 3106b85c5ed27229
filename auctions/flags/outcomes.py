"""What can go wrong for a league and its auctions while a release runs, from what the journal and its tables know.

The first failure of each since its moment, in one query, whichever of the two a flag goes by.
"""

from collections.abc import Mapping
from datetime import datetime

from auctions.models import Auction
from auctions.rules import lifecycle
from auctions.rules.codes import Code
from auctions.rules.events import EventKind
from rollouts.evaluation.types import BucketBy
from rollouts.exposures.outcomes import OutcomeMetric, read_first

_KINDS = frozenset({BucketBy.LEAGUE, BucketBy.AUCTION})
_COLUMNS = {BucketBy.LEAGUE: "league_id", BucketBy.AUCTION: "id"}
_FIRST = """
    SELECT asked.subject, min({moment})
    FROM unnest(%s::uuid[], %s::timestamptz[]) AS asked (subject, since)
    JOIN auctions_auction AS auction ON auction.{column} = asked.subject
    JOIN {table} AS found ON found.auction_id = auction.id AND {moment} >= asked.since
    WHERE {condition} GROUP BY asked.subject
"""


def _metric(name: str, says: str, table: str, moment: str, condition: str, *values: str) -> OutcomeMetric:
    """Return the metric of rows `found` of an auction's table, at their moment, for which the condition holds."""

    def first_failures(kind: BucketBy, since: Mapping[str, datetime]) -> Mapping[str, datetime]:
        query = _FIRST.format(table=table, moment=moment, condition=condition, column=_COLUMNS[kind])
        return read_first(query, since, *values)

    return OutcomeMetric(name=name, says=says, kinds=_KINDS, first_failures=first_failures)


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
        "server_stalled",
        "had a lot's time made up for because a server stood still",
        "auctions_stall",
        "found.ended_at",
        "found.counted",
    ),
)
"""Each as "had at least one"."""
