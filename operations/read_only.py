"""While operators let nothing be changed, pages show and whatever would change something is answered with 503.

This is for HTTP; commands of sockets are refused by the engine, and bots ask by themselves.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from auctions.publish import messages
from auctions.rules.codes import Code
from auctionsite.http import errors
from rollouts import flags

SAFE = {"GET", "HEAD", "OPTIONS", "TRACE"}
OPEN = (
    *("/sign-in/", "/sign-out/", "/account/sign-out/", "/api/auth/"),
    *("/admin/", "/account/two-factor/", "/api/feature-flags", "/ofrep/"),
    *("/api/client-errors", "/language/"),
)
"""Signing in and out, what operators need to end it, questions by POST, pages that broke, and a language's cookie."""
RETRY_SECONDS = 60


class ReadOnlyMiddleware:
    """Comes after sessions and sign-in, whom the page names."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on, or 503 with the code `read_only`."""
        if request.method in SAFE or request.path.startswith(OPEN) or not flags.operator_switches().read_only:
            return self.get_response(request)
        response = errors.unavailable(request, messages.short_sentence(Code.READ_ONLY), Code.READ_ONLY)
        response["Retry-After"] = str(RETRY_SECONDS)
        return response
