"""Whose assets were and are: what standings, pages and the API read. Nothing here writes.

All of it as of what `services_ownership.refresh` has seen; call that first.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import OuterRef, Q, QuerySet, Subquery

from season.league_models import Ownership


class Owner(NamedTuple):
    """At an instant an asset belonged to a member, and had cost `price` whole units at its auction."""

    at: datetime
    asset: int
    member: int
    price: int


_OWNERS_AT = """
    SELECT instant, owned.asset_id, owned.member_id, owned.price FROM unnest(%s::timestamptz[]) AS instant
    JOIN season_ownership AS owned
        ON owned.league_id = %s AND tstzrange(owned.from_at, owned.until_at, '[)') @> instant
    ORDER BY instant, owned.asset_id
"""


def owners_at(league_id: UUID, instants: Iterable[datetime]) -> list[Owner]:
    """Whose all assets of the league were at each of these instants; what was nobody's isn't in the answer."""
    with connection.cursor() as cursor:
        cursor.execute(_OWNERS_AT, ([*instants], league_id))
        return [Owner(*row) for row in cursor]


def owner_at(league_id: UUID, *, asset: str, at: str) -> Subquery:
    """For queries of other rows: the member whose the asset in the field `asset` was at the instant in `at`.

    As in `points.annotate(owner=owner_at(league, asset="performance__asset", at="performance__fixture__kickoff"))`.
    """
    return Subquery(_owned_at(league_id, OuterRef(at)).filter(asset=OuterRef(asset)).values("member")[:1])


def owned_now(league_id: UUID) -> QuerySet[Ownership]:
    """What belongs to whom in the league now, by name of the asset."""
    now = Ownership.objects.filter(league=league_id, until_at=None)
    return now.select_related("asset", "member__user").order_by("asset__name", "asset_id")


def _owned_at(league_id: UUID, at: OuterRef) -> QuerySet[Ownership]:
    still = Q(until_at=None) | Q(until_at__gt=at)
    return Ownership.objects.filter(still, league=league_id, from_at__lte=at)
