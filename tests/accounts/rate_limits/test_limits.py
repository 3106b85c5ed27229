"""Limits: counted by all processes together, refused with the time to wait, and honest when Redis is away."""

import asyncio
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.rate_limits import limits
from accounts.rate_limits.limits import Limit, LimitsUnavailable
from auctionsite.http.rates import Rate

NOWHERE = "unix:///nowhere/valkey.sock"


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
        waits = [await limits.seconds_to_wait_async(Limit.AUTH, who) for _ in range(5)]
        await limits._script_of_loop().registered_client.aclose()
        return waits

    assert asyncio.run(five()) == [0] * 5
    assert 0 < limits.seconds_to_wait(Limit.AUTH, who) <= 12


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
