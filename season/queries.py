"""What pages and the API read about sports' schemes, competitions, fixtures and points. Nothing here writes."""

from django.db.models import Q, QuerySet

from leagues.models import League
from season.models import AssetPoints, Competition, Fixture, LeagueSeason, Scheme, SchemeVersion


def current_scheme(sport_key: str) -> Scheme | None:
    """The scheme that the sport recommends now; None if it has none yet."""
    version = SchemeVersion.objects.select_related("scheme").filter(sport=sport_key).order_by("-number").first()
    return version.scheme if version else None


def competitions_for(league: League) -> QuerySet[Competition]:
    """What the league may follow: its sport's shared competitions and its own, by name."""
    return Competition.objects.filter(Q(league=None) | Q(league=league), sport=league.sport_id).order_by("name", "id")


def seasons_of(league: League) -> QuerySet[LeagueSeason]:
    """The competitions that the league follows, newest first, with their schemes."""
    return league.seasons.select_related("competition", "scheme")


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
