"""Limits on HTTP calls, and who is counted; see `limits.py`."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from rest_framework.exceptions import Throttled
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from accounts.models import User
from accounts.rate_limits import limits
from accounts.rate_limits.limits import Limit


def client_address(request: HttpRequest | Request) -> str:
    """The client's address: as the proxy nearest to us says, if there are proxies. The rest of its list is hearsay."""
    listed = [each.strip() for each in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if each.strip()]
    hops = settings.PROXY_HOPS
    if hops and len(listed) >= hops:
        return str(listed[-hops])
    return str(request.META.get("REMOTE_ADDR") or "unknown")


def throttle_key(request: HttpRequest | Request) -> str:
    """Return the key to count under: the user, or the address of somebody who isn't signed in."""
    return f"user.{request.user.pk}" if isinstance(request.user, User) else f"address.{client_address(request)}"


def check_limit(request: Request, limit: Limit) -> None:
    """Count one; raises Throttled if it is over the limit."""
    if wait := limits.seconds_to_wait(limit, throttle_key(request)):
        raise Throttled(wait)


class DefaultThrottle(BaseThrottle):
    """DRF's hook: every call under `/api/` counts as `other`, but for those that name another `limit`."""

    def allow_request(self, request: Request, view: Any) -> bool:
        """Count it; whether it is within the limit."""
        limit: Limit | None = getattr(view, "limit", {}).get(request.method, Limit.OTHER)
        self.seconds = limits.seconds_to_wait(limit, throttle_key(request)) if limit else 0.0
        return not self.seconds

    def wait(self) -> float:
        """Seconds until it is."""
        return self.seconds
