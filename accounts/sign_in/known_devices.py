"""Browsers in which somebody has signed in before: a signed cookie says in whose accounts.

It signs nobody in. It only lets a browser pass where strangers may have used up the tries of an account, so that nobody
is kept out of their own account by somebody who knows their e-mail address. What it tries itself is counted for it.
"""

import secrets
from dataclasses import dataclass

from django.conf import settings as site
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from accounts.models import User, normalize_email

COOKIE = "known_device"
KEPT_SECONDS = 365 * 24 * 3600
ACCOUNTS_AT_MOST = 5
"""In one browser; the ones signed in to longest ago are forgotten."""
_SALT = "accounts.known-device"


@dataclass(frozen=True, slots=True)
class KnownDevice:
    """A browser, and the accounts it has signed in to, by mark, the newest last."""

    id: str
    accounts: tuple[str, ...]


def device_known_to(request: HttpRequest, email: str) -> str | None:
    """Return the id of the browser if it has signed in to this account before."""
    device = _read(request)
    return device.id if device is not None and _mark(email) in device.accounts else None


def any_known_device(request: HttpRequest) -> str | None:
    """Return the id of the browser if somebody has signed in there before."""
    device = _read(request)
    return None if device is None else device.id


def remember(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Note in the browser that the user has signed in there, unless it knows."""
    device, mark = _read(request), _mark(user.email)
    if device is not None and mark in device.accounts:
        return
    accounts = (*(device.accounts if device else ()), mark)[-ACCOUNTS_AT_MOST:]
    value = signing.dumps([device.id if device else secrets.token_hex(8), *accounts], salt=_SALT)
    response.set_cookie(
        COOKIE, value, max_age=KEPT_SECONDS, secure=bool(site.SESSION_COOKIE_SECURE), httponly=True, samesite="Lax"
    )


def _mark(email: str) -> str:
    """Stands for the account in the cookie, which holds no address."""
    return salted_hmac(_SALT, normalize_email(email), algorithm="sha256").hexdigest()[:16]


def _read(request: HttpRequest) -> KnownDevice | None:
    try:
        device, *accounts = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=KEPT_SECONDS)
    except signing.BadSignature:
        return None
    return KnownDevice(device, tuple(accounts))
