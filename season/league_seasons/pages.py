"""The beginning of every page of a season: who asks, which season and match day, and the frame around it."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.request_types import SignedInRequest
from leagues.models import Member
from leagues.owners.queries import seat_of
from leagues.permissions import Action, may
from leagues.settings.auction import AuctionSettings
from season.fixtures.queries import choose_round
from season.league_seasons.queries import newest_season, season_in, seasons_of
from season.models import Competition, LeagueSeason, Round

Context = dict[str, Any]


_SWITCHED = {"fixtures": "season-fixtures", "bargains": "season-bargains", "manage": "season-manage"}
"""The pages that stay when another competition is chosen, by their part of the menu; from others it is standings."""


def season_shown(request: HttpRequest, league_id: UUID) -> LeagueSeason | None:
    """The competition that the address names, else the one followed last; None if none is. Raises Http404."""
    key = request.GET.get("competition", "")
    if not key:
        return newest_season(league_id)
    season = None if "\0" in key else season_in(league_id, key)
    if season is None:
        raise Http404(_("The league follows no such competition."))
    return season


def with_competition(address: str, competition: Competition) -> str:
    """Return the address of a page of the season, in a competition that the league follows."""
    return f"{address}?competition={competition.key}"


def page_in_competition(competition: Competition, league_id: UUID, name: str) -> str:
    """Return the address of a page of the league's season in a competition, which is said unless it is the newest."""
    address, newest = reverse(name, args=[league_id]), newest_season(league_id)
    known = newest is not None and newest.competition_id == competition.pk
    return address if known else with_competition(address, competition)


def season_or_404(request: HttpRequest, league_id: UUID) -> LeagueSeason:
    """The competition that the page is about. Raises Http404."""
    season = season_shown(request, league_id)
    if season is None:
        raise Http404(_("The league follows no competition yet."))
    return season


def render_page(
    request: SignedInRequest, member: Member, season: LeagueSeason | None, name: str, context: Context
) -> HttpResponse:
    """A page of the league's season, with what its head shows; `name` is also the part of the menu that it is."""
    own: Context = {
        "league": member.league,
        "member": member,
        "own": seat_of(member).pk,
        "season": season,
        "seasons": list(seasons_of(member.league)),
        "part": name,
        "switched": reverse(_SWITCHED.get(name, "season"), args=[member.league_id]),
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
        raise Http404(_("There is no such match day.")) from error
