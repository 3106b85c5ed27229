"""A socket's end in its room: what it passes on, what it holds back, and when it gives up."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from auctions.sockets.hub import QUEUE_BYTES, QUEUE_FRAMES, Subscriber

Script = Callable[[Subscriber], Awaitable[None]]


def told(script: Script) -> list[str]:
    """What a peer was sent while the script ran; `slow` in it is the word that it is too slow."""
    sent: list[str] = []

    async def play() -> None:
        async def send(text: str) -> None:
            sent.append(text)

        member = Subscriber(send, private=lambda seq, news: f"you {seq} {news}", too_slow=lambda: sent.append("slow"))
        await script(member)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        member.stop()

    asyncio.run(play())
    return sent


def test_before_it_catches_up_it_is_told_nothing() -> None:
    async def script(member: Subscriber) -> None:
        member.tell((1, 5), "event 5", "A")

    assert told(script) == []


def test_what_came_while_it_caught_up_is_told_once_and_in_order() -> None:
    async def script(member: Subscriber) -> None:
        member.hold()
        member.tell((1, 5), "event 5")
        member.tell((1, 6), "event 6")
        member.greet((1, 5), "snapshot at 5")
        member.tell((1, 6), "event 6")
        member.tell((1, 7), "event 7")

    assert told(script) == ["snapshot at 5", "event 6", "event 7"]


def test_what_is_private_is_told_when_it_has_changed() -> None:
    async def script(member: Subscriber) -> None:
        member.greet((1, 1), "snapshot")
        member.tell((1, 2), "event 2", "A")
        member.tell((1, 3), "event 3", "A")
        member.tell((1, 4), "event 4", "B")

    assert told(script) == ["snapshot", "event 2", "you 2 A", "event 3", "event 4", "you 4 B"]


def test_what_was_never_passed_on_does_not_count_as_told() -> None:
    async def script(member: Subscriber) -> None:
        member.tell((1, 2), "event 2", "A")
        member.greet((1, 3), "snapshot with B")
        member.tell((1, 2), "event 2", "A")
        member.tell((1, 4), "event 4", "A")

    assert told(script) == ["snapshot with B", "event 4", "you 4 A"]


def test_after_it_caught_up_again_what_is_private_is_told_anew() -> None:
    async def script(member: Subscriber) -> None:
        member.greet((1, 1), "snapshot")
        member.tell((1, 2), "event 2", "A")
        member.greet((1, 3), "event 3, you B")
        member.tell((1, 4), "event 4", "A")

    assert told(script)[-2:] == ["event 4", "you 4 A"]


@pytest.mark.parametrize(("frames", "size"), [(QUEUE_FRAMES + 1, 1), (3, QUEUE_BYTES // 2)], ids=["frames", "bytes"])
def test_who_is_too_far_behind_is_told_once_and_then_left_alone(frames: int, size: int) -> None:
    async def script(member: Subscriber) -> None:
        for _ in range(frames + QUEUE_FRAMES * 2):
            member.offer("x" * size)

    assert told(script) == ["slow"]


def test_who_is_gone_is_left_alone() -> None:
    sent: list[str] = []

    async def play() -> None:
        async def send(text: str) -> None:
            sent.append(text)
            raise OSError("gone")

        member = Subscriber(send, too_slow=lambda: sent.append("slow"))
        member.offer("one")
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        member.offer("two")
        await asyncio.sleep(0)
        member.stop()

    asyncio.run(play())
    assert sent == ["one"]


def test_what_is_outside_of_the_journal_reaches_those_who_were_greeted() -> None:
    async def script(member: Subscriber) -> None:
        member.announce("too early")
        member.hold()
        member.announce("still too early")
        member.greet((1, 5), "snapshot at 5")
        member.announce("now")
        member.hold()
        member.announce("now too")

    assert told(script) == ["snapshot at 5", "now", "now too"]
