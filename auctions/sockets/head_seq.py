"""The newest `seq` of each auction, for pongs: read from the database at most once a second per room and process."""

import asyncio
import time
from uuid import UUID

from auctions.sockets import threads
from auctions.store import journal
from auctionsite.observability.logging import new_log_context

_FRESH_SECONDS = 1.0
_CACHED_AUCTIONS = 1000
_heads: dict[UUID, tuple[float, "asyncio.Task[int | None]"]] = {}


async def read_head_seq(auction_id: UUID) -> int | None:
    """Return the number of the newest event, at most a second old; None if there is no such auction."""
    cached = _heads.get(auction_id)
    if cached is None or cached[0] < time.monotonic():
        while len(_heads) >= _CACHED_AUCTIONS:
            del _heads[next(iter(_heads))]
        task = asyncio.create_task(_query_head_seq(auction_id), context=new_log_context(auctionId=auction_id))
        cached = (time.monotonic() + _FRESH_SECONDS, task)
        _heads[auction_id] = cached
    # All pings of a second share one query: a socket that closes meanwhile must not cancel it for the others.
    return await asyncio.shield(cached[1])


async def _query_head_seq(auction_id: UUID) -> int | None:
    head = await threads.run(threads.reading.turn(auction_id), journal.head_of, auction_id)
    return head[0] if head else None
