"""Limits on what DRF doesn't count: signing in, pages, and calls refused before it counts them; see `limits.py`."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from accounts.rate_limits import limits, throttles
from accounts.rate_limits.limits import Limit, LimitsUnavailable
from accounts.rate_limits.throttles import SignInTooFast, throttle_key
from auctionsite.http import errors

SIGN_IN = ("/sign-in/", "/api/auth/magic-link", "/api/auth/verify")
"""Where a POST tries to sign in, or has a mail sent."""
INVITES = "/join/"
"""There too, of somebody who isn't signed in yet."""
SHOWCASE = "/watch/"
"""What a page asks for by itself, so that it doesn't use up what people press; below it are rooms watched by a link."""
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
        except (SignInTooFast, LimitsUnavailable) as error:
            return _refused_sign_in(request, error)
        if wait:
            return errors.too_many_requests(request, wait)
        response = self.get_response(request)
        return _refuse_uncounted(request, response)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """429 or 503 for a try to sign in that the view counted; see `throttles.count_sign_in`."""
        return _refused_sign_in(request, error) if isinstance(error, SignInTooFast | LimitsUnavailable) else None


def _wait(request: HttpRequest) -> float:
    if request.method == "POST" and _signs_in(request):
        throttles.count_sign_in_from(request)
        return 0.0
    if request.path.startswith(errors.PROGRAMS):
        return 0.0
    return limits.seconds_to_wait(_limit_of(request), throttle_key(request))


def _limit_of(request: HttpRequest) -> Limit:
    if not request.path.startswith(SHOWCASE):
        return Limit.OTHER
    return Limit.SHOWCASE if request.path == SHOWCASE else Limit.SPECTATORS


def _signs_in(request: HttpRequest) -> bool:
    invited = request.path.startswith(INVITES) and not request.user.is_authenticated
    return invited or request.path.startswith(SIGN_IN)


def _refuse_uncounted(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Count a call that was refused before DRF counted it: a bad token or none, no such address, no CSRF token."""
    refused = 400 <= response.status_code < 500
    if not (refused and request.path.startswith(errors.PROGRAMS)) or throttles.is_counted(request):
        return response
    wait = limits.seconds_to_wait(Limit.OTHER, throttle_key(request))
    return errors.too_many_requests(request, wait) if wait else response


def _refused_sign_in(request: HttpRequest, error: SignInTooFast | LimitsUnavailable) -> HttpResponse:
    if isinstance(error, SignInTooFast):
        return errors.too_many_requests(request, error.seconds, str(error))
    return errors.unavailable(request, _("Signing in is off for a moment. Try again in a minute."))
