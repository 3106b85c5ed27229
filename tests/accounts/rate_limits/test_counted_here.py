"""Limits that a process counts by itself: at once, without Redis too, and with all others a moment later."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar
from uuid import uuid4

import pytest
import redis
from pytest_django.fixtures import Settings

from accounts.rate_limits import counted_here, limits
from accounts.rate_limits.limits import Limit
from auctionsite.http.rates import Rate
from tests.live import Messenger, eventually

_T = TypeVar("_T")
BURST = 5


@pytest.fixture
def who(limited: Settings) -> str:
    """Somebody who may bid five times at once, and then every 100 s."""
    limited.RATE_LIMITS["bid"] = Rate(36, 3600, BURST)
    return f"user.{uuid4()}"


def process(act: Callable[[], Awaitable[_T]]) -> _T:
    """Return what comes of it in a process of its own, as far as limits are concerned: in another event loop."""

    async def main() -> _T:
        try:
            return await act()
        finally:
            await counted_here.buckets_of_loop().script.registered_client.aclose()

    return asyncio.run(main())


def take(who: str, times: int) -> list[float]:
    return [counted_here.seconds_to_wait(Limit.BID, who) for _ in range(times)]


async def take_and_tell(who: str, times: int) -> list[float]:
    waits = take(who, times)
    await counted_here.buckets_of_loop().tell()
    return waits


def test_burst_counts_at_once(who: str) -> None:
    async def bid() -> list[float]:
        return take(who, BURST + 2)

    waits = process(bid)
    assert waits[:BURST] == [0] * BURST
    assert all(99 < wait <= 100 for wait in waits[BURST:]), "which takes nothing"


def test_burst_counts_without_redis(who: str, limited: Settings) -> None:
    limited.REDIS_URL = "unix:///nowhere/valkey.sock"

    async def bid() -> list[float]:
        return await take_and_tell(who, BURST) + take(who, 1)

    assert [wait > 0 for wait in process(bid)] == [False] * BURST + [True]


def test_everybody_has_a_limit_of_their_own(who: str) -> None:
    async def bid() -> list[float]:
        return take(who, BURST) + take(f"user.{uuid4()}", 1)

    assert process(bid) == [0] * (BURST + 1)


def test_nobody_is_counted_without_limits(who: str, limited: Settings) -> None:
    limited.RATE_LIMITS = {}

    async def bid() -> list[float]:
        return take(who, BURST + 1)

    assert process(bid) == [0] * (BURST + 1)


def test_what_is_taken_at_two_processes_is_waited_for_at_both(who: str) -> None:
    async def bid() -> list[float]:
        return await take_and_tell(who, BURST) + take(who, 1)

    assert process(bid)[BURST] <= 100
    there = process(bid)
    assert there[:BURST] == [0] * BURST, "it hasn't heard of the first process yet"
    assert 599 < there[BURST] <= 600
    assert 599 < limits.seconds_to_wait(Limit.BID, who) <= 600, "over HTTP too"


def test_process_hears_of_what_was_taken_before_at_another(who: str) -> None:
    async def bid(times: int) -> list[float]:
        return await take_and_tell(who, times)

    async def bid_and_bid_on() -> list[float]:
        return await bid(1) + take(who, BURST)

    process(lambda: bid(BURST - 1))
    assert [wait > 0 for wait in process(bid_and_bid_on)] == [False] + [True] * BURST


def test_process_that_has_told_hears_of_what_is_taken_later_at_another(who: str) -> None:
    key, rate = limits.key_of(Limit.BID, who), Rate(36, 3600, BURST)

    async def bid() -> list[bool]:
        here, there = counted_here.Buckets(), counted_here.Buckets()
        here.take(key, rate)
        await here.tell()
        for _ in range(BURST - 1):
            there.take(key, rate)
        await there.tell()
        await here.tell()
        waits = [each.take(key, rate) > 0 for each in (here, there)]
        for each in (here, there):
            await each.script.registered_client.aclose()
        return waits

    assert process(bid) == [True, True]


def test_who_is_alone_waits_no_longer_since_redis_was_told_late(who: str) -> None:
    async def bid() -> tuple[float, float]:
        before = take(who, BURST + 1)[-1]
        await asyncio.sleep(0.2)
        await counted_here.buckets_of_loop().tell()
        return before, take(who, 1)[0]

    before, after = process(bid)
    assert after < before - 0.15


def test_redis_is_told_by_itself(who: str, limited: Settings) -> None:
    key = limits.key_of(Limit.BID, who)

    async def bid() -> int:
        take(who, BURST)
        with redis.Redis.from_url(limited.REDIS_URL) as client:
            told: int = await asyncio.to_thread(eventually, lambda: client.exists(key), "it is told")
            return told

    assert process(bid) == 1


def test_hundreds_are_told_in_a_few_round_trips_and_forgotten_when_it_is_paid_off(
    limited: Settings, messenger: Messenger
) -> None:
    limited.REDIS_URL = messenger.url
    limited.RATE_LIMITS["bid"] = Rate(1000, 1, 1)
    people = counted_here.TOLD_AT_MOST + 50

    async def bid() -> int:
        buckets = counted_here.buckets_of_loop()
        client = buckets.script.registered_client
        for number in range(people):
            take(f"user.{number}", 1)
        assert len(buckets) == people
        await buckets.tell()
        await asyncio.sleep(0.01)
        await buckets.tell()
        assert len(buckets) == 0
        calls: int = (await client.info("commandstats"))["cmdstat_evalsha"]["calls"]
        return calls

    assert process(bid) == 2 + 1, "the first of which teaches Redis the script"
