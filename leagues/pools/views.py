"""The page on which a commissioner chooses what comes up for sale."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.request_types import SignedInRequest
from accounts.sent_forms import once
from leagues.lists.queries import assets_of, chosen_from, told_of
from leagues.permissions import Action
from leagues.pools.forms import PoolForm
from leagues.pools.services import change_pool
from leagues.requests import member_or_404

_SHOWN = 300
"""Assets of a choice that isn't saved yet; the league's page has the saved ones page by page."""


@login_required
@require_http_methods(["GET", "POST"])
@once
def choose_pool(request: SignedInRequest, league_id: uuid.UUID) -> HttpResponse:
    """Show what a choice comes to, or save it, as the button says."""
    member = member_or_404(request, league_id, Action.CHANGE_SETTINGS)
    league = member.league
    form = PoolForm(request.POST if request.method == "POST" else None, league=league)
    chosen = assets_of(league)
    if form.is_valid():
        asset_list, choice = form.cleaned_data["list"], form.cleaned_data["choice"]
        chosen = chosen_from(league, asset_list, choice)
        if request.POST.get("do") == "save":
            change_pool(member, asset_list, choice)
            words = _("Saved. The next auction sells {assets}.")
            messages.success(request, words.format(assets=league.sport.counted(len(chosen))))
            return redirect("league", league_id)
    context = {
        "form": form,
        "league": league,
        "count": league.sport.counted(len(chosen)),
        "chosen": chosen[:_SHOWN],
        "told": told_of(chosen),
        "ranked": any(asset.rank is not None for asset in chosen),
        "more": max(0, len(chosen) - _SHOWN),
        "saved": not form.is_bound or not form.is_valid(),
    }
    return render(request, "leagues/pool.html", context)
