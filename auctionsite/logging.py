"""How log lines look: JSON in deployed environments, readable lines elsewhere.

Log events are named `thing.happened`; their keys are camelCase, unlike the API's, because the dashboards of the
product's first release read them so.
"""

import logging
import logging.config

import structlog
from django.utils.log import CallbackFilter


def _is_not_unavailable(record: logging.LogRecord) -> bool:
    return getattr(record, "status_code", None) != 503


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
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "line": {
                    "()": structlog.stdlib.ProcessorFormatter,
                    "processors": [
                        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                        structlog.processors.format_exc_info,
                        renderer,
                    ],
                    "foreign_pre_chain": shared,
                }
            },
            # A site that says of itself that it is degraded has not failed at answering.
            "filters": {"degraded": {"()": CallbackFilter, "callback": _is_not_unavailable}},
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["degraded"]}},
            "root": {"handlers": ["stderr"], "level": level},
            # Each request and frame is measured elsewhere; a line for each would drown what matters.
            "loggers": {
                "daphne": {"level": "WARNING"},
                "django.request": {"level": "ERROR"},
                "axes": {"level": "WARNING"},
            },
        }
    )
    logging.captureWarnings(json)  # a warning of Python's own would be a line that isn't JSON
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
