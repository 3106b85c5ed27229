"""One subscription of this process to a group of the channel layer, kept up while Redis comes and goes."""

import asyncio
from collections.abc import Callable
from typing import Any

import structlog
from channels.layers import get_channel_layer
from redis.exceptions import RedisError

log = structlog.get_logger("auctions")
REDIS_ERRORS = (RedisError, OSError, TimeoutError)
"""What is raised while Redis can't be reached."""
_RETRY_SECONDS = 1.0


async def listen(group: str, handle: Callable[[dict[str, Any]], None], subscribed: asyncio.Event) -> None:
    """Hand each message of the group to `handle`, for ever; `subscribed` is set once the subscription stands."""
    layer = get_channel_layer()
    assert layer is not None  # noqa: S101 # settings name one
    while True:
        try:
            channel = await layer.new_channel()
            try:
                await layer.group_add(group, channel)
                subscribed.set()
                while True:
                    handle(await layer.receive(channel))
            finally:  # or the process would listen to every group it ever joined
                await layer.group_discard(group, channel)
        except REDIS_ERRORS as error:
            log.warning("room.subscription_lost", group=group, error=str(error))
            await asyncio.sleep(_RETRY_SECONDS)
