"""The paths of the product's first scripts: flags without `/api`, and JSON sent by `curl -d` without saying so.

Everything behind this sees the call as if it had come to today's address, with its type: limits, errors and logs too.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

FORMER, TODAY = "/feature-flags", "/api/feature-flags"
_UNSAID = ("", "application/x-www-form-urlencoded")
"""What programs say of a body that they say nothing of."""


class FormerPathsMiddleware:
    """Comes before everything that looks at paths."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on, at today's path."""
        rest = request.path_info.removeprefix(FORMER)
        if request.path_info.startswith(FORMER) and rest[:1] in {"", "/"}:
            request.path_info = TODAY + (rest or "/")
            request.path = request.path.removesuffix(FORMER + rest) + request.path_info
            if request.content_type in _UNSAID:
                request.content_type = request.META["CONTENT_TYPE"] = "application/json"
        return self.get_response(request)
