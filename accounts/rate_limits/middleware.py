"""Limits on what DRF doesn't count: signing in, pages, and calls that are refused at the door; see `limits.py`."""

import math
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from accounts.rate_limits import limits, throttles
from accounts.rate_limits.limits import Limit, LimitsUnavailable
from accounts.rate_limits.throttles import SignInTooFast, client_address, throttle_key
from accounts.sign_in.known_devices import any_known_device
from auctionsite.http import errors

SIGN_IN = ("/sign-in/", "/api/auth/magic-link", "/api/auth/verify")
"""Where a POST tries to sign in, or has a mail sent."""
UNCOUNTED = ("/admin/", "/static/")


class RateLimitMiddleware:
    """Signing in is limited by address here, and by e-mail address where that is read; pages are by person."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on, or 429; 503 for signing in while nobody can count."""
        if not settings.RATE_LIMITS or request.path.startswith(UNCOUNTED):
            return self.get_response(request)
        try:
            wait = _wait(request)
        except LimitsUnavailable:
            return _nobody_counts(request)
        if wait:
            return errors.too_many_requests(request, math.ceil(wait))
        response = self.get_response(request)
        return _refuse_uncounted(request, response)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """429 or 503 for a try to sign in that the view counted; see `throttles.count_sign_in`."""
        if isinstance(error, SignInTooFast):
            return errors.too_many_requests(request, math.ceil(error.seconds))
        return _nobody_counts(request) if isinstance(error, LimitsUnavailable) else None


def _wait(request: HttpRequest) -> float:
    if request.method == "POST" and request.path.startswith(SIGN_IN):
        device = any_known_device(request)
        who = f"address.{client_address(request)}" if device is None else f"device.{device}"
        return limits.seconds_to_wait_or_refuse(Limit.AUTH, who)
    if request.path.startswith(errors.PROGRAMS):
        return 0.0
    return limits.seconds_to_wait(Limit.OTHER, throttle_key(request))


def _refuse_uncounted(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Count a call that was refused before DRF counted it: a bad token or none, no such address, no CSRF token."""
    refused = 400 <= response.status_code < 500
    if not (refused and request.path.startswith(errors.PROGRAMS)) or throttles.is_counted(request):
        return response
    wait = limits.seconds_to_wait(Limit.OTHER, throttle_key(request))
    return errors.too_many_requests(request, math.ceil(wait)) if wait else response


def _nobody_counts(request: HttpRequest) -> HttpResponse:
    return errors.unavailable(request, "Signing in is off for a moment. Try again in a minute.")
