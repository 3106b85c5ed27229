"""What pages and the API read about sports' schemes, competitions, fixtures and points. Nothing here writes."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import OuterRef, Q, QuerySet, Subquery

from accounts.models import User
from leagues import queries as leagues
from leagues.models import Asset, League
from season.assets import AssetIndex, Listed
from season.league_models import LeagueSettings, Ownership
from season.models import AssetPoints, Competition, Fixture, LeagueSeason, Scheme, SchemeVersion, Upload
from season.settings import SeasonSettings


def uploads_for_download(user: User) -> dict[str, Any]:
    """The files that the user brought, for the download of their data."""
    rows = Upload.objects.filter(by=user).order_by("created_at")
    return {"uploads": list(rows.values("competition__name", "kind", "file_name", "created_at", "applied_at"))}


def current_scheme(sport_key: str) -> Scheme | None:
    """The scheme that the sport recommends now; None if it has none yet."""
    version = SchemeVersion.objects.select_related("scheme").filter(sport=sport_key).order_by("-number").first()
    return version.scheme if version else None


def competitions_for(league: League) -> QuerySet[Competition]:
    """What the league may follow: its sport's shared competitions and its own, by name."""
    return Competition.objects.filter(Q(league=None) | Q(league=league), sport=league.sport_id).order_by("name", "id")


def competition_of(key: str, sport_key: str = "", league_code: str = "") -> Competition | None:
    """The competition of a key: a league's own if its code is given, else a shared one. None unless just one fits."""
    found = Competition.objects.select_related("sport", "league").filter(key=key)
    found = found.filter(league__code=league_code.upper()) if league_code else found.filter(league=None)
    found = found.filter(sport=sport_key) if sport_key else found
    return found.get() if found.count() == 1 else None


def seasons_of(league: League) -> QuerySet[LeagueSeason]:
    """The competitions that the league follows, newest first, with their schemes."""
    return league.seasons.select_related("competition", "scheme")


def listed_assets(competition: Competition) -> QuerySet[Asset]:
    """What can score in the competition, by name: its league's list, or the one that all leagues share."""
    if competition.league is None:
        return leagues.shared_assets_of(competition.sport_id)
    return leagues.assets_of(competition.league)


def asset_index(competition: Competition) -> AssetIndex:
    """Finds the competition's assets by what files call them."""
    rows = listed_assets(competition).values_list("id", "external_id", "name", "position")
    word, prefix = competition.sport.asset_word, competition.asset_prefix
    return AssetIndex((Listed(*row) for row in rows), word=word, prefix=prefix)


def fixtures_of(competition: Competition) -> QuerySet[Fixture]:
    """The competition's fixtures with their rounds, by kick-off; those without a date last."""
    return competition.fixtures.select_related("round")


def points_in(season: LeagueSeason) -> QuerySet[AssetPoints]:
    """What assets scored in the competition by the league's scheme, with fixtures; whoever owned them."""
    return (
        AssetPoints.objects.filter(scheme=season.scheme_id, performance__fixture__competition=season.competition_id)
        .select_related("performance__fixture__round", "performance__asset")
        .order_by("performance__fixture__kickoff", "performance_id")
    )


def settings_of(league_id: UUID) -> SeasonSettings:
    """By what rules the league trades."""
    row = LeagueSettings.objects.filter(league=league_id).first()
    return SeasonSettings.from_json(row.settings if row else {})


# Whose an asset was ---------------------------------------------------------------------------------
# As of what `services_ownership.refresh` has seen; call that first.
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
