"""Addresses of a season's pages that stay with the competition shown."""

from typing import Any

from django import template
from django.urls import reverse

from season.league_seasons.pages import with_competition

register = template.Library()


@register.simple_tag(takes_context=True)
def season_url(context: Any, name: str, *args: Any) -> str:
    """Return the address of a page of the league's season, in the competition that this page is about."""
    address = reverse(name, args=[context["league"].pk, *args])
    season, seasons = context.get("season"), context.get("seasons")
    newest = season is None or not seasons or season == seasons[0]
    return address if newest else with_competition(address, season.competition)
