"""The pages that may open sockets and change things: those of this site alone, by scheme, host and port.

A cookie goes with every request to a host, whatever the port. So whatever else is served there, on another port or
without TLS, could act for whoever looks at it, if only the host were compared.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port, validate_host

from auctionsite.http import errors
from auctionsite.serving.asgi_types import Application, Scope

SAFE = {"GET", "HEAD", "OPTIONS", "TRACE"}
_PORTS = {"http": 80, "https": 443}
_SCHEMES = {"ws": "http", "wss": "https"}


def is_own(origin: str, scheme: str, host: str) -> bool:
    """True if a page of `origin` is of the site that was asked at scheme and host, or of BASE_URL."""
    asked = _parts(origin)
    return asked is not None and asked in (_parts(f"{scheme}://{host}"), _parts(settings.BASE_URL))


def _parts(origin: str) -> tuple[str, str, int] | None:
    """(scheme, host, port) of an origin; None if it is none."""
    try:
        parts = urlsplit(origin)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in _PORTS or not parts.hostname or parts.path or parts.query or parts.fragment or "@" in origin:
        return None
    return parts.scheme, parts.hostname, port or _PORTS[parts.scheme]


class OriginMiddleware:
    """For HTTP: a request that may change something, from a page of another origin, is refused with 403."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on, or 403. Programs send no `Origin`; pages of CORS_ALLOWED_ORIGINS bring tokens, and no cookies."""
        origin = request.headers.get("Origin")
        if request.method in SAFE or origin is None or origin in settings.CORS_ALLOWED_ORIGINS:
            return self.get_response(request)
        if is_own(origin, request.scheme or "http", request.get_host()):
            return self.get_response(request)
        return errors.cross_origin(request)


class SocketOriginMiddleware:
    """For sockets: a handshake from a page of another origin is refused with 403.

    One without `Origin` comes from a program, and is taken only where ALLOWED_HOSTS is `*`.
    """

    def __init__(self, inner: Application) -> None:
        self._inner = inner

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        """Go on, or refuse."""
        headers = {name: value.decode("latin-1") for name, value in scope.get("headers", ())}
        host, origin = headers.get(b"host", ""), headers.get(b"origin")
        known = validate_host(split_domain_port(host)[0], settings.ALLOWED_HOSTS)
        fits = "*" in settings.ALLOWED_HOSTS if origin is None else is_own(origin, _scheme_of(scope, headers), host)
        if known and fits:
            await self._inner(scope, receive, send)
        else:
            await send({"type": "websocket.close"})


def _scheme_of(scope: Scope, headers: dict[bytes, str]) -> str:
    """The scheme as the browser sees it, which a proxy in front of a deployed site tells."""
    if settings.SECURE_PROXY_SSL_HEADER:
        name, secure = settings.SECURE_PROXY_SSL_HEADER
        said = headers.get(name.removeprefix("HTTP_").replace("_", "-").lower().encode())
        return "https" if said == secure else "http"
    return _SCHEMES.get(scope.get("scheme", "ws"), "http")
