"""The user of a socket: by session cookie, or by token in the subprotocols `…, bearer.<token>`."""

from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Any

from channels.auth import AuthMiddlewareStack
from channels.db import database_sync_to_async
from django.contrib.auth import get_user
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from rest_framework.exceptions import AuthenticationFailed
from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.tokens import AccessToken

from accounts.models import User
from accounts.sign_in.authentication import DeviceAuthentication
from accounts.sign_in.devices import device_of

Application = Callable[[dict[str, Any], Any, Any], Awaitable[None]]
_PREFIX = "bearer."


def user_of_token(token: str) -> User | AnonymousUser:
    """The user an access token was made for; nobody if it is expired, forged or the user is gone."""
    try:
        return DeviceAuthentication().user_of(token)
    except (TokenError, AuthenticationFailed):
        return AnonymousUser()


def current_user(scope: dict[str, Any]) -> User | None:
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
    """Puts the user into the scope. A token, if there is one, wins over the cookie."""

    def __init__(self, inner: Application) -> None:
        self._inner = inner
        self._by_session: Application = AuthMiddlewareStack(inner)

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Find the user, then go on."""
        tokens = [each for each in scope.get("subprotocols", []) if each.startswith(_PREFIX)]
        if not tokens:
            await self._by_session(scope, receive, send)
            return
        token = tokens[0].removeprefix(_PREFIX)
        user = await database_sync_to_async(user_of_token)(token)
        await self._inner(scope | {"user": user, "token": token}, receive, send)
