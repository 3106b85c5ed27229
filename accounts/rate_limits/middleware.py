"""Limits on what DRF doesn't see: signing in, and pages; see `limits.py`."""

import json
import math
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from accounts.models import normalize_email
from accounts.rate_limits import limits
from accounts.rate_limits.limits import Limit, LimitsUnavailable
from accounts.rate_limits.throttles import client_address, throttle_key
from auctionsite.http import errors

SIGN_IN = ("/sign-in/", "/api/auth/magic-link", "/api/auth/verify")
"""Where a POST tries to sign in, or has a mail sent."""
UNCOUNTED = ("/admin/", "/static/")
_BODY_BYTES = 10_000


class RateLimitMiddleware:
    """Signing in is limited by address and by e-mail, pages by person."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on, or 429; 503 for signing in while nobody can count."""
        if not settings.RATE_LIMITS or request.path.startswith(UNCOUNTED):
            return self.get_response(request)
        try:
            wait = _wait(request)
        except LimitsUnavailable:
            return errors.unavailable(request, "Signing in is off for a moment. Try again in a minute.")
        return errors.too_many_requests(request, math.ceil(wait)) if wait else self.get_response(request)


def _wait(request: HttpRequest) -> float:
    if request.method == "POST" and request.path.startswith(SIGN_IN):
        who = [f"address.{client_address(request)}"]
        if email := _email(request):
            who.append(f"email.{normalize_email(email)}")
        return limits.seconds_to_wait_or_refuse(Limit.AUTH, *who)
    return (
        0.0 if request.path.startswith(errors.PROGRAMS) else limits.seconds_to_wait(Limit.OTHER, throttle_key(request))
    )


def _email(request: HttpRequest) -> str:
    """The address in the form or the JSON body, if there is one; what else is wrong with it the view will say."""
    if request.content_type != "application/json":
        return request.POST.get("email", "")[:254]
    try:
        body = json.loads(request.body[:_BODY_BYTES])
    except ValueError:
        return ""
    email = body.get("email") if isinstance(body, dict) else None
    return email[:254] if isinstance(email, str) else ""
