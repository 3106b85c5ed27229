"""`/status/`: how the site is and what is new, for everybody, also while the database is away.

It asks neither session nor database: the health checks open lines of their own and give them up in time, switches and
news are copies in memory, and nobody is looked up, so it is answered before whatever asks who somebody is.
"""

from collections.abc import Callable
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from operations.health import checks
from operations.public_health import TurnedOff, describe_site
from rollouts import flags
from rollouts.messages import news_copy

ADDRESS = "/status/"
_CACHED = "public, max-age=5, stale-if-error=86400"
"""A proxy or a browser that can't reach us may show the copy that it has."""


@require_safe
def show_status(request: HttpRequest) -> HttpResponse:
    """One page, the same for everybody; 200 however the site is."""
    words = {name: part.word for name, part in checks.recent_checks().items()}
    shown = {
        "site": describe_site(words, _turned_off()),
        "news": news_copy.latest_news(),
        "now": datetime.now(UTC),
    }
    response = HttpResponse(render_to_string("status.html", shown))
    response["Cache-Control"] = _CACHED
    response["X-Frame-Options"] = "DENY"
    return response


def _turned_off() -> TurnedOff:
    switches = flags.operator_switches()
    return TurnedOff(
        new_auctions=not switches.new_auctions,
        running_auctions=not switches.running_auctions,
        bidding=not switches.bidding,
        changes=switches.read_only,
    )


class StatusPageMiddleware:
    """Comes before all middleware that asks the database, or who somebody is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or hand the request on."""
        return show_status(request) if request.path == ADDRESS else self._get_response(request)
