"""A thread's own line to Redis: what it sends comes where the channel layer listens."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from uuid import uuid4

import pytest
import redis
from channels.layers import get_channel_layer
from django.conf import settings
from django.test import override_settings

from auctions.publish.line import RedisLine
from auctions.sockets.subscription import listen

NOBODY = "redis://127.0.0.1:1/0"


def heard(play: Callable[[RedisLine, str], None], count: int) -> list[str]:
    """The first so many texts that a group of the channel layer hears when `play` sends by a line."""
    messages: asyncio.Queue[str] = asyncio.Queue()

    async def main() -> list[str]:
        group, subscribed, line = f"test.{uuid4()}", asyncio.Event(), RedisLine()
        task = asyncio.create_task(listen(group, lambda message: messages.put_nowait(message["text"]), subscribed))
        try:
            await asyncio.wait_for(subscribed.wait(), 10)
            play(line, group)
            return [await asyncio.wait_for(messages.get(), 10) for _ in range(count)]
        finally:
            line.close()
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            layer: Any = get_channel_layer()
            await layer.flush()

    return asyncio.run(main())


def send(line: RedisLine, group: str, text: str) -> None:
    line.send(group, {"type": "room.message", "text": text})


def cut_connections(line: RedisLine) -> None:
    """As a Redis that is started anew does."""
    for own in line._connections.values():
        own.send_command("CLIENT", "ID")
        number = own.read_response()
        with redis.Redis.from_url(settings.ROOM_REDIS_URLS[0]) as other:
            other.client_kill_filter(_id=number)


def test_messages_come_in_order_also_after_the_line_was_cut() -> None:
    def play(line: RedisLine, group: str) -> None:
        send(line, group, "one")
        cut_connections(line)
        send(line, group, "two")
        line.close()
        send(line, group, "three")

    assert heard(play, 3) == ["one", "two", "three"]


def test_rooms_go_where_the_layer_looks_for_them_among_several() -> None:
    hosts = [settings.ROOM_REDIS_URLS[0], NOBODY]
    layer = {"default": {"BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer", "CONFIG": {"hosts": hosts}}}

    async def reached() -> set[bool]:
        line, found = RedisLine(), set()
        for n in range(40):
            try:
                send(line, f"room.{n}", "hello")
                found.add(True)
            except redis.ConnectionError:
                found.add(False)
        line.close()
        return found

    with override_settings(CHANNEL_LAYERS=layer):
        assert asyncio.run(reached()) == {True, False}


def test_redis_that_is_away_is_an_error() -> None:
    layer = {"default": {"BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer", "CONFIG": {"hosts": [NOBODY]}}}

    async def try_it() -> None:
        send(RedisLine(), "room", "hello")

    with override_settings(CHANNEL_LAYERS=layer), pytest.raises(redis.ConnectionError):
        asyncio.run(try_it())
