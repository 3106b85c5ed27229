"""Signing in by mail, for each page that asks for an address: what is mailed and tried is counted."""

from django.contrib.auth import authenticate, login
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts import language, services
from accounts.backends import MAIL_BACKEND
from accounts.models import User
from accounts.rate_limits import throttles
from accounts.sign_in import links
from accounts.sign_in.known_devices import device_known_to

WRONG_CODE = _("This code doesn't work: it is mistyped, too old, used or tried too often.")


def mail_link_and_code(request: HttpRequest, email: str, next_path: str) -> None:
    """Have a link and a code sent; nothing here tells whether the address was known.

    Raises SignInTooFast and LimitsUnavailable, which the middleware answers.
    """
    throttles.count_sign_in(request, email)
    links.request_sign_in(email, next_path, known=device_known_to(request, email) is not None)


def user_of_code(request: HttpRequest, email: str, code: str) -> User | None:
    """Return whom the six digits sign in, and use them up; None if they don't. Raises as above."""
    throttles.count_sign_in(request, email)
    user = authenticate(request, username=email, code=code)
    return user if isinstance(user, User) else None


def let_in(request: HttpRequest, user: User) -> None:
    """Sign in by mail. An account begins with the time zone that the page says its browser is in, and its language."""
    services.begin_time_zone(user, request.POST.get("time_zone", ""))
    services.begin_language(user, get_language() or language.ENGLISH)
    login(request, user, backend=MAIL_BACKEND)
