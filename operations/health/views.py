"""`GET /api/health`: whether each part works. 200 when all do, 503 otherwise."""

from typing import Any

from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from auctionsite.http.openapi import call
from auctionsite.serving import draining
from operations.health import checks


class HealthSerializer(serializers.Serializer[Any]):
    """The site and its parts."""

    status = serializers.ChoiceField(["healthy", "degraded"])
    parts = serializers.DictField(
        child=serializers.CharField(), help_text="`ok`, or what is wrong and what to do, by part."
    )
    facts = serializers.DictField(child=serializers.DictField(), help_text="The numbers behind it, by part.")


_PARTS = dict.fromkeys(("database", "clock", "migrations", "flags", "redis", "disk", "mail"), "ok")
_FACTS = {
    "database": {"ms": 4},
    "clock": {"silent_seconds": 0.4},
    "migrations": {"unapplied": 0},
    "flags": {"deaf": 0},
    "redis": {"ms": 1},
    "disk": {"data": {"free_bytes": 81_604_378_624, "free_percent": 32.4}},
    "mail": {"waiting": 0},
}
_AWAY = "does not answer: nobody can sign in, and bids aren't limited; see that it runs"
_HEALTHY = {"status": "healthy", "parts": _PARTS, "facts": _FACTS}
_DEGRADED = {"status": "degraded", "parts": {**_PARTS, "redis": _AWAY}, "facts": {**_FACTS, "redis": {}}}


class HealthView(APIView):
    """`health`: for whoever watches, without signing in, and never limited."""

    authentication_classes = ()
    permission_classes = ()
    throttle_classes = ()

    @call("health", {200: (HealthSerializer, _HEALTHY), 503: (HealthSerializer, _DEGRADED)}, open_to_all=True)
    @method_decorator(never_cache)
    def get(self, request: Request) -> Response:
        """Each part with `ok` or a word on what is wrong; at most a second old, and answered within five."""
        parts = checks.recent_checks()
        words = {name: part.word for name, part in parts.items()}
        if draining.is_draining():
            words["process"] = "is ending; another one serves"
        healthy = all(word == checks.OK for word in words.values())
        body = {
            "status": "healthy" if healthy else "degraded",
            "parts": words,
            "facts": {name: part.facts for name, part in parts.items()},
        }
        return Response(body, 200 if healthy else 503)
