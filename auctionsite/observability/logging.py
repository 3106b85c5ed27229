"""The format of log lines: JSON in deployed environments, readable lines elsewhere.

Log events are named `thing.happened`; their keys are camelCase, unlike the API's, because the dashboards of the
product's first release read them so. What a request, a socket or the clock is about is bound to its lines: see
`log_context` and `new_log_context`. No line leaves with an e-mail address, a token, a link, a code or a cookie: see
`scrubbing.py`.
"""

import logging
import logging.config
from collections.abc import MutableMapping
from contextlib import AbstractContextManager
from contextvars import Context
from typing import Any

import structlog
from django.utils.log import CallbackFilter

from auctionsite.observability import metrics, reporting, scrubbing

_OWN_LEVELS = {"daphne": "WARNING", "axes": "WARNING", "django.request": "ERROR", "psycopg.pool": "ERROR"}
"""Each request, frame and try to connect is counted or said elsewhere; a line for each would drown what matters."""
_UVICORN = ("uvicorn", "uvicorn.error", "uvicorn.access", "uvicorn.asgi")


def log_context(**ids: Any) -> AbstractContextManager[None]:
    """Put these keys on every line of the block, also on those of tasks and threads that begin in it."""
    return structlog.contextvars.bound_contextvars(**{key: _plain_value(each) for key, each in ids.items()})


def bind_log_context(**ids: Any) -> None:
    """Put these keys on the lines that follow in this request, socket or task."""
    structlog.contextvars.bind_contextvars(**{key: _plain_value(each) for key, each in ids.items()})


def new_log_context(**ids: Any) -> Context:
    """A context with these keys alone, for a task that serves many: lines of it aren't about who came first."""
    context = Context()
    context.run(bind_log_context, **ids)
    return context


def _plain_value(value: Any) -> Any:
    return value if value is None or isinstance(value, int | str) else str(value)


def _scrub(logger: Any, method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    cleaned: MutableMapping[str, Any] = scrubbing.scrub(line)
    return cleaned


def _is_not_unavailable(record: logging.LogRecord) -> bool:
    return getattr(record, "status_code", None) != 503


class _CountingHandler(logging.StreamHandler):  # type: ignore[type-arg] # of text
    """Standard error, with warnings and errors counted."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line."""
        if record.levelno >= logging.WARNING:
            metrics.LOG_LINES[record.levelno >= logging.ERROR].inc()
        super().emit(record)


def logging_config(*, json: bool, level: str) -> None:
    """Send structlog's and the standard library's records through one formatter to standard error."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer() if json else structlog.dev.ConsoleRenderer(colors=False)
    )
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            _scrub,
            renderer,
        ],
        "foreign_pre_chain": shared,
    }
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"line": formatter},
            # A site that says of itself that it is degraded has not failed at answering.
            "filters": {"degraded": {"()": CallbackFilter, "callback": _is_not_unavailable}},
            "handlers": {"stderr": {"()": _CountingHandler, "formatter": "line", "filters": ["degraded"]}},
            "root": {"handlers": ["stderr"], "level": level},
            "loggers": {name: {"level": own} for name, own in _OWN_LEVELS.items()}
            # It brings handlers of its own, whose lines aren't ours.
            | {name: {"level": "WARNING", "handlers": [], "propagate": True} for name in _UVICORN},
        }
    )
    logging.captureWarnings(json)  # a warning of Python's own would be a line that isn't JSON
    structlog.configure(
        processors=[*shared, reporting.report_line, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
