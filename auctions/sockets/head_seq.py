"""The head `seq` of each auction, for pongs: asked of the database at most once a second per room and process."""

import asyncio
import time
from uuid import UUID

from auctions.sockets import threads
from auctions.store import journal
from auctionsite.observability.logging import new_log_context

_FRESH_SECONDS = 1.0
_REMEMBERED = 1000
_heads: dict[UUID, tuple[float, "asyncio.Task[int | None]"]] = {}


async def head_seq(auction_id: UUID) -> int | None:
    """The number of the newest event, at most a second old; None if there is no such auction."""
    known = _heads.get(auction_id)
    if known is None or known[0] < time.monotonic():
        while len(_heads) >= _REMEMBERED:
            del _heads[next(iter(_heads))]
        asking = asyncio.create_task(_ask(auction_id), context=new_log_context(auctionId=auction_id))
        known = (time.monotonic() + _FRESH_SECONDS, asking)
        _heads[auction_id] = known
    return await asyncio.shield(known[1])


async def _ask(auction_id: UUID) -> int | None:
    head = await threads.run(threads.reading, journal.head_of, auction_id)
    return head[0] if head else None
