"""The pages of single assets of a league's own list: a new one, and one that is there."""

from collections.abc import Callable
from itertools import islice
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.request_types import SignedInRequest
from accounts.sent_forms import once
from auctionsite.http.confirmation import Question, ask_first
from auctionsite.text.isolates import isolated
from leagues.files.external_ids import external_id_of
from leagues.lists.naming import NamedAsset, NamesUnclear, assets_named
from leagues.models import League, ListEntry, ListUpload
from leagues.own_lists.edits import EditRefused, add_asset, bring_back_asset, edit_asset, merge_assets, retire_asset
from leagues.own_lists.forms import ListAssetForm
from leagues.own_lists.queries import entry_of, listed_assets, own_list
from leagues.own_lists.recording import ListBusy
from leagues.own_lists.wording import called
from leagues.permissions import Action
from leagues.requests import member_or_404

_LONGEST_NAME = 150
_LIKELY = 20
"""Others that are offered as the same."""


@login_required
@require_http_methods(["GET", "POST"])
@once
def add_page(request: SignedInRequest, league_id: UUID) -> HttpResponse:
    """Put a new asset on the league's own list."""
    league = member_or_404(request, league_id, Action.IMPORT_ASSETS).league
    form = ListAssetForm(league.sport, None, request.POST if request.method == "POST" else None)
    if form.is_valid():
        another = form.cleaned_data["another"]
        done = _try(request, form, lambda: add_asset(request.user, league, form.values(), another=another))
        if done is not None:
            words = _("{name} is on the list.")
            messages.success(request, words.format(name=isolated(form.cleaned_data["name"])))
            return redirect("own-list", league_id)
    context = {"league": league, "form": form}
    return render(request, "leagues/own_list_asset.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def asset_page(request: SignedInRequest, league_id: UUID, asset_id: int) -> HttpResponse:
    """Edit an asset of the league's own list, retire it or bring it back, or merge another into it."""
    league = member_or_404(request, league_id, Action.IMPORT_ASSETS).league
    entry = entry_of(league, asset_id)
    if entry is None:
        raise Http404("It isn't on the league's list.")
    do = request.POST.get("do", "save")
    form = ListAssetForm(league.sport, entry, request.POST if request.method == "POST" and do == "save" else None)
    if request.method == "POST":
        if do == "merge":
            return _merge(request, league, entry)
        if do != "save" or form.is_valid():
            done = _try(request, form, lambda: _change(request, league, entry, do, form))
            if done is not None:
                messages.success(request, f"{isolated(called(done))}.")
                return redirect("own-list", league_id)
    context = {
        "league": league,
        "form": form,
        "entry": entry,
        "likely": _likely(league, entry),
    }
    return render(request, "leagues/own_list_asset.html", context)


def _change(request: SignedInRequest, league: League, entry: ListEntry, do: str, form: ListAssetForm) -> ListUpload:
    """Do what the button says. Raises EditRefused, NotAllowed and ListBusy."""
    match do:
        case "retire":
            return retire_asset(request.user, league, entry.asset)
        case "bring_back":
            return bring_back_asset(request.user, league, entry.asset)
        case _:
            return edit_asset(request.user, league, entry.asset, form.values(entry.as_asset()))


def _merge(request: SignedInRequest, league: League, entry: ListEntry) -> HttpResponse:
    """Make one of two after a question."""
    here = reverse("own-list-asset", args=[league.pk, entry.asset_id])
    others = [NamedAsset(each.asset_id, each.asset.external_id, each.asset.name) for each in _others(league, entry)]
    try:
        [asset_id] = assets_named(request.POST.get("other", "")[:_LONGEST_NAME], others) or [0]
    except NamesUnclear as error:
        messages.error(request, str(error))
        return redirect(here)
    other = entry_of(league, asset_id)
    if other is None:
        messages.error(request, _("Say which one is the same."))
        return redirect(here)
    names = {"kept": isolated(entry.asset.name), "gone": isolated(other.asset.name)}
    question = Question(
        title=_("Make one of {kept} and {gone}?").format(**names),
        follows=[
            _("{kept} stays, with what the list says of it; {gone} goes.").format(**names),
            _("If one of them was sold, whoever owns it owns what stays."),
            _("You can take it back below the list."),
        ],
        button=_("Make them one"),
        back=here,
    )
    if page := ask_first(request, question):
        return page
    try:
        done = merge_assets(request.user, league, entry.asset, other.asset)
    except (EditRefused, ListBusy) as error:
        messages.error(request, str(error))
        return redirect(here)
    messages.success(request, f"{isolated(called(done))}.")
    return redirect("own-list", league.pk)


def _others(league: League, entry: ListEntry) -> list[ListEntry]:
    return [each for each in listed_assets(own_list(league)) if each.asset_id != entry.asset_id]


def _likely(league: League, entry: ListEntry) -> list[ListEntry]:
    """Return some that may be the same: those whose names share a word with its name."""
    words = {*external_id_of(entry.asset.name).split("-")}
    alike = (each for each in _others(league, entry) if words & {*external_id_of(each.asset.name).split("-")})
    return [*islice(alike, _LIKELY)]


def _try(request: SignedInRequest, form: ListAssetForm, act: Callable[[], ListUpload]) -> ListUpload | None:
    """Act, or put into the form why it isn't possible."""
    try:
        return act()
    except EditRefused as error:
        if form.is_bound:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.error(request, str(error))
    except ListBusy as error:
        messages.error(request, str(error))
    return None
