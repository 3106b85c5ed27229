"""The pages of leagues: mine, a new one, one of them, its settings, joining."""

import uuid
from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.forms import NameForm
from accounts.models import User
from accounts.request_types import SignedInRequest
from accounts.sent_forms import once
from auctionsite.http.confirmation import Question, ask_first
from auctionsite.text.isolates import isolated
from leagues import queries, services
from leagues.dates.queries import date_card
from leagues.forms import OWN, ChangeMemberForm, NewLeagueForm, settings_form
from leagues.invites.queries import invite_to
from leagues.lists.queries import assets_of, choice_of, chosen_from, pool_of, told_of
from leagues.member_changes import MemberChange, sentences_about, sentences_about_hand_over
from leagues.models import Asset, League, Member, Role, Sport
from leagues.owners.queries import co_owners_among
from leagues.permissions import Action, may
from leagues.requests import member_or_404
from leagues.settings.auction import AuctionSettings
from leagues.settings.feasibility import obstacles
from leagues.settings.presets import PRESETS, presets_of
from leagues.targets.queries import wanted_assets

_ASSETS_ON_A_PAGE = 50
_ENDED = ("completed", "cancelled")


@require_GET
def my_leagues(request: HttpRequest) -> HttpResponse:
    """The leagues that I am in, with what waits there; for those who aren't signed in, what this is."""
    if not isinstance(request.user, User):
        return render(request, "landing.html")
    memberships = list(queries.leagues_of(request.user))
    waits = queries.waiting_for(memberships)
    rows = [(membership, waits.get(membership.pk, [])) for membership in memberships]
    waiting = [(membership, each) for membership, several in rows for each in several]
    context = {"memberships": memberships, "waiting": waiting, "name_form": NameForm()}
    return render(request, "leagues/my_leagues.html", context)


@login_required
@require_http_methods(["GET", "POST"])
@once
def new_league(request: SignedInRequest) -> HttpResponse:
    """Make a league; whoever makes it is its commissioner."""
    preset = PRESETS.get(request.GET.get("preset", ""))
    current = AuctionSettings() if preset is None else preset.settings(AuctionSettings())
    initial = {} if preset is None else {"sport": preset.sport}
    form = NewLeagueForm(request.POST or None, current=current, initial=initial)
    if form.is_valid():
        data = form.cleaned_data
        chosen = (data["name"], data["sport"], data["settings"], data["asset_list"])
        league = services.create_league(request.user, *chosen)
        return redirect("own-list" if data["sells"] == OWN else "league", league.id)
    presets = presets_of({*Sport.objects.values_list("pk", flat=True)})
    return render(request, "leagues/new_league.html", {"form": form, "presets": presets, "chosen": preset})


