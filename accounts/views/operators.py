"""Operators' second factor."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.forms import TotpForm
from accounts.request_types import SignedInRequest
from accounts.sign_in import second_factor
from accounts.views.sign_in import next_path_of


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def two_factor(request: SignedInRequest) -> HttpResponse:
    """Ask for the authenticator's code; set an authenticator up first, if there is none."""
    user = request.user
    if not user.is_staff:
        raise PermissionDenied("Only operators need this.")
    if not second_factor.is_signed_in_by_password(request):
        return redirect("admin:login")
    next_path = next_path_of(request) or reverse("admin:index")
    form = TotpForm(request.POST or None)
    if form.is_valid():
        if second_factor.verify_session(request, user, form.cleaned_data["code"]):
            return redirect(next_path)
        form.add_error("code", "This code doesn't work. Wait for the next one; after several wrong ones, longer.")
    context: dict[str, object] = {"form": form, "next": next_path}
    if not second_factor.is_enrolled(user):
        device = second_factor.new_authenticator(user)
        context |= {"picture": second_factor.qr_code_of(device), "secret": second_factor.secret_of(device)}
    return render(request, "accounts/two_factor.html", context)
