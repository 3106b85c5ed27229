"""The newest `seq` of each auction, for pongs: read from the database at most once a second per room and process.

A pong says first of all that its line lives, and pages leave lines that say nothing. So it waits for the database for a
moment only: with the database away, a page that comes anew would find it away there as well.
"""

import asyncio
import time
from uuid import UUID

import psycopg
import structlog
from django.db import DatabaseError, InterfaceError

from auctions.sockets import threads
from auctions.store import journal
from auctionsite.observability.logging import new_log_context

log = structlog.get_logger("auctions")
ANSWER_SECONDS = 0.5
_FRESH_SECONDS = 1.0
_CACHED_AUCTIONS = 1000
_heads: dict[UUID, tuple[float, "asyncio.Task[int | None]"]] = {}


async def read_head_seq(auction_id: UUID) -> int | None:
    """Return the number of the newest event, at most a second old; None if it can't be known at once."""
    cached = _heads.get(auction_id)
    if cached is None or cached[0] < time.monotonic():
        while len(_heads) >= _CACHED_AUCTIONS:
            del _heads[next(iter(_heads))]
        task = asyncio.create_task(_query_head_seq(auction_id), context=new_log_context(auctionId=auction_id))
        cached = (time.monotonic() + _FRESH_SECONDS, task)
        _heads[auction_id] = cached
    # All pings of a second share one query. Waiting like this, a socket that closes doesn't cancel it for the others.
    done, _ = await asyncio.wait({cached[1]}, timeout=ANSWER_SECONDS)
    return cached[1].result() if done else None


async def _query_head_seq(auction_id: UUID) -> int | None:
    try:
        head = await threads.run(threads.reading.turn(auction_id), journal.head_of, auction_id)
    except (DatabaseError, InterfaceError, psycopg.Error) as error:
        log.warning("head_seq.unknown", error=str(error))
        return None
    return head[0] if head else None
