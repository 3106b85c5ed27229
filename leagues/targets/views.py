"""The page of a member's own targets. Nobody else has it, the commissioner and operators included."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.request_types import SignedInRequest
from auctionsite.http.downloads import download
from auctionsite.text.isolates import isolated
from leagues.models import Member, Target
from leagues.permissions import Action
from leagues.requests import member_or_404
from leagues.settings.auction import AuctionSettings
from leagues.targets import queries, services
from leagues.targets.forms import TargetForm
from leagues.targets.services import MOST_TARGETS, TargetRefused

_SEARCH_LENGTH = 100


@dataclass(frozen=True, slots=True)
class TargetRow:
    """A target on the page: its number, which is its place without gaps, and its form."""

    number: int
    target: Target
    form: TargetForm


@login_required
@require_GET
def targets_page(request: SignedInRequest, league_id: UUID) -> HttpResponse:
    """Show my targets, and what I search for."""
    return _render(request, member_or_404(request, league_id, Action.PLAY))


def _render(
    request: SignedInRequest, member: Member, mended: TargetForm | None = None, asset_id: int = 0
) -> HttpResponse:
    """The page; `mended` is the form of one target that was sent and is to be mended."""
    search = request.GET.get("q", "").replace("\0", "")[:_SEARCH_LENGTH]
    rows = [
        TargetRow(number, each, mended if mended and each.asset_id == asset_id else _form_of(each, number))
        for number, each in enumerate(queries.targets_of(member), start=1)
    ]
    context: dict[str, Any] = {
        "league": member.league,
        "rows": rows,
        "most": MOST_TARGETS,
        "unit": AuctionSettings.read(member.league.settings).unit,
        "search": search,
        "found": queries.find_assets(member, search),
    }
    return render(request, "leagues/targets.html", context)


def _form_of(target: Target, number: int) -> TargetForm:
    initial = {"place": number, "worth": target.worth, "note": target.note}
    return TargetForm(number=target.asset_id, initial=initial)


@login_required
@require_POST
def change_target(request: SignedInRequest, league_id: UUID, asset_id: int) -> HttpResponse:
    """Put an asset on my list, change what I say of it, move it or take it off, as the button says."""
    member = member_or_404(request, league_id, Action.PLAY)
    do = request.POST.get("do", "")
    try:
        if do == "add":
            added = services.put_target(member, asset_id)
            messages.success(request, _("{name} is on your list.").format(name=isolated(added.asset.name)))
        elif do == "remove":
            services.remove_target(member, asset_id)
        else:
            form = TargetForm(request.POST, number=asset_id)
            if not form.is_valid():
                return _render(request, member, form, asset_id)
            _save(member, asset_id, form)
    except TargetRefused as error:
        messages.error(request, str(error))
    return redirect(_back(request, league_id))


def _save(member: Member, asset_id: int, form: TargetForm) -> None:
    """Keep what is typed, and move the target if its place is another now. Raises TargetRefused."""
    assets = [each.asset_id for each in queries.targets_of(member)]
    if asset_id not in assets:
        raise TargetRefused(_("It isn't on your list any more."))
    services.put_target(member, asset_id, form.wish())
    now = assets.index(asset_id) + 1
    if (place := form.new_place(now)) != now:
        services.move_target(member, asset_id, place)


def _back(request: SignedInRequest, league_id: UUID) -> str:
    """The page that the button was on: the league's list of assets, or mine."""
    page = request.POST.get("page", "")
    if page.isascii() and page.isdigit():
        return f"{reverse('league', args=[league_id])}?page={page[:6]}#assets"
    return reverse("targets", args=[league_id])


@login_required
@require_GET
def export(request: SignedInRequest, league_id: UUID) -> StreamingHttpResponse:
    """Send my list as a CSV."""
    member = member_or_404(request, league_id, Action.PLAY)
    return download("targets.csv", queries.exported_targets(member).as_csv())
