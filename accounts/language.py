"""The language that somebody reads: what they chose, else what their browser asks for, else English."""

from collections.abc import Callable, Mapping

from django.conf import settings
from django.http import HttpRequest, parse_cookie
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

from accounts.models import User

ENGLISH = "en"
_OPERATORS = ("/admin/", "/api/feature-flags/")
permissions: list[Callable[[User | None], bool]] = []
"""Each says whether somebody may read other languages than English; None: who isn't signed in."""


def is_offered_to(user: User | None) -> bool:
    """True if somebody may read other languages than English."""
    return all(permit(user) for permit in permissions)


def of_user(user: User) -> str:
    """Return the language of mails and other things that somebody gets while they aren't here."""
    return user.language if user.language and is_offered_to(user) else ENGLISH


def of_request(request: HttpRequest, user: User | None) -> str:
    """Return the language of a page or an answer. Operators' are in English, as is what the site stores of theirs."""
    if request.path_info.startswith(_OPERATORS):
        return ENGLISH
    return _of_reader(user, request.COOKIES, request.headers.get("Accept-Language", ""))


def of_socket(headers: Mapping[bytes, bytes], user: User | None) -> str:
    """Return the language of the sentences that a socket is sent."""
    cookies = parse_cookie(headers.get(b"cookie", b"").decode("latin-1"))
    return _of_reader(user, cookies, headers.get(b"accept-language", b"").decode("latin-1"))


def _of_reader(user: User | None, cookies: Mapping[str, str], accepted: str) -> str:
    chosen = [user.language if user else "", cookies.get(settings.LANGUAGE_COOKIE_NAME, "")]
    asked = [each for each, _ in parse_accept_lang_header(accepted.lower())]
    wanted = next((found for each in (*chosen, *asked) if (found := _supported(each))), ENGLISH)
    return wanted if wanted == ENGLISH or is_offered_to(user) else ENGLISH


def _supported(code: str) -> str | None:
    try:
        return translation.get_supported_language_variant(code)
    except LookupError:
        return None
