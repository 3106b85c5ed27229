"""One's notices and what one wants to hear of; and the page behind the link that stops mails."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from accounts.request_types import SignedInRequest
from notices import choices, queries
from notices.forms import DeviceForm, NoticeChoicesForm
from notices.kinds import CHANNEL_HEADS, NoticeChannel
from notices.models import NoticeReader
from notices.push.encryption import DeviceKeys
from notices.push.subscriptions import SubscriptionRefused, subscribe, unsubscribe
from notices.push.vapid import public_key
from notices.reading import read_all
from notices.stop_links import user_of_token
from rollouts import flags


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def notices(request: SignedInRequest) -> HttpResponse:
    """Show one's newest notices, which are read thereby, and the form for what one wants to hear of."""
    offered = queries.is_push_offered(request.user)
    channels = [channel for channel in NoticeChannel if offered or channel is not NoticeChannel.PUSH]
    form = NoticeChoicesForm(request.POST or None, user=request.user, channels=channels)
    if form.is_valid():
        choices.choose(request.user, form.chosen(), NoticeReader.Every(form.cleaned_data["mail_every"]))
        messages.success(request, _("Saved."))
        return redirect("notices")
    shown, read = queries.newest_notices(request.user), queries.read_up_to(request.user)
    if shown and shown[0].pk > read and not flags.operator_switches().read_only:
        read_all(request.user)
    context = {
        "notices": [(notice, notice.pk > read) for notice in shown],
        "form": form,
        "channels": [_(CHANNEL_HEADS[channel]) for channel in channels],
        "push_key": public_key() if offered else "",
    }
    return render(request, "notices/notices.html", context)


@login_required
@require_POST
def notice_device(request: SignedInRequest) -> HttpResponse:
    """Turn notices on or off on the device that asks."""
    form = DeviceForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("This browser didn't say where to reach it. Try again, or use another browser."))
        return redirect("notices")
    data = form.cleaned_data
    if data["do"] == "off":
        unsubscribe(request.user, data["endpoint"])
        messages.success(request, _("This device gets no notices any more."))
        return redirect("notices")
    try:
        subscribe(request.user, data["endpoint"], DeviceKeys(data["p256dh"], data["auth"]))
    except SubscriptionRefused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("This device gets your notices now."))
    return redirect("notices")


@csrf_exempt  # mail programs press it with no page of ours before (RFC 8058), and the link alone says who it is for
@never_cache
@require_http_methods(["GET", "POST"])
def stop_notices(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether mails should stop; stop them when it is posted. Raises Http404 for a link that isn't ours."""
    user_id = user_of_token(token)
    if user_id is None:
        raise Http404(_("This link is incomplete. Use the whole link of the email."))
    stopped = request.method == "POST"
    if stopped:
        choices.stop_mails(user_id)
    return render(request, "notices/stop.html", {"stopped": stopped})
