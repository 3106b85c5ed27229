"""`GET /api/health`: whether each part answers. 200 when all do, 503 otherwise."""

from typing import Any

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from auctionsite import draining
from auctionsite.openapi import call

ANSWER_SECONDS = 2.0
CLOCK_SECONDS = 10.0
"""A clock that was silent for longer counts as gone."""


class HealthSerializer(serializers.Serializer[Any]):
    """The site and its parts."""

    status = serializers.ChoiceField(["healthy", "degraded"])
    parts = serializers.DictField(child=serializers.CharField(), help_text="`ok`, or what is wrong, by part.")


_HEALTHY = {"status": "healthy", "parts": {"database": "ok", "redis": "ok", "clock": "ok"}}
_DEGRADED = {"status": "degraded", "parts": {"database": "ok", "redis": "does not answer", "clock": "ok"}}


class HealthView(APIView):
    """`health`: for whoever watches, without signing in, and never limited."""

    authentication_classes = ()
    permission_classes = ()
    throttle_classes = ()

    @call("health", {200: (HealthSerializer, _HEALTHY), 503: (HealthSerializer, _DEGRADED)}, open_to_all=True)
    @method_decorator(never_cache)
    def get(self, request: Request) -> Response:
        """Each part with `ok` or a word on what is wrong. Any clock's pulse counts: there may be several."""
        parts = {**_database_and_clock(), "redis": _redis()}
        if draining.under_way():
            parts["process"] = "is ending; another one serves"
        healthy = all(state == "ok" for state in parts.values())
        return Response({"status": "healthy" if healthy else "degraded", "parts": parts}, 200 if healthy else 503)


_CLOCK = """
    SELECT count(*) FROM auctions_heartbeat
    WHERE kind = 'clock' AND at > clock_timestamp() - %s * interval '1 second'
"""


def _database_and_clock() -> dict[str, str]:
    """One question for both: a database that doesn't answer is waited for once."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(_CLOCK, (CLOCK_SECONDS,))
            row = cursor.fetchone()
    except DatabaseError:
        return {"database": "does not answer", "clock": "unknown: the database does not answer"}
    silent = f"silent for more than {CLOCK_SECONDS:.0f} s; start manage.py run_clock"
    return {"database": "ok", "clock": "ok" if row and row[0] else silent}


def _redis() -> str:
    try:
        with redis.Redis.from_url(
            settings.REDIS_URL, socket_timeout=ANSWER_SECONDS, socket_connect_timeout=ANSWER_SECONDS
        ) as client:
            client.ping()
    except (redis.RedisError, OSError):
        return "does not answer: nobody can sign in, and bids aren't limited"
    return "ok"
