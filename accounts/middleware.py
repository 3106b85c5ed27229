"""For each page its reader's language; and for who is signed in their time zone, and that their browser was here."""

import time
from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

from accounts import account, language
from accounts.models import User
from accounts.sign_in import known_devices

SEEN_EVERY_SECONDS = 300
_SEEN = "seen"


class LanguageMiddleware:
    """Comes before all that has words for readers, so before it is known who is signed in: see AccountMiddleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pages are in the language of the browser, or of the cookie of who chose another."""
        request.LANGUAGE_CODE = language.of_request(request, None)
        with translation.override(request.LANGUAGE_CODE):
            response = self._get_response(request)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        return response


class AccountMiddleware:
    """Comes after Django's sessions and authentication. Who is not signed in by session costs no query."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Times are shown in the person's own zone, words in their own language."""
        user = request.user
        if not isinstance(user, User):
            return _with_known_device(request, self._get_response(request))
        now = int(time.time())
        key = request.session.session_key
        if key and now - request.session.get(_SEEN, 0) > SEEN_EVERY_SECONDS:
            request.session[_SEEN] = now
            account.record_session(user, key, request.headers.get("User-Agent", ""))
        request.LANGUAGE_CODE = language.of_request(request, user)
        with timezone.override(ZoneInfo(user.time_zone)), translation.override(request.LANGUAGE_CODE):
            return _with_known_device(request, self._get_response(request))


def _with_known_device(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Whoever is signed in by session after the request has signed in in this browser: let it know."""
    if isinstance(request.user, User) and request.session.session_key:
        known_devices.remember(request, response, request.user)
    return response
