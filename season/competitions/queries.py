"""What pages and the API read about sports' schemes, competitions, fixtures and points. Nothing here writes."""

from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import User
from leagues import queries as leagues
from leagues.models import Asset, League
from season.competitions.asset_index import AssetIndex, Listed
from season.models import AssetPoints, Competition, Fixture, LeagueSeason, Scheme, SchemeVersion, Upload


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
