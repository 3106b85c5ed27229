"""Opening sockets is limited: by address and sign-in before anything is asked, by person after."""

import asyncio
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from pytest_django.fixtures import Settings

from accounts.models import User
from accounts.rate_limits import handshakes, limits
from accounts.rate_limits.handshakes import HandshakeLimitMiddleware, keys_of_line, keys_of_person
from accounts.rate_limits.limits import Limit
from auctionsite.http.rates import Rate


@pytest.fixture
def two_each(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """Two for a sign-in or person, three for an address, and nobody is kept waiting."""
    settings.RATE_LIMITS = {"handshake": Rate(2, 3600, 2), "handshake_address": Rate(3, 3600, 3)}
    monkeypatch.setattr(handshakes, "HOLD_SECONDS", 0.0)
    limits._away_until = 0.0
    handshakes._buckets.cache_clear()
    yield settings
    limits._away_until = 0.0
    handshakes._buckets.cache_clear()


def scope(address: str, cookie: str = "", token: str = "", **more: Any) -> dict[str, Any]:
    headers = [(b"cookie", cookie.encode()), (b"sec-websocket-protocol", f"auction.v1, bearer.{token}".encode())]
    return {"client": [address, 1], "headers": headers, **more}


def answers(*scopes: dict[str, Any], keys: Any = keys_of_line, fresh: bool = False) -> list[str]:
    """Return what each handshake comes to: `in`, or `refused`. `fresh`: each in a process of its own."""
    said: list[str] = []

    async def inner(scope: dict[str, Any], receive: Any, send: Any) -> None:
        said.append("in")

    async def send(message: dict[str, Any]) -> None:
        assert message["type"] == "websocket.close"
        said.append("refused")

    async def main() -> None:
        for each in scopes:
            if fresh:
                handshakes._buckets.cache_clear()
            await HandshakeLimitMiddleware(inner, keys)(each, None, send)
        if limits._questions:
            await limits._questions_of_loop().script.registered_client.aclose()

    asyncio.run(main())
    return said


@pytest.mark.parametrize("fresh", [False, True], ids=["one process", "several"])
def test_a_sign_in_is_counted_from_any_address(two_each: Settings, fresh: bool) -> None:
    for shown in ({"cookie": f"sessionid={uuid4()}"}, {"token": str(uuid4())}):
        lines = [scope(str(uuid4()), **shown) for _ in range(4)]
        assert answers(*lines, fresh=fresh) == ["in", "in", "refused", "refused"]


@pytest.mark.parametrize("fresh", [False, True], ids=["one process", "several"])
def test_an_address_is_counted_with_any_sign_in(two_each: Settings, fresh: bool) -> None:
    address = str(uuid4())
    lines = [scope(address, token=str(uuid4())) for _ in range(4)]
    assert answers(*lines, fresh=fresh) == ["in", "in", "in", "refused"]
    assert answers(scope(str(uuid4()), token=str(uuid4()))) == ["in"]


def test_who_shows_nothing_is_counted_by_address_alone(two_each: Settings) -> None:
    address = str(uuid4())
    bare = {"client": [address, 1], "headers": []}
    assert keys_of_line(bare) == [(Limit.HANDSHAKE_ADDRESS, f"address.{address}")]
    assert answers(*[bare] * 4) == ["in", "in", "in", "refused"]


def test_a_person_is_counted_with_any_sign_in(two_each: Settings, max_: User, mia: User) -> None:
    mine = [scope(str(uuid4()), token=str(uuid4()), user=max_) for _ in range(3)]
    assert answers(*mine, keys=keys_of_person) == ["in", "in", "refused"]
    assert answers(scope("", user=mia), keys=keys_of_person) == ["in"]


def test_the_address_is_the_one_that_the_nearest_proxy_names(two_each: Settings) -> None:
    two_each.PROXY_HOPS = 1
    behind = {"client": ["10.0.0.1", 1], "headers": [(b"x-forwarded-for", b"1.1.1.1, 198.51.100.7")]}
    assert keys_of_line(behind) == [(Limit.HANDSHAKE_ADDRESS, "address.198.51.100.7")]


def test_without_redis_a_process_counts_by_itself(two_each: Settings) -> None:
    two_each.REDIS_URL = "unix:///nowhere/valkey.sock"
    token = str(uuid4())
    assert answers(*[scope(str(uuid4()), token=token) for _ in range(3)]) == ["in", "in", "refused"]


def test_what_is_refused_waits_unless_too_many_wait_already(
    two_each: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever comes back at once is slowed; but a process doesn't fill with those who wait."""
    monkeypatch.setattr(handshakes, "HOLD_SECONDS", 3600.0)
    monkeypatch.setattr(handshakes, "HELD_AT_MOST", 1)
    token, said = str(uuid4()), list[str]()

    async def inner(scope: dict[str, Any], receive: Any, send: Any) -> None:
        said.append("in")

    async def send(message: dict[str, Any]) -> None:
        said.append("refused")

    async def main() -> None:
        limited = HandshakeLimitMiddleware(inner, keys_of_line)
        lines = [asyncio.ensure_future(limited(scope(str(uuid4()), token=token), None, send)) for _ in range(4)]
        waiting = set(lines)
        while len(waiting) > 1:
            _, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        [held] = waiting
        assert HandshakeLimitMiddleware.held == 1
        held.cancel()
        await asyncio.gather(held, return_exceptions=True)
        assert HandshakeLimitMiddleware.held == 0
        await limits._questions_of_loop().script.registered_client.aclose()

    asyncio.run(main())
    assert sorted(said) == ["in", "in", "refused"]


def test_without_limits_everybody_comes_in(settings: Settings) -> None:
    settings.RATE_LIMITS = {}
    assert answers(*[scope("198.51.100.7")] * 50) == ["in"] * 50
