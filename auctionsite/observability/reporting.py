"""Errors go to Sentry, if it is set up: with the ids they are about, and without personal data.

What leaves is built small (no local variables, bodies, cookies, headers or program arguments) and then scrubbed whole.
The SDK is imported where something is reported: without Sentry no process needs it, and it takes long to import.
"""

import asyncio
import logging
import sys
from collections.abc import Callable, Mapping, MutableMapping
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

import structlog

from auctionsite.observability import scrubbing

UNTRACED = ("/api/health", "/metrics", "/livez", "/readyz", "/static/")
TAGS = ("auctionId", "leagueId", "requestId", "socketId", "lotId", "code", "kind")
"""Keys of log lines by which errors can be found."""
_IDS = ("auctionId", "leagueId", "requestId", "socketId")
_begun = False


def start_reporting(env: Mapping[str, str], *, environment: str, release: str, transport: Any = None) -> None:
    """Report from now on to SENTRY_DSN; nothing without it. `transport` takes the envelopes instead of the network."""
    if not (dsn := env.get("SENTRY_DSN")):
        return
    import sentry_sdk
    from sentry_sdk.integrations.argv import ArgvIntegration
    from sentry_sdk.integrations.django import DjangoIntegration
    from sentry_sdk.integrations.logging import LoggingIntegration
    from sentry_sdk.integrations.redis import RedisIntegration

    global _begun
    _begun = True
    sentry_sdk.init(
        dsn=dsn,
        environment=env.get("SENTRY_ENVIRONMENT") or environment,
        release=release,
        sample_rate=float(env.get("SENTRY_SAMPLE_RATE", "1")),
        traces_sampler=_sampler(float(env.get("SENTRY_TRACES_SAMPLE_RATE", "0.1"))),
        include_local_variables=False,
        max_request_body_size="never",
        auto_enabling_integrations=False,
        disabled_integrations=[ArgvIntegration()],
        ignore_errors=["RequestAborted"],  # somebody hung up
        integrations=[
            DjangoIntegration(middleware_spans=False),
            RedisIntegration(),
            LoggingIntegration(level=None, event_level=logging.ERROR),
        ],
        before_send=_before_send,
        before_send_transaction=_scrubbed,
        transport=transport,
    )


def is_reporting() -> bool:
    """True if errors go to Sentry."""
    if not _begun:
        return False
    import sentry_sdk

    return sentry_sdk.is_initialized()


def _sampler(share: float) -> Callable[[dict[str, Any]], float]:
    def sample(context: dict[str, Any]) -> float:
        path = (context.get("asgi_scope") or {}).get("path", "")
        return 0.0 if path.startswith(UNTRACED) else share

    return sample


_watched_loops: set[int] = set()


def watch_loop() -> None:
    """Report errors of this event loop's tasks too. Cheap when called again; nothing without Sentry."""
    if not is_reporting():
        return
    from sentry_sdk.integrations.asyncio import enable_asyncio_integration

    loop = id(asyncio.get_running_loop())
    if loop not in _watched_loops:
        _watched_loops.add(loop)
        enable_asyncio_integration(task_spans=False)


def report_line(logger: Any, method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """structlog's processor: a line that is an error is reported with its ids, any other is kept as a breadcrumb."""
    if not is_reporting():
        return line
    import sentry_sdk

    told = {key: value for key, value in line.items() if key not in ("exc_info", "timestamp", "level")}
    if line["level"] not in ("error", "critical"):
        sentry_sdk.add_breadcrumb(category=line.get("logger"), message=line["event"], level=line["level"], data=told)
        return line
    with sentry_sdk.new_scope() as scope:
        scope.set_level(line["level"])
        scope.set_context("log", told)
        for key in TAGS:
            if key in line:
                scope.set_tag(key, str(line[key]))
        scope.set_tag("event", line["event"])
        error = _error_of(line.get("exc_info"))
        if error is not None:
            scope.capture_exception(error)
        else:
            scope.capture_message(line["event"])
    return line


ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]


def _error_of(exc_info: Any) -> BaseException | ExcInfo | None:
    if exc_info is True:
        return sys.exc_info()[1]
    return exc_info or None


def capture_client_error(report: Mapping[str, str]) -> None:
    """Report what broke in somebody's browser."""
    if not is_reporting():
        return
    import sentry_sdk

    sentry_sdk.capture_event(
        {
            "platform": "javascript",  # type: ignore[typeddict-item] # the SDK knows of its own only
            "level": "error",
            "logger": "client",
            "fingerprint": ["client", report["message"], report["script"]],
            "message": report["message"],
            "transaction": report["page"],
            "contexts": {"client": dict(report)},
            "tags": {"event": "client.error"},
        }
    )


def _before_send(event: Any, hint: dict[str, Any]) -> Any:
    record = hint.get("log_record")
    if record is not None and isinstance(record.msg, dict):
        return None  # a line of structlog's, which `report_line` has reported already
    return _scrubbed(event, hint)


def _scrubbed(event: Any, hint: dict[str, Any]) -> Any:
    """The event with the ids that are bound, and nothing of a person but their number."""
    bound = structlog.contextvars.get_contextvars()
    event["tags"] = {key: str(bound[key]) for key in _IDS if key in bound} | dict(event.get("tags") or {})
    event.pop("user", None)
    if "userId" in bound:
        event["user"] = {"id": str(bound["userId"])}
    if request := event.get("request"):
        event["request"] = {"method": request.get("method"), "url": urlsplit(request.get("url", "")).path}
    return scrubbing.scrub(event, addresses=True)
