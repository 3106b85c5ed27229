"""`POST /api/client-errors`: what broke in somebody's browser, said by the page itself, once."""

from typing import Any, ClassVar

import structlog
from django.contrib.auth import get_user
from django.http import HttpRequest
from django.urls import Resolver404, resolve
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from accounts.rate_limits.limits import Limit
from auctions.access import find_place
from auctionsite.http.openapi import call
from auctionsite.observability import metrics, reporting, scrubbing
from rollouts.evaluation.types import BucketBy
from rollouts.exposures import recorder
from rollouts.exposures.outcomes import PAGE_ERROR

log = structlog.get_logger("auctionsite")
BODY_BYTES = 8192


class ReportBody(serializers.Serializer[Any]):
    """What happened, where; nothing about whom."""

    message = serializers.CharField(max_length=500)
    script = serializers.CharField(max_length=300, required=False, default="", allow_blank=True)
    line = serializers.IntegerField(required=False, default=0, min_value=0, max_value=10_000_000)
    column = serializers.IntegerField(required=False, default=0, min_value=0, max_value=10_000_000)
    stack = serializers.CharField(max_length=4000, required=False, default="", allow_blank=True)
    page = serializers.CharField(max_length=300, required=False, default="", allow_blank=True)


_EXAMPLE = {
    "message": "TypeError: lot is undefined",
    "script": "/static/js/room/state.js",
    "line": 41,
    "column": 7,
    "stack": "at merge (/static/js/room/state.js:41:7)",
    "page": "/auction/0b0f4c1e-5a1f-4c53-9d0e-1f2a3b4c5d6e/",
}


def _note_for_whom(request: HttpRequest, page: str) -> None:
    """Note whose page broke, and of which league and auction it was. Strangers' reports count for nobody."""
    user = get_user(request)  # by the session: the call itself asks nobody who they are
    if not isinstance(user, User):
        return
    recorder.note_failure(BucketBy.USER, str(user.pk), PAGE_ERROR)
    try:
        named = resolve(page).kwargs
    except Resolver404:
        return
    league, auction = named.get("league_id"), named.get("auction_id")
    if (league or auction) and (place := find_place(user, league, auction)):
        recorder.note_failure(BucketBy.LEAGUE, str(place.league), PAGE_ERROR)
        if place.auction:
            recorder.note_failure(BucketBy.AUCTION, str(place.auction), PAGE_ERROR)


class ClientErrorsView(APIView):
    """`client-errors`: for pages, whoever looks at them."""

    # Without DRF's sessions no CSRF token is asked for: a page that is broken may not find it. Nothing is changed.
    authentication_classes = ()
    permission_classes = ()
    body_bytes = BODY_BYTES
    limit: ClassVar[dict[str, Limit | None]] = {"POST": Limit.CLIENT_ERRORS}

    @call("client_errors", {204: (None, None)}, 400, 413, 429, request=ReportBody, example=_EXAMPLE, open_to_all=True)
    def post(self, request: Request) -> Response:
        """204: it is in the log, scrubbed, and in Sentry where that is set up. 8 KB at most."""
        body = ReportBody(data=request.data)
        body.is_valid(raise_exception=True)
        report = {key: scrubbing.scrub_text_and_addresses(str(value)) for key, value in body.validated_data.items()}
        metrics.CLIENT_ERRORS.inc()
        log.warning("client.error", **report)
        reporting.capture_client_error(report)
        _note_for_whom(request._request, body.validated_data["page"])
        return Response(status=204)
