"""Limits: counted by all processes together, refused with the time to wait, and honest when Redis is away."""

import asyncio
from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import User
from accounts.rate_limits import limits
from accounts.rate_limits.limits import Limit, LimitsUnavailable
from auctionsite.http.rates import Rate
from leagues.models import League
from tests import cast

NOWHERE = "unix:///nowhere/valkey.sock"


@pytest.fixture
def limited(settings: Settings) -> Iterator[Settings]:
    """Limits as they are by default; each test counts people of its own."""
    rates = {"auth": "5/60", "create_auction": "5/3600", "bid": "120/60/5", "bid_slow": "10/60", "other": "100/60"}
    settings.RATE_LIMITS = {name: Rate.parse(rate) for name, rate in rates.items()}
    limits._away_until = 0.0
    yield settings
    limits._away_until = 0.0


def test_rates_are_read_from_text() -> None:
    assert Rate.parse("5/60") == Rate(5, 60, 5)
    assert Rate.parse("120/60/5") == Rate(120, 60, 5)
    for wrong in ("", "5", "0/60", "5/60/5/5", "many/60"):
        with pytest.raises(ValueError, match=r".*"):
            Rate.parse(wrong)


def test_a_burst_and_then_one_every_half_second(limited: Settings) -> None:
    who = uuid4()
    waits = [limits.seconds_to_wait(Limit.BID, who) for _ in range(7)]
    assert waits[:5] == [0] * 5
    assert all(0 < wait <= 0.5 for wait in waits[5:])
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


def test_signing_in_is_limited_by_email_from_any_address(limited: Settings, client: Client, db: None) -> None:
    email = f"{uuid4().hex}@example.com"
    statuses = [
        client.post("/sign-in/", {"email": email}, REMOTE_ADDR=f"198.51.100.{uuid4().int}").status_code
        for _ in range(6)
    ]
    assert statuses == [200] * 5 + [429]


def test_signing_in_is_limited_by_address_for_any_email(limited: Settings, client: Client, db: None) -> None:
    address = uuid4().hex
    answers = [client.post("/sign-in/", {"email": f"{uuid4().hex}@example.com"}, REMOTE_ADDR=address) for _ in range(6)]
    assert [each.status_code for each in answers] == [200] * 5 + [429]
    assert 1 <= int(answers[-1]["Retry-After"]) <= 12


def test_calls_are_limited_in_the_shape_of_errors(limited: Settings, client: Client, max_: User) -> None:
    client.force_login(max_)
    limited.RATE_LIMITS["other"] = Rate(2, 60, 2)
    answers = [client.get("/api/sports/") for _ in range(3)]
    assert [each.status_code for each in answers] == [200, 200, 429]
    assert (answers[2].json()["code"], answers[2].json()["fields"]) == ("too_fast", {})
    assert 1 <= int(answers[2]["Retry-After"]) <= 30
    assert client.get("/api/health").status_code in (200, 503), "never limited"


def test_bids_over_http_are_limited(limited: Settings, client: Client, league: League, max_: User) -> None:
    auction = cast.auction_of(league, lots=3)
    client.force_login(max_)
    body = {"lot": str(cast.open_lot(auction)), "amount": 1}
    path = f"/api/auction/{auction.pk}/bids"
    statuses = [
        client.post(path, body, "application/json", headers={"Idempotency-Key": str(uuid4())}).status_code
        for _ in range(6)
    ]
    assert statuses[0] == 200
    assert statuses[5] == 429


def test_only_so_many_auctions_an_hour(limited: Settings, client: Client, league: League, carla: User) -> None:
    client.force_login(carla)
    statuses = [client.post(f"/api/leagues/{league.pk}/auction/start").status_code for _ in range(6)]
    assert statuses == [201, 409, 409, 409, 409, 429]
