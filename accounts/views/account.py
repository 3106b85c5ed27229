"""One's account: name, time zone, where one is signed in, one's data, and its end."""

from contextlib import suppress
from uuid import UUID

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import account, language
from accounts.forms import AccountForm, DeleteForm
from accounts.models import BrowserSession, Device, User
from accounts.request_types import SignedInRequest
from accounts.sign_in.devices import end_devices
from auctionsite.http.confirmation import Question, ask_first


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def show_account(request: SignedInRequest) -> HttpResponse:
    """All about one's account, and a form for what can be changed."""
    user = request.user
    form = _form(user, request.POST or None)
    if form.is_valid():
        account.change_account(user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("account")
    return render(request, "accounts/account.html", _context(request) | {"form": form})


@login_required
@require_POST
def end_sign_ins(request: SignedInRequest) -> HttpResponse:
    """Sign out one browser (`session`), one program (`device`), or everything but this browser (`all`)."""
    user, wanted = request.user, request.POST
    if "all" in wanted:
        account.sign_out_everywhere(user, but=request.session.session_key)
    elif wanted.get("session", "").isdecimal():
        account.end_sessions(BrowserSession.objects.filter(pk=int(wanted["session"][:18])), user)
    else:
        with suppress(ValueError):
            end_devices(Device.objects.filter(pk=UUID(wanted.get("device", ""))), user.pk)
    messages.success(request, _("Signed out there."))
    return redirect("account")


@login_required
@never_cache
@require_GET
def download_data(request: SignedInRequest) -> HttpResponse:
    """One's own data as JSON."""
    response = JsonResponse(account.export_data(request.user), json_dumps_params={"indent": 2})
    response["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response


@login_required
@require_POST
def delete_account(request: SignedInRequest) -> HttpResponse:
    """End the account, once its address was typed and the question answered."""
    form = DeleteForm(request.POST)
    if form.is_valid():
        if form.cleaned_data["email"].lower() != request.user.email:
            form.add_error("email", _("This isn't the address of your account."))
        else:
            try:
                if page := ask_first(request, _deletion_question(request.user)):
                    return page
                account.delete_account(request.user)
            except account.DeletionRefused as error:
                form.add_error("email", str(error))
            else:
                logout(request)
                messages.success(request, _("Your account is deleted."))
                return redirect("sign-in")
    return render(request, "accounts/account.html", _context(request) | {"delete_form": form})


def _deletion_question(user: User) -> Question:
    """Return the question to ask before an account ends. Raises DeletionRefused."""
    return Question(
        title=_("Delete your account?"),
        follows=account.preview_deletion(user),
        button=_("Delete my account"),
        back=reverse("account"),
    )


def _context(request: SignedInRequest) -> dict[str, object]:
    user = request.user
    return {
        "form": _form(user),
        "delete_form": DeleteForm(auto_id="delete_%s"),
        "sessions": account.sessions_of(user),
        "devices": account.devices_of(user),
        "this_session": request.session.session_key,
    }


def _form(user: User, data: QueryDict | None = None) -> AccountForm:
    initial = {"name": user.name, "time_zone": user.time_zone, "language": user.language}
    offered = language.is_offered_to(user)
    return AccountForm(data, initial=initial, languages=offered, choices=account.choices_of(user))
