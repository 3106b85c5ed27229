"""The threads that database work of sockets runs in: not Django's one, where a page would hold up a bid.

Bids and reads have pools of their own, so that a thousand people coming back don't hold up a bid either.
"""

import asyncio
import contextvars
from collections.abc import Callable
from concurrent.futures import Executor
from functools import partial
from typing import ParamSpec, TypeVar

import structlog
from django.db import connection

from auctionsite.postgresql.availability import CONNECTION_ERRORS, DatabaseAway
from auctionsite.serving.fair_pool import FairPool

log = structlog.get_logger("auctions")
deciding = FairPool(4, "deciding")
reading = FairPool(2, "reading")

P = ParamSpec("P")
R = TypeVar("R")


async def run(pool: Executor, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Do the work in a thread of the pool, at a room's turn. It must bear being done twice: `with_fresh_connection`."""
    loop, context = asyncio.get_running_loop(), contextvars.copy_context()  # for what is logged there
    return await loop.run_in_executor(pool, context.run, partial(with_fresh_connection, work, *args, **kwargs))


def with_fresh_connection(work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Do the work; if its connection has gone stale, say after a restart of the database, once more on a new one."""
    _let_go_if_broken()
    try:
        return work(*args, **kwargs)
    except DatabaseAway:  # as of now: another try would hear the same
        raise
    except CONNECTION_ERRORS as error:
        log.warning("database.retry", error=str(error))
        connection.close()
        return work(*args, **kwargs)


def _let_go_if_broken() -> None:
    """Close this thread's connection if it failed under work before, even under work that took no notice of it."""
    if connection.errors_occurred and not connection.in_atomic_block:
        if not connection.is_usable():
            connection.close()
        connection.errors_occurred = False
