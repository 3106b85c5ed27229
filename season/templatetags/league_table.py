"""The table as a league's page shows it."""

from typing import Any

from django.template import Library

from leagues.models import League, Member
from leagues.owners.queries import seat_of
from season.league_seasons.queries import newest_season
from season.standings.queries import standings_table

register = Library()


@register.inclusion_tag("season/league_table.html")
def league_table(league: League, member: Member, *, manages: bool) -> dict[str, Any]:
    """Show places and points of the newest season; without one, where to choose it, for those who may."""
    season = newest_season(league.pk)
    table = None if season is None else standings_table(season)
    return {"league": league, "season": season, "table": table, "own": seat_of(member).pk, "manages": manages}
