"""The page of an asset: its owners, and its points rule by rule."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.request_types import SignedInRequest
from leagues.queries import asset_of
from leagues.requests import member_or_404
from season.league_seasons.pages import render_page, season_or_404
from season.ownership.queries import owners_of
from season.scores.queries import scores_of

_SCORES_ON_A_PAGE = 100


@login_required
@require_GET
def asset(request: SignedInRequest, league_id: UUID, asset_id: int) -> HttpResponse:
    """One asset: whose it was, and what it scored, rule by rule."""
    member = member_or_404(request, league_id)
    season = season_or_404(request, league_id)
    asset_shown = asset_of(member.league, asset_id)
    if asset_shown is None:
        raise Http404(_("There is nothing of this number to buy in the league."))
    owners = owners_of(league_id, asset_shown)
    scores = scores_of(season, asset_shown, owners)
    context = {
        "shown": asset_shown,
        "owners": owners,
        "scores": Paginator(scores, _SCORES_ON_A_PAGE).get_page(request.GET.get("page")),
        "total": sum(each.points.points for each in scores if each.points.performance.fixture.counts),
    }
    return render_page(request, member, season, "asset", context)
