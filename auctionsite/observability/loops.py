"""Loops that go on: whatever a step raises, another is taken, after a pause that grows up to a second.

Whatever is done again and again in a thread or a process's main loop is done by `run_until`, and in an event loop by
`run_for_ever`. How long a loop has done nothing without an error is a figure (`auctionsite_loop_silent_seconds`), so
that one which hangs or can't do its work is noticed.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Protocol

import structlog
from django.db import DatabaseError, InterfaceError, connection
from psycopg import Error as PsycopgError
from redis.exceptions import RedisError

from auctionsite.observability import metrics
from auctionsite.observability.pulses import HANGS_SECONDS, Pulse

log = structlog.get_logger("auctionsite")
FIRST_PAUSE_SECONDS = 0.05
LONGEST_PAUSE_SECONDS = 1.0
_AWAY = (DatabaseError, InterfaceError, PsycopgError, RedisError, OSError)
"""What a step raises while something that it needs can't be reached. Anything else is a mistake of ours."""


class Stop(Protocol):
    """The end of a loop: a `threading.Event`, or the program's `StopSignal`."""

    def is_set(self) -> bool:
        """True if the loop should end."""

    def wait(self, seconds: float, /) -> bool:
        """Sleep until then, so many seconds at most."""


def run_until(stop: Stop, name: str, step: Callable[[], object], step_seconds: float = HANGS_SECONDS) -> None:
    """Take the step again and again until `stop` is set. It paces itself, and raises whatever it likes.

    With a step that takes longer than `step_seconds` the loop hangs, and so does the process; see `pulses.py`.
    """
    done_at = time.monotonic()
    pulse = Pulse(name, step_seconds)
    metrics.LOOP_SILENT.labels(name).set_function(lambda: time.monotonic() - done_at)
    pause = FIRST_PAUSE_SECONDS
    while not stop.is_set():
        try:
            step()
        except Exception as error:  # noqa: BLE001 # whatever it is, the next step is taken
            report_failure(name, error)
            connection.close()  # it may be broken, or in a transaction that failed; the next step opens another
            stop.wait(pause)
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
        else:
            done_at, pause = time.monotonic(), FIRST_PAUSE_SECONDS
        pulse.beat()
    pulse.end()
    metrics.LOOP_SILENT.remove(name)


async def run_for_ever(name: str, step: Callable[[], Awaitable[object]]) -> None:
    """Take the step again and again until the task is cancelled, as `run_until` does."""
    pause = FIRST_PAUSE_SECONDS
    while True:
        try:
            await step()
            pause = FIRST_PAUSE_SECONDS
        except Exception as error:  # noqa: BLE001 # whatever it is, the next step is taken
            report_failure(name, error)
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)


def report_failure(name: str, error: Exception) -> None:
    """Count and log what a step raised; with its traceback, unless something is away."""
    metrics.LOOP_FAILURES.labels(name).inc()
    if isinstance(error, _AWAY):
        log.warning("loop.held_up", loop=name, error=str(error))
    else:
        log.error("loop.failed", loop=name, error=str(error), exc_info=error)
