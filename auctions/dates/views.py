"""The pages of a league's date: to set it, to answer it, and the file for calendars."""

from uuid import UUID

from django.contrib import messages as notes
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.request_types import SignedInRequest
from auctions.dates import services
from auctions.dates.forms import AnswerForm, DateForm
from leagues.dates.feeds import calendar_of_token
from leagues.dates.queries import date_of
from leagues.permissions import Action
from leagues.requests import member_or_404


@login_required
@require_http_methods(["GET", "POST"])
def league_date(request: SignedInRequest, league_id: UUID) -> HttpResponse:
    """Set, move or cancel the date, for commissioners."""
    by = member_or_404(request, league_id, Action.START_AUCTION)
    if "cancel" in request.POST:
        services.cancel_date(by)
        notes.success(request, _("The date is cancelled. Everybody in the league hears of it."))
        return redirect("league", league_id)
    date = date_of(by.league)
    form = DateForm(request.POST or None, by=by, date=date)
    if form.is_valid():
        try:
            services.set_date(by, form.wanted())
        except services.DateRefused as error:
            form.add_error("hour", str(error))
        else:
            notes.success(request, _("The date is set. Everybody in the league hears of it."))
            return redirect("league", league_id)
    context = {"league": by.league, "form": form, "date": date if date and date.is_coming else None}
    return render(request, "leagues/set_date.html", context)


@login_required
@require_POST
def answer_date(request: SignedInRequest, league_id: UUID) -> HttpResponse:
    """Say whether one can come."""
    member = member_or_404(request, league_id, Action.PLAY)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        notes.error(request, _("Press one of the two buttons."))
        return redirect("league", league_id)
    try:
        services.answer(member, can=form.cleaned_data["can"] == "yes")
    except services.DateRefused as error:
        notes.error(request, str(error))
    return redirect("league", league_id)


@never_cache
@require_GET
def league_calendar(request: HttpRequest, token: str) -> HttpResponse:
    """Send the date as a file for calendars, which ask for it again and again. Raises Http404."""
    text = calendar_of_token(token)
    if text is None:
        raise Http404(_("There is no such calendar. Take its address from the league's page."))
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="auction.ics"'
    return response
