"""One subscription to a group, kept up while Redis comes and goes."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from uuid import uuid4

import pytest
from channels.layers import get_channel_layer
from django.test import override_settings

from auctions.sockets.subscription import listen

PATIENCE_SECONDS = 60.0


def heard(play: Callable[[str, asyncio.Event, list[Any]], Any], group: str) -> list[Any]:
    """Return what a subscription to the group heard while `play` ran, which sees it come."""
    messages: list[Any] = []

    async def main() -> None:
        subscribed = asyncio.Event()
        task = asyncio.create_task(listen(group, lambda message: messages.append(message["text"]), subscribed))
        try:
            await play(group, subscribed, messages)
        finally:
            await end(task)

    asyncio.run(main())
    return messages


async def end(listening: "asyncio.Task[None]") -> None:
    """Listen no more, and hang up."""
    listening.cancel()
    with suppress(asyncio.CancelledError):
        await listening
    layer = get_channel_layer()
    assert layer is not None
    await layer.flush()


async def arrives(text: str, messages: list[Any]) -> None:
    """Wait for a message. Whatever was sent before it has come by then, or never will."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while text not in messages:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def send(group: str, text: str) -> None:
    layer = get_channel_layer()
    assert layer is not None
    await layer.group_send(group, {"type": "room.message", "text": text})


def test_messages_of_the_group_come_in_order_and_no_others() -> None:
    async def play(group: str, subscribed: asyncio.Event, messages: list[Any]) -> None:
        await asyncio.wait_for(subscribed.wait(), PATIENCE_SECONDS)
        for text in ("one", "two"):
            await send(group, text)
            await send(f"{group}.other", "for others")
        await send(group, "three")
        await arrives("three", messages)

    assert heard(play, f"test.{uuid4()}") == ["one", "two", "three"]


def test_what_was_sent_before_it_stands_is_forgotten_before_anybody_is_told_that_it_stands() -> None:
    forgotten: list[bool] = []

    async def main() -> None:
        subscribed = asyncio.Event()
        listening = listen(
            f"test.{uuid4()}", lambda message: None, subscribed, lambda: forgotten.append(subscribed.is_set())
        )
        task = asyncio.create_task(listening)
        await asyncio.wait_for(subscribed.wait(), PATIENCE_SECONDS)
        await end(task)

    asyncio.run(main())
    assert forgotten == [False]


@override_settings(
    CHANNEL_LAYERS={
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": ["redis://127.0.0.1:1/0"]},
        }
    }
)
def test_without_redis_it_goes_on_trying(caplog: pytest.LogCaptureFixture) -> None:
    async def play(group: str, subscribed: asyncio.Event, messages: list[Any]) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(subscribed.wait(), 1)
        assert not subscribed.is_set()
        layer = get_channel_layer()
        assert layer is not None
        assert len(layer.channels) <= 1, "tries that failed leave nothing"

    heard(play, f"test.{uuid4()}")
    assert caplog.text.count("loop.held_up") > 1


def test_message_that_cannot_be_used_ends_nothing(caplog: pytest.LogCaptureFixture) -> None:
    """It may be another release's."""

    async def play(group: str, subscribed: asyncio.Event, messages: list[Any]) -> None:
        await asyncio.wait_for(subscribed.wait(), PATIENCE_SECONDS)
        layer = get_channel_layer()
        assert layer is not None
        await layer.group_send(group, {"type": "of a later release"})
        await send(group, "hello")
        await arrives("hello", messages)

    assert heard(play, f"test.{uuid4()}") == ["hello"]
    assert "room.message_failed" in caplog.text
