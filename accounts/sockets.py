"""Who is at the other end of a socket: by session cookie, or by token in the subprotocols `…, bearer.<token>`."""

from collections.abc import Awaitable, Callable
from typing import Any

from channels.auth import AuthMiddlewareStack
from channels.db import database_sync_to_async
from django.contrib.auth.models import AnonymousUser
from rest_framework.exceptions import AuthenticationFailed
from rest_framework_simplejwt.authentication import JWTAuthentication
from rest_framework_simplejwt.exceptions import TokenError

from accounts.models import User

Application = Callable[[dict[str, Any], Any, Any], Awaitable[None]]
_PREFIX = "bearer."


def user_of_token(token: str) -> User | AnonymousUser:
    """The user an access token was made for; nobody if it is expired, forged or the user is gone."""
    authentication = JWTAuthentication()
    try:
        user = authentication.get_user(authentication.get_validated_token(token.encode()))
    except (TokenError, AuthenticationFailed):
        return AnonymousUser()
    return user if isinstance(user, User) else AnonymousUser()


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
        user = await database_sync_to_async(user_of_token)(tokens[0].removeprefix(_PREFIX))
        await self._inner(scope | {"user": user}, receive, send)
