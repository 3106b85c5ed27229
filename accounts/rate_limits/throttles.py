"""Limits on HTTP calls, and who is counted; see `limits.py`."""

from ipaddress import ip_address, ip_network
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from rest_framework.exceptions import Throttled
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from accounts.models import User, normalize_email
from accounts.rate_limits import limits
from accounts.rate_limits.limits import Limit
from accounts.sign_in.known_devices import any_known_device, device_known_to

_COUNTED = "counted_by_throttle"


def client_address(request: HttpRequest | Request) -> str:
    """The address of the client of a request."""
    return nearest_address(request.META.get("HTTP_X_FORWARDED_FOR", ""), request.META.get("REMOTE_ADDR") or "")


def nearest_address(forwarded_for: str, peer: str) -> str:
    """The client's address: as the proxy nearest to us says, if there are proxies. The rest of its list is hearsay."""
    listed = [each.strip() for each in forwarded_for.split(",") if each.strip()]
    hops = settings.PROXY_HOPS
    return listed[-hops] if hops and len(listed) >= hops else peer or "unknown"


def throttle_key(request: HttpRequest | Request) -> str:
    """Return the key to count under: the user, or the address of somebody who isn't signed in."""
    return f"user.{request.user.pk}" if isinstance(request.user, User) else f"address.{client_address(request)}"


def check_limit(request: Request, limit: Limit) -> None:
    """Count one; raises Throttled if it is over the limit."""
    if wait := limits.seconds_to_wait(limit, throttle_key(request)):
        raise Throttled(wait)


class SignInTooFast(Exception):
    """Too many tries to sign in; the text says by what they are counted, and the next may come after `seconds`."""

    def __init__(self, what: str, seconds: float) -> None:
        super().__init__(what)
        self.seconds = seconds


def network_of(request: HttpRequest | Request) -> str:
    """Return the network that a request comes from: an IPv4 address's 256, an IPv6 address's /64."""
    try:
        address = ip_address(client_address(request))
    except ValueError:  # a Unix socket has none
        return "0.0.0.0"  # noqa: S104 # stands for no network
    return str(ip_network(f"{address}/{24 if address.version == 4 else 64}", strict=False).network_address)


def count_sign_in_from(request: HttpRequest) -> None:
    """Count a try to sign in, whoever it is for: by the browser if somebody has signed in there, else by address.

    Generously, since friends share the address of a pub, or pass a laptop round. Raises as `count_sign_in` does.
    """
    device = any_known_device(request)
    if device is None:
        _count_address(request)
    else:
        _count(Limit.AUTH_ADDRESS, f"device.{device}", _("Too many sign-ins in this browser."))


def count_sign_in(request: HttpRequest, email: str) -> None:
    """Count a try to sign in with an e-mail address, or to have a mail sent there. Views call it with what they use.

    Strictly, by e-mail address and network together, so that a stranger doesn't keep the owner out; a browser that has
    signed in to the account before counts for itself. Raises SignInTooFast, and LimitsUnavailable while nobody can
    count; the middleware answers both.
    """
    device = device_known_to(request, email)
    if device is None and any_known_device(request):  # known to others only, so it passes for nobody here
        _count_address(request)
    who = f"email.{normalize_email(email)}.{device or network_of(request)}"
    _count(Limit.AUTH, who, _("Too many sign-ins with this e-mail address."))


def _count_address(request: HttpRequest) -> None:
    _count(Limit.AUTH_ADDRESS, f"address.{client_address(request)}", _("Too many sign-ins from this network."))


def _count(limit: Limit, who: str, what: str) -> None:
    if wait := limits.seconds_to_wait_or_refuse(limit, who):
        raise SignInTooFast(what, wait)


def is_counted(request: HttpRequest) -> bool:
    """True if DRF's hook has counted this call."""
    return getattr(request, _COUNTED, False)


class DefaultThrottle(BaseThrottle):
    """DRF's hook: every call under `/api/` counts as `other`, but for those that name another `limit`."""

    def allow_request(self, request: Request, view: Any) -> bool:
        """Count the call; return True if it is within the limit."""
        setattr(request._request, _COUNTED, True)
        limit: Limit | None = getattr(view, "limit", {}).get(request.method, Limit.OTHER)
        self.seconds = limits.seconds_to_wait(limit, throttle_key(request)) if limit else 0.0
        return not self.seconds

    def wait(self) -> float:
        """Return the seconds until a call is within the limit again, for `Retry-After`."""
        return self.seconds
