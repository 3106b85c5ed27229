"""For each page of somebody who is signed in: their time zone, and when their browser was last here."""

import time
from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts import account
from accounts.models import User

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
            return self._get_response(request)
        now = int(time.time())
        key = request.session.session_key
        if key and now - request.session.get(_SEEN, 0) > SEEN_EVERY_SECONDS:
            request.session[_SEEN] = now
            account.record_session(user, key, request.headers.get("User-Agent", ""))
        with timezone.override(ZoneInfo(user.time_zone)):
            return self._get_response(request)
