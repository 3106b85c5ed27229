"""For each page of somebody who is signed in: their time zone, when their browser was last here, and that it was."""

import time
from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts import account
from accounts.models import User
from accounts.sign_in import known_devices

SEEN_EVERY_SECONDS = 300
_SEEN = "seen"


class AccountMiddleware:
    """Comes after Django's sessions and authentication. Who is not signed in by session costs no query."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Times are shown in the person's own zone."""
        user = request.user
        if not isinstance(user, User):
            return _with_known_device(request, self._get_response(request))
        now = int(time.time())
        key = request.session.session_key
        if key and now - request.session.get(_SEEN, 0) > SEEN_EVERY_SECONDS:
            request.session[_SEEN] = now
            account.record_session(user, key, request.headers.get("User-Agent", ""))
        with timezone.override(ZoneInfo(user.time_zone)):
            return _with_known_device(request, self._get_response(request))


def _with_known_device(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Whoever is signed in by session after the request has signed in in this browser: let it know."""
    if isinstance(request.user, User) and request.session.session_key:
        known_devices.remember(request, response, request.user)
    return response
