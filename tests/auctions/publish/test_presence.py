"""Presence in rooms, in Redis, over all processes."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar
from uuid import uuid4

import pytest
from django.test import override_settings

from auctions.publish import presence
from auctions.store import heartbeat

pytestmark = pytest.mark.django_db


def test_of_two_who_come_for_the_last_place_one_gets_it() -> None:
    room = f"auction.{uuid4()}"

    async def both() -> list[bool]:
        try:
            return await asyncio.gather(*(presence.admit(room, f":{n}", 1) for n in range(2)))
        finally:
            await presence.close()

    assert sorted(asyncio.run(both())) == [False, True]


# Reading --------------------------------------------------------------------------------------------
T = TypeVar("T")


def in_loop(work: Callable[[], Awaitable[T]]) -> T:
    """Run it in an event loop of its own, as a process does."""

    async def run() -> T:
        try:
            return await work()
        finally:
            await presence.close()

    return asyncio.run(run())


@pytest.fixture
def room() -> str:
    return f"auction.{uuid4()}"


def test_seats_are_counted_once_and_spectators_each(room: str) -> None:
    async def come() -> tuple[tuple[frozenset[str], int], int | None]:
        await presence.refresh(room, ["1:a", "1:b", "2:c", ":d", ":e"])
        return await presence.read_present(room), await presence.read_size(room)

    assert in_loop(come) == ((frozenset({"1", "2"}), 2), 5)
    assert presence.read_present_now([room]) == [(frozenset({"1", "2"}), 2)]
    assert presence.read_sizes_now([room, f"{room}.another"]) == [5, 0]


def test_socket_that_leaves_is_gone(room: str) -> None:
    async def come_and_go() -> tuple[frozenset[str], int]:
        await presence.refresh(room, ["1:a", "2:b"])
        await presence.leave(room, "1:a")
        return await presence.read_present(room)

    assert in_loop(come_and_go) == (frozenset({"2"}), 0)


def test_many_who_leave_together_are_all_gone(room: str) -> None:
    keys = [f":{number}" for number in range(500)]

    async def come_and_go() -> int | None:
        await presence.refresh(room, keys)
        await asyncio.gather(*(presence.leave(room, key) for key in keys))
        return await presence.read_size(room)

    assert in_loop(come_and_go) == 0


def test_socket_that_is_not_refreshed_is_forgotten(room: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async def come() -> tuple[tuple[frozenset[str], int], bool]:
        monkeypatch.setattr(presence, "ALIVE_SECONDS", 0.5)
        await presence.refresh(room, ["1:a"])
        await asyncio.sleep(0.6)
        return await presence.read_present(room), await presence.admit(room, "2:b", 1)

    assert in_loop(come) == ((frozenset(), 0), True)


def test_clocks_of_machines_may_differ_by_more_than_a_socket_is_remembered(
    room: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two processes meet here by the database's clock, whatever those of their machines say."""
    heartbeat.measure_offset()
    real = time.time
    for ahead in (-3600, 3600):
        monkeypatch.setattr(time, "time", lambda ahead=ahead: real() + ahead)
        in_loop(lambda ahead=ahead: presence.refresh(room, [f"{ahead}:a"]))  # type: ignore[misc]
    monkeypatch.undo()
    seats = frozenset({"-3600", "3600"})
    assert presence.read_present_now([room]) == [(seats, 0)]
    assert in_loop(lambda: presence.read_size(room)) == 2


def test_nobody_to_refresh_makes_no_room(room: str) -> None:
    in_loop(lambda: presence.refresh(room, []))
    assert presence.read_sizes_now([room]) == [0]


@override_settings(REDIS_URL="redis://127.0.0.1:1/0")
def test_without_redis_everybody_is_let_in_and_nobody_is_counted(room: str) -> None:
    async def come() -> tuple[bool, int | None]:
        return await presence.admit(room, ":a", 0), await presence.read_size(room)

    assert in_loop(come) == (True, None)
    assert presence.read_sizes_now([room]) == [None]
    assert presence.read_present_now([room]) == [None]
