"""Limits: counted by all processes together, refused with the time to wait, and honest when Redis is away."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar
from uuid import uuid4

import pytest
import redis.asyncio
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.rate_limits import limits
from accounts.rate_limits.limits import Limit, LimitsUnavailable
from auctionsite.http.rates import Rate
from tests.live import Messenger

_T = TypeVar("_T")
NOWHERE = "unix:///nowhere/valkey.sock"


def run(work: Coroutine[Any, Any, _T]) -> _T:
    """Run in an event loop, and close its line to Redis."""

    async def main() -> _T:
        try:
            return await work
        finally:
            await limits._questions_of_loop().script.registered_client.aclose()

    return asyncio.run(main())


def test_rates_are_read_from_text() -> None:
    assert Rate.parse("5/60") == Rate(5, 60, 5)
    assert Rate.parse("120/60/5") == Rate(120, 60, 5)
    for wrong in ("", "5", "0/60", "5/60/5/5", "many/60"):
        with pytest.raises(ValueError, match=r".*"):
            Rate.parse(wrong)


def test_a_burst_and_then_one_every_half_minute(limited: Settings) -> None:
    limited.RATE_LIMITS["bid"] = Rate(120, 3600, 5)
    who = uuid4()
    waits = [limits.seconds_to_wait(Limit.BID, who) for _ in range(7)]
    assert waits[:5] == [0] * 5
    assert all(0 < wait <= 30 for wait in waits[5:])
    assert limits.seconds_to_wait(Limit.BID, uuid4()) == 0, "everybody has a limit of their own"


def test_the_loop_counts_with_the_threads(limited: Settings) -> None:
    who = uuid4()

    async def five() -> list[float]:
        return [await limits.seconds_to_wait_async(Limit.AUTH, who) for _ in range(5)]

    assert run(five()) == [0] * 5
    assert 0 < limits.seconds_to_wait(Limit.AUTH, who) <= 12


def test_a_hundred_who_ask_at_once_take_one_round_trip_and_are_answered_in_order(
    limited: Settings, messenger: Messenger
) -> None:
    limited.REDIS_URL = messenger.url
    answered = []

    async def ask(number: int) -> None:
        assert await limits.seconds_to_wait_async(Limit.BID, f"user.{number % 50}") == 0
        answered.append(number)

    async def all_at_once() -> None:
        await ask(0)  # which teaches Redis the script
        limited.RATE_LIMITS["bid"] = Rate(120, 60, 5)
        before = await calls()
        await asyncio.gather(*(ask(number) for number in range(1, 101)))
        assert await calls() - before == 1
        await client.aclose()

    async def calls() -> int:
        seen: int = (await client.info("commandstats"))["cmdstat_evalsha"]["calls"]
        return seen

    client = redis.asyncio.Redis.from_url(messenger.url)
    run(all_at_once())
    assert answered == [*range(101)]


def test_who_asks_for_a_limit_without_a_rate_hears_of_it_and_others_go_on(limited: Settings) -> None:
    assert "message" not in limited.RATE_LIMITS

    async def ask() -> list[float | BaseException]:
        together = (Limit.BID, Limit.MESSAGE, Limit.BID)
        asked = (limits.seconds_to_wait_async(each, uuid4()) for each in together)
        return await asyncio.gather(*asked, return_exceptions=True)

    before, wrong, after = run(ask())
    assert isinstance(wrong, KeyError)
    assert (before, after) == (0, 0)


def test_one_key_over_its_limit_takes_nothing_from_the_other(limited: Settings) -> None:
    email, address = uuid4(), uuid4()
    for _ in range(5):
        limits.seconds_to_wait(Limit.AUTH, email)
    assert limits.seconds_to_wait(Limit.AUTH, email, address) > 0
    assert [limits.seconds_to_wait(Limit.AUTH, address) for _ in range(5)] == [0] * 5


def test_without_redis_people_go_on_and_nobody_signs_in(limited: Settings, client: Client, db: None) -> None:
    limited.REDIS_URL = NOWHERE
    assert limits.seconds_to_wait(Limit.BID, "x") == 0
    assert asyncio.run(limits.seconds_to_wait_async(Limit.BID, "x")) == 0
    with pytest.raises(LimitsUnavailable):
        limits.seconds_to_wait_or_refuse(Limit.AUTH, "x")
    assert client.post("/sign-in/", {"email": "max@example.com"}).status_code == 503
    assert "nobody can sign in" in client.get("/api/health").json()["parts"]["redis"]
