"""What all pages of a season begin with."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render

from accounts.requests import SignedInRequest
from leagues import queries as leagues
from leagues import services
from leagues.auction_settings import AuctionSettings
from leagues.models import Member
from leagues.permissions import Action, may
from season.fixtures.queries import choose_round
from season.league_seasons.queries import newest_season
from season.models import LeagueSeason, Round

Context = dict[str, Any]


def member_or_404(request: SignedInRequest, league_id: UUID, action: Action = Action.SEE_LEAGUE) -> Member:
    """The requester's membership; outsiders don't learn of the league. Raises Http404, and NotAllowed, a 403."""
    member = leagues.membership(league_id, request.user)
    if member is None:
        raise Http404("There is no such league, or you are not in it.")
    services.require(member, action)
    return member


def season_or_404(league_id: UUID) -> LeagueSeason:
    """The competition that the league follows. Raises Http404."""
    season = newest_season(league_id)
    if season is None:
        raise Http404("The league follows no competition yet.")
    return season


def page(
    request: SignedInRequest, member: Member, season: LeagueSeason | None, name: str, context: Context
) -> HttpResponse:
    """A page of the league's season, with what its head shows; `name` is also the part of the menu that it is."""
    own: Context = {
        "league": member.league,
        "member": member,
        "season": season,
        "part": name,
        "manages": may(member.role, Action.MANAGE_SEASON),
        "unit": AuctionSettings.from_json(member.league.settings).unit,
        **context,
    }
    return render(request, f"season/{name}.html", own)


def round_or_404(rounds: list[Round | None], wanted: str) -> Round | None:
    """The match day that an address names, the last if it names none. Raises Http404."""
    try:
        return choose_round(rounds, wanted)
    except LookupError as error:
        raise Http404("There is no such match day.") from error
