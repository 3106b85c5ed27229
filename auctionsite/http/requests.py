"""Each HTTP request gets an id that stands on its log lines and in its answer, and is counted and timed."""

import re
import secrets
import time
from collections.abc import Callable
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse

from auctionsite.observability import metrics, reporting
from auctionsite.observability.logging import bind_log_context, log_context
from auctionsite.serving.asgi_types import Application, Scope, Send

_GIVEN = re.compile(rb"[\w-]{8,64}")
_AREAS = (
    ("/api/health", "probe"),
    ("/metrics", "probe"),
    ("/livez", "probe"),
    ("/readyz", "probe"),
    ("/api/", "api"),
    ("/admin/", "admin"),
    ("/static/", "static"),
)


def area_of(path: str) -> str:
    """Return the part of the site that a path belongs to: one of `metrics.AREAS`."""
    return next((area for start, area in _AREAS if path.startswith(start)), "page")


class RequestTrackingMiddleware:
    """ASGI middleware for HTTP. An `X-Request-ID` that a proxy gave is kept."""

    def __init__(self, inner: Application) -> None:
        self._inner = inner

    async def __call__(self, scope: Scope, receive: Any, send: Send) -> None:
        """Hand the request on, and count its answer."""
        reporting.watch_loop()
        answer = _TrackedResponse(send, request_id_of(scope), area_of(scope["path"]))
        with log_context(requestId=answer.request_id):
            try:
                await self._inner(scope, receive, answer.send)
            finally:
                answer.count()


class _TrackedResponse:
    """The answer to one request, counted and timed as it is sent."""

    def __init__(self, send: Send, request_id: str, area: str) -> None:
        self.request_id = request_id
        self._send, self._area = send, area
        self._began = time.perf_counter()
        self._status = "none"

    async def send(self, message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self._status = f"{message['status'] // 100}xx"
            metrics.REQUEST_SECONDS.labels(self._area).observe(time.perf_counter() - self._began)
            headers = [*message.get("headers", ()), (b"x-request-id", self.request_id.encode())]
            message = {**message, "headers": headers}
        await self._send(message)

    def count(self) -> None:
        metrics.REQUESTS.labels(self._area, self._status).inc()


def request_id_of(scope: Scope) -> str:
    """The id that a proxy gave the request, if it looks like one, else a new one."""
    given = next((value for name, value in scope.get("headers", ()) if name == b"x-request-id"), b"")
    return given.decode() if _GIVEN.fullmatch(given) else secrets.token_hex(8)


class LogContextMiddleware:
    """Puts user, league and auction on the request's log lines. Comes after the middleware that signs the user in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Hand the request on, and take its keys off the lines that follow."""
        before = structlog.contextvars.get_contextvars()
        try:
            if request.user.is_authenticated:
                bind_log_context(userId=request.user.pk)
            return self._get_response(request)
        finally:
            structlog.contextvars.clear_contextvars()
            bind_log_context(**before)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> None:
        """The address says what the request is about."""
        ids = {"leagueId": kwargs.get("league_id"), "auctionId": kwargs.get("auction_id")}
        bind_log_context(**{key: each for key, each in ids.items() if each is not None})
