"""Hearing what is sent to a room, without being in it."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import redis
from channels.layers import get_channel_layer


@contextmanager
def listening(group: str) -> Iterator[Callable[[], dict[str, Any]]]:
    """Yield what returns the next message to a group of the channel layer; it waits 10 s at most."""
    layer: Any = get_channel_layer()
    channel, url = asyncio.run(_channel_and_url(layer, group))
    with redis.Redis.from_url(url) as line, line.pubsub() as heard:
        heard.subscribe(channel)
        assert heard.get_message(timeout=10)["type"] == "subscribe"
        yield lambda: layer.deserialize(heard.get_message(timeout=10)["data"])


async def _channel_and_url(layer: Any, group: str) -> tuple[str, str]:
    """Return the group's channel, and the Redis that has it; the layer knows them where an event loop runs."""
    shards = layer._get_layer()
    channel = shards._get_group_channel_name(group)
    return channel, shards._get_shard(channel).host["address"]
