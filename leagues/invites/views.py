"""From a league's link to a seat in it: for members-to-be who are signed in, and in one form for those who aren't."""

import re

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts import entering
from accounts.forms import CodeForm, InvitedForm, NameForm
from accounts.models import User
from accounts.services import set_name
from auctionsite.text.isolates import isolated
from leagues import queries, services
from leagues.invites.queries import invitation_to
from leagues.models import League

_INVITATION = re.compile(r"/join/(?P<code>[A-Za-z0-9]+)")


@never_cache
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, code: str) -> HttpResponse:
    """Join the league of a code: seen first, joined by POST."""
    try:
        league = services.find_league_by_code(code)
    except services.LeagueNotFound:
        return render(request, "leagues/join_unknown.html", {"code": code}, status=404)
    if isinstance(request.user, User):
        return _join_as(request, request.user, league)
    return _join_as_a_stranger(request, league)


def _join_as(request: HttpRequest, user: User, league: League) -> HttpResponse:
    """Let somebody join: with a name it takes one button; without one, the name and the same button."""
    if queries.membership(league.pk, user):
        return redirect("league", league.pk)
    form = None if user.name else NameForm(request.POST or None)
    if request.method != "POST" or (form is not None and not form.is_valid()):
        return _invite_page(request, league, form)
    return _take_a_seat(request, user, league, form.cleaned_data["name"] if form else "")


def _join_as_a_stranger(request: HttpRequest, league: League) -> HttpResponse:
    """Name and address; then the code that was mailed there makes account and seat. The link in the mail leads back."""
    form = InvitedForm(request.POST or None)
    if not form.is_valid():
        return _invite_page(request, league, form)
    email, name = form.cleaned_data["email"], form.cleaned_data["name"]
    path = reverse("join", args=[league.code])
    context = {"form": CodeForm(initial={"email": email}), "email": email, "action": path, "name": name, "next": path}
    if "code" not in request.POST:
        entering.mail_link_and_code(request, email, path)
        return render(request, "accounts/link_sent.html", context)
    code_form = CodeForm(request.POST)
    if code_form.is_valid():
        user = entering.user_of_code(request, email, code_form.cleaned_data["code"])
        if user is not None:
            entering.let_in(request, user)
            return _take_a_seat(request, user, league, name)
        code_form.add_error("code", entering.WRONG_CODE)
    return render(request, "accounts/link_sent.html", context | {"form": code_form})


def _take_a_seat(request: HttpRequest, user: User, league: League, name: str) -> HttpResponse:
    """Whoever has a name already keeps it."""
    if name and not user.name:
        set_name(user, name)
    if not queries.membership(league.pk, user):
        services.join_league(user, league.code)
        messages.success(request, _("You're in {league}.").format(league=isolated(league.name)))
    return redirect("league", league.pk)


def _invite_page(request: HttpRequest, league: League, form: NameForm | None) -> HttpResponse:
    zone = request.user.time_zone if isinstance(request.user, User) else None
    return render(request, "leagues/join.html", {"invitation": invitation_to(league, zone), "form": form})


@require_GET
def join_by_code(request: HttpRequest) -> HttpResponse:
    """Redirect from the form for a code, or from an invitation that was shared with the app, to the code's address."""
    typed, link = request.GET.get("code", ""), request.GET.get("link", "")
    invitation = _INVITATION.search(f"{typed} {link}")
    code = invitation["code"] if invitation else "".join(letter for letter in typed if letter.isalnum())
    return redirect("join", code.upper()) if code else redirect("my-leagues")
