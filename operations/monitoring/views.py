"""`GET /metrics`: for Prometheus, and nobody else."""

from ipaddress import ip_address

from django.conf import settings as site
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from accounts.rate_limits.throttles import client_address
from auctionsite.http import errors
from auctionsite.observability import exposition
from operations.monitoring import figures


@require_GET
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Everything, to who may see it; 403 to a wrong token, 404 where no token is good."""
    if not _has_token(request) and not _is_near(request):
        if site.METRICS_TOKEN:
            said = "Send the METRICS_TOKEN as a bearer token.\n"
            return HttpResponse(said, status=403, content_type="text/plain; charset=utf-8")
        return errors.not_found(request, LookupError())
    return HttpResponse(exposition.render_metrics(figures.current_metrics()), content_type=CONTENT_TYPE_PLAIN_0_0_4)


def _has_token(request: HttpRequest) -> bool:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return bool(site.METRICS_TOKEN) and scheme == "Bearer" and constant_time_compare(token, site.METRICS_TOKEN)


def _is_near(request: HttpRequest) -> bool:
    try:
        address = ip_address(client_address(request))
    except ValueError:  # a Unix socket has none
        return False
    return any(address in network for network in site.METRICS_NETWORKS)
