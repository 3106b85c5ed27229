"""The pages of a seat's owners: who they are, for commissioners and for them; and an invitation to be one."""

from collections.abc import Callable
from uuid import UUID

from django.conf import settings as site
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.forms import NameForm
from accounts.request_types import SignedInRequest
from auctionsite.http.confirmation import Question, ask_first
from auctionsite.text.isolates import isolated
from leagues.member_changes import coming_to_seat, leaving_seat, sentences_about
from leagues.models import Member
from leagues.owners import queries, services
from leagues.owners.services import OWNERS_AT_MOST, InvitationGone
from leagues.permissions import REASONS, Action, may
from leagues.queries import members_of, membership
from leagues.requests import member_or_404
from leagues.services import ChangeRefused, try_change


@login_required
@require_http_methods(["GET", "POST"])
def seat_owners(request: SignedInRequest, league_id: UUID, member_id: int) -> HttpResponse:
    """Show who owns a manager's seat with them, and change it, as the button says."""
    by = member_or_404(request, league_id)
    manager = get_object_or_404(members_of(by.league), pk=member_id)
    owners = queries.owners_of(manager)
    manages = may(by.role, Action.MANAGE_MEMBERS)
    if not (manages or by in owners):
        raise PermissionDenied(REASONS[Action.MANAGE_MEMBERS])
    if request.method == "POST":
        return _change(request, by, manager)
    code = manager.owner_code if manages else None
    context = {
        "league": by.league,
        "manager": manager,
        "member": by,
        "manages": manages,
        "owners": owners,
        "full": len(owners) >= OWNERS_AT_MOST,
        "most": OWNERS_AT_MOST,
        "possible": queries.possible_owners(manager) if manages else [],
        "link": site.BASE_URL + reverse("join-seat", args=[code]) if code else "",
    }
    return render(request, "leagues/owners.html", context)


def _change(request: SignedInRequest, by: Member, manager: Member) -> HttpResponse:
    """Do what the button says, once it is asked; what can't be is said on the page."""
    do, chosen = request.POST.get("do", ""), request.POST.get("member", "")
    known = chosen.isascii() and chosen.isdigit() and len(chosen) <= 18
    other = members_of(by.league).filter(pk=int(chosen)).first() if known else None
    try:
        if do in _CHANGES and other is not None:
            if page := _CHANGES[do](request, by, manager, other):
                return page
        elif do == "invite":
            services.invite_owner(by, manager)
        elif do == "take_back":
            services.take_back_invitation(by, manager)
            messages.success(request, _("The link doesn't work any more."))
        else:
            messages.error(request, _("Choose a member, and what to do."))
    except ChangeRefused as error:
        messages.error(request, str(error))
    left = by == other and do == "end" and not may(by.role, Action.MANAGE_MEMBERS)
    return redirect("league", by.league_id) if left else redirect("seat-owners", by.league_id, manager.pk)


def _add(request: SignedInRequest, by: Member, manager: Member, other: Member) -> HttpResponse | None:
    name, manager_name = isolated(other.name), isolated(manager.name)
    question = Question(
        title=_("Let {name} own {manager}'s seat too?").format(name=name, manager=manager_name),
        follows=sentences_about(coming_to_seat(other, manager, by)),
        button=_("Let {name} own it too").format(name=name),
        back=reverse("seat-owners", args=[by.league_id, manager.pk]),
        ends=False,
    )
    if page := _ask(request, question, lambda: services.add_owner(by, manager, other)):
        return page
    words = _("{name} owns {manager}'s seat with them from now on.")
    messages.success(request, words.format(name=name, manager=manager_name))
    return None


def _end(request: SignedInRequest, by: Member, manager: Member, other: Member) -> HttpResponse | None:
    change = leaving_seat(other, by)
    words = {"name": isolated(other.name), "manager": isolated(manager.name)}
    title = _("Take you off {manager}'s seat?") if change.own else _("Take {name} off {manager}'s seat?")
    button = _("Take you off it") if change.own else _("Take {name} off it")
    question = Question(
        title=title.format(**words),
        follows=sentences_about(change),
        button=button.format(**words),
        back=reverse("seat-owners", args=[by.league_id, manager.pk]),
    )
    if page := _ask(request, question, lambda: services.end_ownership(by, other)):
        return page
    done = _("That seat isn't yours any more.") if change.own else _("{name} is off the seat.")
    messages.success(request, done.format(**words))
    return None


_CHANGES: dict[str, Callable[[SignedInRequest, Member, Member, Member], HttpResponse | None]] = {
    "add": _add,
    "end": _end,
}


def _ask(request: SignedInRequest, question: Question, act: Callable[[], object]) -> HttpResponse | None:
    """Return the page that asks; None once the act is done. Raises NotAllowed and ChangeRefused before it asks."""
    try_change(act)
    if page := ask_first(request, question):
        return page
    act()
    return None


@login_required
@require_http_methods(["GET", "POST"])
def join_seat(request: SignedInRequest, code: str) -> HttpResponse:
    """Own the seat that a link invites to: seen first, with what follows, taken by POST."""
    manager = queries.invited_to(code)
    if manager is None:
        return render(request, "leagues/join_seat_gone.html", status=404)
    try:
        if request.method == "POST":
            services.accept_invitation(request.user, code)
            words = _("You own {manager}'s seat with them now.")
            messages.success(request, words.format(manager=isolated(manager.name)))
            return redirect("league", manager.league_id)
    except InvitationGone:
        return render(request, "leagues/join_seat_gone.html", status=404)
    except ChangeRefused as error:
        messages.error(request, str(error))
        return redirect("my-leagues")
    own = membership(manager.league_id, request.user)
    context = {
        "league": manager.league,
        "manager": manager,
        "follows": sentences_about(coming_to_seat(own, manager, own)) if own else [],
        "name_form": NameForm(),
    }
    return render(request, "leagues/join_seat.html", context)
