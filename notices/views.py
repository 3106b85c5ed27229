"""One's notices and what one wants to hear of; and the page behind the link that stops mails."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.request_types import SignedInRequest
from notices import choices, queries
from notices.forms import NoticeChoicesForm
from notices.kinds import CHANNELS
from notices.models import NoticeReader
from notices.stop_links import user_of_token


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def notices(request: SignedInRequest) -> HttpResponse:
    """Show one's newest notices, and the form for what one wants to hear of."""
    form = NoticeChoicesForm(request.POST or None, user=request.user)
    if form.is_valid():
        choices.choose(request.user, form.chosen(), NoticeReader.Every(form.cleaned_data["mail_every"]))
        messages.success(request, "Saved.")
        return redirect("notices")
    context = {"notices": queries.newest_notices(request.user), "form": form, "channels": CHANNELS.values()}
    return render(request, "notices/notices.html", context)


@csrf_exempt  # mail programs press it with no page of ours before (RFC 8058), and the link alone says who it is for
@never_cache
@require_http_methods(["GET", "POST"])
def stop_notices(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether mails should stop; stop them when it is posted. Raises Http404 for a link that isn't ours."""
    user_id = user_of_token(token)
    if user_id is None:
        raise Http404("This link is incomplete. Use the whole link of the email.")
    stopped = request.method == "POST"
    if stopped:
        choices.stop_mails(user_id)
    return render(request, "notices/stop.html", {"stopped": stopped})
