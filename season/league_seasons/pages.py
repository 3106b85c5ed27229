"""The beginning of every page of a season: who asks, which season and match day, and the frame around it."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render

from accounts.request_types import SignedInRequest
from leagues.models import Member
from leagues.permissions import Action, may
from leagues.settings.auction import AuctionSettings
from season.fixtures.queries import choose_round
from season.league_seasons.queries import newest_season
from season.models import LeagueSeason, Round

Context = dict[str, Any]


def season_or_404(league_id: UUID) -> LeagueSeason:
    """The competition that the league follows. Raises Http404."""
    season = newest_season(league_id)
    if season is None:
        raise Http404("The league follows no competition yet.")
    return season


def render_page(
    request: SignedInRequest, member: Member, season: LeagueSeason | None, name: str, context: Context
) -> HttpResponse:
    """A page of the league's season, with what its head shows; `name` is also the part of the menu that it is."""
    own: Context = {
        "league": member.league,
        "member": member,
        "season": season,
        "part": name,
        "manages": may(member.role, Action.MANAGE_SEASON),
        "unit": AuctionSettings.read(member.league.settings).unit,
        **context,
    }
    return render(request, f"season/{name}.html", own)


def round_or_404(rounds: list[Round | None], wanted: str) -> Round | None:
    """The match day that an address names, the last if it names none. Raises Http404."""
    try:
        return choose_round(rounds, wanted)
    except LookupError as error:
        raise Http404("There is no such match day.") from error
