"""Whose assets were and are: what standings, pages and the API read. Nothing here writes.

All of it as of what `services_ownership.refresh` has seen; call that first.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import OuterRef, Q, QuerySet, Subquery

from auctions.models import Auction, Participant
from leagues import queries as leagues
from leagues.models import Asset, Member
from season.models import Ownership


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


@dataclass(frozen=True, slots=True)
class Roster:
    """What a member owns now, in order of name; `available` is what they have left, if they had a seat."""

    member: Member
    owned: list[Ownership]
    available: int | None


def rosters(league_id: UUID) -> list[Roster]:
    """Everybody who plays or owns something, by name, with the money of the league's current auction."""
    owned: dict[int, list[Ownership]] = defaultdict(list)
    for row in owned_now(league_id):
        owned[row.member_id].append(row)
    playing = leagues.players_of(league_id).values("pk")
    members = Member.objects.filter(Q(pk__in=playing) | Q(pk__in=owned), league=league_id).select_related("user")
    money = dict(Participant.objects.filter(auction=current_auction(league_id)).values_list("member_id", "available"))
    found = [Roster(each, owned.get(each.pk, []), money.get(each.pk)) for each in members]
    return sorted(found, key=lambda each: each.member.user.display_name.casefold())


def current_auction(league_id: UUID) -> Auction | None:
    """The one that began last and wasn't cancelled."""
    begun = Auction.objects.filter(league=league_id).exclude(begun_at=None)
    return begun.exclude(status=Auction.Status.CANCELLED).order_by("-begun_at").first()


def owners_of(league_id: UUID, asset: Asset) -> list[Ownership]:
    """Whose the asset was, one after the other."""
    rows = Ownership.objects.filter(league=league_id, asset=asset).select_related("member__user")
    return list(rows.order_by("from_at"))
