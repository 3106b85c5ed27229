"""Answers while the database is away: at once, instead of a wait that ends in an error.

Pages and calls get a 503 with Retry-After, a socket a close code of its own, by which its client keeps trying.
"""

from collections.abc import Callable
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse

from auctionsite.close_codes import CloseCode
from auctionsite.http import errors
from auctionsite.postgresql.availability import circuit
from auctionsite.serving.asgi_types import Application, Scope, Send

_WITHOUT = ("/api/health", "/metrics", "/static/")
"""What says what is wrong, and what needs no database."""


class DatabaseAwayMiddleware:
    """Comes before all middleware that asks the database."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on, or 503 while the database is known to be away."""
        if circuit.refuses and not request.path.startswith(_WITHOUT):
            return errors.database_away(request)
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """503 for a request in the middle of which the database went away; other errors are errors."""
        return errors.database_away(request) if errors.is_of_absent_database(error) else None


class DatabaseAwaySocketMiddleware:
    """ASGI middleware for sockets: while the database is away, each is closed with 4504 instead of let in."""

    def __init__(self, inner: Application) -> None:
        self._inner = inner

    async def __call__(self, scope: Scope, receive: Any, send: Send) -> None:
        """Go on; or close, also where finding out who it is needed the database."""
        if circuit.refuses:
            await _close(receive, send)
            return
        began = False

        async def note(message: dict[str, Any]) -> None:
            nonlocal began
            began = True
            await send(message)

        try:
            await self._inner(scope, receive, note)
        except (OperationalError, InterfaceError):
            if began or not circuit.is_away:
                raise
            await _close(receive, send)


async def _close(receive: Any, send: Send) -> None:
    """Accept and close: a browser sees a close code only of a socket that was open."""
    await receive()
    await send({"type": "websocket.accept"})
    await send({"type": "websocket.close", "code": CloseCode.DATABASE_AWAY})
