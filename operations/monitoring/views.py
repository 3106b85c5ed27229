"""`GET /metrics`: for Prometheus, and nobody else."""

from ipaddress import ip_address

import structlog
from django.conf import settings as site
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from accounts.rate_limits.throttles import client_address
from auctionsite.http import errors
from auctionsite.observability import exposition
from operations.monitoring import figures
from rollouts.propagation import scrapes

log = structlog.get_logger("auctionsite")


@require_GET
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Everything, to who may see it; 403 to a wrong token, 404 where no token is good."""
    if not _has_token(request) and not _is_near(request):
        if site.METRICS_TOKEN:
            said = "Send the METRICS_TOKEN as a bearer token.\n"
            return HttpResponse(said, status=403, content_type="text/plain; charset=utf-8")
        return errors.not_found(request, LookupError())
    families = figures.current_metrics()
    shown = exposition.render_metrics(families)
    if shown.complete and figures.are_complete(families):
        _record()
    return HttpResponse(shown.text, content_type=CONTENT_TYPE_PLAIN_0_0_4)


def _record() -> None:
    """Note that somebody watches; the answer doesn't depend on it."""
    try:
        scrapes.record_scrape()
    except DatabaseError as error:
        log.warning("metrics.scrape_not_noted", error=str(error))


def _has_token(request: HttpRequest) -> bool:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return bool(site.METRICS_TOKEN) and scheme == "Bearer" and constant_time_compare(token, site.METRICS_TOKEN)


def _is_near(request: HttpRequest) -> bool:
    try:
        address = ip_address(client_address(request))
    except ValueError:  # a Unix socket has none
        return False
    return any(address in network for network in site.METRICS_NETWORKS)