@login_required
@require_GET
def league(request: SignedInRequest, league_id: uuid.UUID) -> HttpResponse:
    """One league, for its members. Operators who aren't have its page in the admin."""
    try:
        member = member_or_404(request, league_id)
    except Http404:
        if request.user.is_staff and League.objects.filter(pk=league_id).exists():
            return redirect("admin:leagues_league_change", league_id)
        raise
    auctions = list(queries.auctions_of(member.league))
    members = list(queries.members_of(member.league))
    shared = co_owners_among(members)
    settings = AuctionSettings.read(member.league.settings)
    pool = pool_of(member.league)
    sold = chosen_from(member.league, pool.asset_list, choice_of(pool))
    assets = Paginator(sorted(sold, key=lambda asset: asset.name.casefold()), _ASSETS_ON_A_PAGE)
    context = {
        "league": member.league,
        "member": member,
        "waiting": [each for each in queries.waiting_for([member]).get(member.pk, []) if each.path != request.path],
        "may": {action.value: may(member.role, action) for action in Action},
        "roles": Role.choices,
        "members": [(each, shared.get(each.pk, [])) for each in members],
        "settings": settings,
        "invite": invite_to(member.league),
        "pool": pool,
        "wanted": wanted_assets(member) if may(member.role, Action.PLAY) else None,
        "told": told_of(sold),
        "assets": assets.get_page(request.GET.get("page")),
        "shortage": _shortage(member.league, settings, sold),
        "auctions": auctions,
        "held": any(auction.status == "completed" for auction in auctions),
        "date_card": date_card(member),
        "running": next((auction for auction in auctions if auction.status not in _ENDED), None),
    }
    return render(request, "leagues/league.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def league_settings(request: SignedInRequest, league_id: uuid.UUID) -> HttpResponse:
    """Change the league's name and settings, for its commissioner."""
    member = member_or_404(request, league_id, Action.CHANGE_SETTINGS)
    preset = PRESETS.get(request.GET.get("preset", ""))
    sold = assets_of(member.league)
    form = settings_form(member.league, request.POST or None, preset, sold=sold)
    if not form.is_moved and form.is_valid():
        services.update_settings(member, form.cleaned_data["settings"], name=form.cleaned_data["name"])
        waiting = queries.waiting_auction_of(member.league)
        saved = _("Saved. These apply to your next auction.")
        kept = _("Saved. These apply to your next auction; the one waiting keeps its settings.")
        messages.success(request, kept if waiting else saved)
        return redirect("league", league_id) if waiting is None else redirect("auction-new-settings", waiting.pk)
    context = {
        "form": form,
        "league": member.league,
        "presets": presets_of({member.league.sport_id}),
        "chosen": preset,
        "shortage": None if form.is_bound else _shortage(member.league, form.current, sold),
    }
    return render(request, "leagues/settings.html", context)


def _shortage(league: League, settings: AuctionSettings, sold: Sequence[Asset]) -> str:
    """Return a sentence with the numbers if those who play now can't all fill their rosters from what is sold."""
    lots = [(settings.opening_price(asset.opening_price), settings.groups_of(asset)) for asset in sold]
    return " ".join(obstacles(settings, queries.players_of(league.pk).count(), lots))


@login_required
@require_POST
def change_member(request: SignedInRequest, league_id: uuid.UUID, member_id: int) -> HttpResponse:
    """Change a member as the button says: give another role, hand over, or remove.

    Everybody may remove themselves, which is leaving.
    """
    by = member_or_404(request, league_id)
    form = ChangeMemberForm(request.POST)
    other = get_object_or_404(queries.members_of(by.league), pk=member_id)
    if not form.is_valid():
        messages.error(request, _("Choose an action."))
        return redirect("league", league_id)
    wanted, role = form.cleaned_data["do"], form.cleaned_data["role"]
    try:
        services.try_change(lambda: _change_member(by, other, wanted, role))
        if wanted == "role" and role == other.role:
            words = _("{name} is a {role} already.")
            messages.info(request, words.format(name=isolated(other.name), role=Role(role).noun))
            return redirect("league", league_id)
        if page := ask_first(request, _question(by, other, wanted, role)):
            return page
        done = _change_member(by, other, wanted, role)
    except services.ChangeRefused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
        if by == other and wanted == "remove":
            return redirect("my-leagues")
    return redirect("league", league_id)


def _question(by: Member, other: Member, wanted: str, role: str) -> Question:
    """Return what is asked before a member is changed, with what follows from it."""
    name, league_name = isolated(other.name), isolated(by.league.name)
    back = reverse("league", args=[by.league_id])
    change = MemberChange(member=other, by=by, role=Role(role) if wanted == "role" else None)
    follows = sentences_about(change)
    match wanted:
        case "hand_over":
            title, button = _("Hand {league} over to {name}?"), _("Hand over to {name}")
            follows = sentences_about_hand_over(other, by)
        case "remove" if change.own:
            title, button = _("Leave {league}?"), _("Leave the league")
        case "remove":
            title, button = _("Remove {name} from {league}?"), _("Remove {name}")
        case "role" if change.loses(Action.MANAGE_MEMBERS):
            yours, theirs = _("Take the commissioner's role from you?"), _("Take the commissioner's role from {name}?")
            title, button = yours if change.own else theirs, _("Take the role back")
        case "role" if change.gains(Action.MANAGE_MEMBERS):
            title, button = _("Make {name} commissioner, beside you?"), _("Make {name} commissioner")
        case _ if change.own:
            title, button = _("Make you {role}?"), _("Make you {role}")
        case _:
            title, button = _("Make {name} {role}?"), _("Make {name} {role}")
    words = {"name": name, "league": league_name, "role": Role(role).noun if role else ""}
    return Question(title=title.format(**words), follows=follows, button=button.format(**words), back=back)


def _change_member(by: Member, other: Member, wanted: str, role: str) -> str:
    """Do it, and say what was done. Raises NotAllowed and ChangeRefused."""
    name = isolated(other.name)
    match wanted:
        case "hand_over":
            services.hand_over(by, other)
            return _("{name} is commissioner now; you are a manager.").format(name=name)
        case "remove":
            services.remove_member(by, other)
            if by == other:
                return _("You have left {league}.").format(league=isolated(by.league.name))
            words = _("{name} is removed. The invite link is a new one, so that the old one doesn't let them in again.")
            return words.format(name=name)
        case _:
            services.change_role(by, other, Role(role))
            return _("{name} is {role} now.").format(name=name, role=Role(role).noun)
