"""Reads of the competitions that leagues follow. Nothing here writes."""

from uuid import UUID

from django.db.models import F, QuerySet

from leagues.models import League
from season.competitions import queries as competitions
from season.models import Competition, LeagueSeason


def seasons_of(league: League) -> QuerySet[LeagueSeason]:
    """The competitions that the league follows, newest first, with their schemes."""
    return league.seasons.select_related("competition", "scheme")


def newest_season(league_id: UUID) -> LeagueSeason | None:
    """The competition that the league has followed last; None if it follows none."""
    seasons = LeagueSeason.objects.select_related("competition__sport", "scheme", "league__sport")
    return seasons.filter(league=league_id).first()


def season_in(league_id: UUID, key: str) -> LeagueSeason | None:
    """The league's season in the competition of this key; its own before a shared one. None if it follows no such."""
    seasons = LeagueSeason.objects.select_related("competition__sport", "scheme", "league__sport")
    return (
        seasons.filter(league=league_id, competition__key=key)
        .order_by(F("competition__league").asc(nulls_last=True))
        .first()
    )


def not_followed(league: League) -> QuerySet[Competition]:
    """Return the competitions that the league could follow and doesn't yet."""
    return competitions.competitions_for(league).exclude(league_seasons__league=league)
