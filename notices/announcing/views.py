"""The page on which a commissioner writes to everybody."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.request_types import SignedInRequest
from accounts.sent_forms import once
from leagues.permissions import Action
from leagues.requests import member_or_404
from notices.announcing.forms import AnnouncementForm
from notices.announcing.services import AnnouncementRefused, announce


@login_required
@require_http_methods(["GET", "POST"])
@once
def league_message(request: SignedInRequest, league_id: UUID) -> HttpResponse:
    """Tell everybody in a league something, for commissioners."""
    by = member_or_404(request, league_id, Action.CONDUCT_AUCTION)
    form = AnnouncementForm(request.POST or None)
    if form.is_valid():
        try:
            count = announce(by, form.cleaned_data["text"])
        except AnnouncementRefused as error:
            form.add_error("text", str(error))
        else:
            sent = ngettext("Sent to {number} person.", "Sent to {number} people.", count)
            messages.success(request, sent.format(number=count))
            return redirect("league", league_id)
    return render(request, "notices/message.html", {"league": by.league, "form": form})
