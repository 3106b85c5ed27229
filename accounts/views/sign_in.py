"""Signing in and out, and one's name."""

from contextlib import suppress
from urllib.parse import urlencode

from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts import entering, queries, services
from accounts.forms import CodeForm, NameForm, SignInForm
from accounts.request_types import SignedInRequest
from accounts.sign_in import links


@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for an address and send it a link. The answer never tells whether the address was known."""
    next_path = next_path_of(request)
    if request.user.is_authenticated:
        return redirect(next_path or reverse("my-leagues"))
    form = SignInForm(request.POST or None)
    if form.is_valid():
        email = form.cleaned_data["email"]
        entering.mail_link_and_code(request, email, next_path)
        return _link_sent(request, CodeForm(initial={"email": email}), email, next_path)
    return render(request, "accounts/sign_in.html", {"form": form, "next": next_path})


@require_POST
def sign_in_code(request: HttpRequest) -> HttpResponse:
    """Sign in with the six digits of the mail."""
    next_path = next_path_of(request)
    form = CodeForm(request.POST)
    if form.is_valid():
        email = form.cleaned_data["email"]
        user = entering.user_of_code(request, email, form.cleaned_data["code"])
        if user is None:
            form.add_error("code", entering.WRONG_CODE)
        else:
            entering.let_in(request, user)
            return redirect(next_path or reverse("my-leagues"))
    return _link_sent(request, form, form.cleaned_data.get("email", ""), next_path)


def _link_sent(request: HttpRequest, form: CodeForm, email: str, next_path: str) -> HttpResponse:
    again = reverse("sign-in") + (f"?{urlencode({'next': next_path})}" if next_path else "")
    context = {"form": form, "email": email, "next": next_path, "again": again}
    return render(request, "accounts/link_sent.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def sign_in_link(request: HttpRequest, token: str) -> HttpResponse:
    """Sign in by POST only: mail programs and chats fetch links to preview them, which must not use them up."""
    next_path = next_path_of(request)
    email: str | None = None
    if request.method == "POST":
        with suppress(links.SignInLinkInvalid):
            entering.let_in(request, links.redeem_token(token))
            return redirect(next_path or reverse("my-leagues"))
    else:
        email = queries.sign_in_link_email(token)
    if email is None:
        return render(request, "accounts/sign_in_link_invalid.html", {"next": next_path}, status=410)
    context = {"email": email, "name": queries.display_name_of_email(email), "next": next_path}
    return render(request, "accounts/sign_in_link.html", context)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign this browser out; its open rooms close."""
    user_id = request.user.pk
    logout(request)
    if user_id is not None:
        services.notify_signed_out(user_id)
    return redirect("sign-in")


@login_required
@require_http_methods(["GET", "POST"])
def edit_name(request: SignedInRequest) -> HttpResponse:
    """Set the name that others see."""
    next_path = next_path_of(request)
    form = NameForm(request.POST or None, initial={"name": request.user.name})
    if form.is_valid():
        services.set_name(request.user, form.cleaned_data["name"])
        return redirect(next_path or reverse("my-leagues"))
    return render(request, "accounts/name.html", {"form": form, "next": next_path})


def next_path_of(request: HttpRequest) -> str:
    """Return the path that the person was going to, if it is one of this site; else an empty text."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else ""
