"""One subscription of this process to a group of the channel layer, kept up while Redis comes and goes."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import uuid4

import structlog
from channels.layers import get_channel_layer
from redis.exceptions import RedisError

from auctionsite.observability import loops

log = structlog.get_logger("auctions")
REDIS_ERRORS = (RedisError, OSError, TimeoutError)
"""What is raised while Redis can't be reached."""


def _have_nothing_to_forget() -> None:
    """Do nothing: what was sent before the subscription is found by other ways."""


async def listen(
    group: str,
    handle: Callable[[dict[str, Any]], None],
    subscribed: asyncio.Event,
    forget: Callable[[], object] = _have_nothing_to_forget,
) -> None:
    """Hand each message of the group to `handle`, for ever; `subscribed` is set once the subscription stands.

    `forget` is called whenever it stands anew: what was sent before it wasn't heard.
    """
    await loops.run_for_ever("room", partial(_listen_once, group, handle, subscribed, forget))


async def _listen_once(
    group: str,
    handle: Callable[[dict[str, Any]], None],
    subscribed: asyncio.Event,
    forget: Callable[[], object],
) -> None:
    layer = get_channel_layer()
    assert layer is not None  # noqa: S101 # settings name one
    # Not `new_channel`: it keeps a queue for each try that fails, and has Redis listen for what nobody sends.
    channel = f"room.{uuid4().hex}"
    layer.channels[channel] = asyncio.Queue()
    try:
        await layer.group_add(group, channel)
        forget()
        subscribed.set()
        while True:
            message = await layer.receive(channel)
            try:
                handle(message)
            except Exception as error:  # it may be another release's; pings show what was missed
                log.exception("room.message_failed", group=group, error=str(error))
    finally:  # or the process would listen to every group it ever joined
        layer.channels.pop(channel, None)
        await layer.group_discard(group, channel)
