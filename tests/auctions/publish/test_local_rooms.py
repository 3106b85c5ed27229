"""Rooms of this process: told from any thread, heard in their event loop, and what is told together with answers."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from auctions.publish import local_rooms

ROOM, OTHER = "auction.1", "auction.2"


@pytest.fixture
def heard() -> Iterator[list[Any]]:
    yield []
    for group in (ROOM, OTHER):
        local_rooms.forget(group)


async def a_moment() -> None:
    for _ in range(3):
        await asyncio.sleep(0)


def test_room_hears_in_its_loop_what_a_thread_tells_it(heard: list[Any]) -> None:
    async def play() -> None:
        local_rooms.listen(ROOM, lambda message: heard.append((message["n"], asyncio.get_running_loop())))
        await asyncio.to_thread(local_rooms.tell, ROOM, {"n": 1})
        await asyncio.to_thread(local_rooms.tell, OTHER, {"n": 2})
        await a_moment()
        assert heard == [(1, asyncio.get_running_loop())]

    asyncio.run(play())


def test_room_that_is_closed_hears_nothing(heard: list[Any]) -> None:
    async def play() -> None:
        local_rooms.listen(ROOM, heard.append)
        local_rooms.tell(ROOM, {"n": 1})
        local_rooms.forget(ROOM)
        local_rooms.forget(ROOM)
        local_rooms.tell(ROOM, {"n": 2})
        await a_moment()

    asyncio.run(play())
    assert heard == [{"n": 1}], "it was told before"


def test_whoever_tells_a_room_of_a_loop_that_is_over_goes_on(heard: list[Any]) -> None:
    async def play() -> None:
        local_rooms.listen(ROOM, heard.append)

    asyncio.run(play())
    local_rooms.tell(ROOM, {"n": 1})
    assert heard == []


def test_what_a_thread_gathers_is_heard_when_it_is_handed_out(heard: list[Any]) -> None:
    async def play() -> None:
        local_rooms.listen(ROOM, heard.append)
        with local_rooms.gathered() as told:
            local_rooms.tell(ROOM, {"n": 1})
            local_rooms.tell(OTHER, {"n": 2})
            await asyncio.to_thread(local_rooms.tell, ROOM, {"n": 3})  # another thread's isn't held back
            await a_moment()
        local_rooms.tell(ROOM, {"n": 4})
        await a_moment()
        assert heard == [{"n": 3}, {"n": 4}]
        local_rooms.hand_out(told)
        assert heard[2:] == [{"n": 1}]

    asyncio.run(play())


def test_what_failed_is_told_no_longer_by_the_thread_that_gathered(heard: list[Any]) -> None:
    async def play() -> None:
        local_rooms.listen(ROOM, heard.append)
        with pytest.raises(ZeroDivisionError), local_rooms.gathered():
            raise ZeroDivisionError
        local_rooms.tell(ROOM, {"n": 1})
        await a_moment()

    asyncio.run(play())
    assert heard == [{"n": 1}]


def test_room_that_fails_keeps_nothing_from_the_others(heard: list[Any], caplog: pytest.LogCaptureFixture) -> None:
    async def play() -> None:
        local_rooms.listen(ROOM, lambda message: message["missing"])
        local_rooms.listen(OTHER, heard.append)
        local_rooms.hand_out([(ROOM, {}), (OTHER, {"n": 1})])

    asyncio.run(play())
    assert heard == [{"n": 1}]
    assert "room.message_failed" in caplog.text
