"""The user of a socket: by session cookie, or by token in the subprotocols `…, bearer.<token>`.

It is found in threads of their own, where those who come take turns by what they show. In the one thread that Channels
has for all database work, whoever opens many sockets at once would go before everybody else.
"""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from channels.db import database_sync_to_async
from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.http import parse_cookie
from rest_framework.exceptions import AuthenticationFailed
from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.tokens import AccessToken

from accounts import language
from accounts.models import User
from accounts.sign_in.authentication import DeviceAuthentication
from accounts.sign_in.devices import device_of
from auctionsite.serving.asgi_types import Application, Scope
from auctionsite.serving.fair_pool import FairPool

_PREFIX = "bearer."
_signing_in = FairPool(2, "signing in")


def user_of_token(token: str) -> User | AnonymousUser:
    """The user an access token was made for; nobody if it is expired, forged or the user is gone."""
    try:
        return DeviceAuthentication().user_of(token)
    except (TokenError, AuthenticationFailed):
        return AnonymousUser()


def current_user(scope: Scope) -> User | None:
    """The user of an open socket as they are now; None once they are signed out or switched off."""
    if "session" in scope:
        session = SessionStore(session_key=scope["session"].session_key)
        user = get_user(SimpleNamespace(session=session))  # type: ignore[arg-type] # it looks at the session only
        return user if isinstance(user, User) else None
    # A token that has run out since keeps its socket: the program renewed it, and its device is what is signed out.
    claims = AccessToken(scope["token"], verify=False)
    device = device_of(claims)
    return device.user if device else None


class SignedInMiddleware:
    """Puts the user into the scope, and the language they read. A token, if there is one, wins over the cookie."""

    def __init__(self, inner: Application) -> None:
        self._inner = inner

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        """Find the user, then go on."""
        tokens = [subprotocol for subprotocol in scope.get("subprotocols", []) if subprotocol.startswith(_PREFIX)]
        if tokens:
            token = tokens[0].removeprefix(_PREFIX)
            identity = {"user": await _in_turn(token, user_of_token, token), "token": token}
        else:
            session = SessionStore(session_key=_session_key(scope))
            key = session.session_key
            user = await _in_turn(key, current_user, {"session": session}) if key else None
            identity = {"user": user or AnonymousUser(), "session": session}
        user = identity["user"] if isinstance(identity["user"], User) else None
        reads = language.of_socket(dict(scope.get("headers", ())), user)
        await self._inner(scope | identity | {"language": reads}, receive, send)


def _session_key(scope: Scope) -> str | None:
    cookies = dict(scope.get("headers", ())).get(b"cookie", b"").decode("latin-1")
    return parse_cookie(cookies).get(settings.SESSION_COOKIE_NAME)


async def _in_turn(shown: str, work: Callable[[Any], Any], argument: Any) -> Any:
    """Do the work when it is the turn of whoever shows this token or session."""
    return await database_sync_to_async(work, thread_sensitive=False, executor=_signing_in.turn(shown))(argument)
