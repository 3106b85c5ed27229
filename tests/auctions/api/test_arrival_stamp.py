"""A bid over HTTP arrives with the end of its body, and is held until it is answered."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import pytest

from auctions.api.arrival_stamp import ArrivalStampMiddleware
from auctions.store import heartbeat
from auctions.store.arrivals import arrivals

PARTS = (b'{"lot":', b'"1"}')


def held_at_each_step(auction: UUID, path: str, method: str = "POST") -> tuple[list[bool], dict[str, Any]]:
    """Play a request in two parts; return after which steps something of the auction was held, and the scope.

    The steps: the request has come, its first part, its end, nothing more came, it was answered.
    """
    seen: list[bool] = []
    scope: dict[str, Any] = {"type": "http", "method": method, "path": path}
    messages: list[dict[str, Any]] = [
        {"type": "http.request", "body": PARTS[0], "more_body": True},
        {"type": "http.request", "body": PARTS[1]},
        {"type": "http.disconnect"},
    ]

    def look() -> None:
        seen.append(auction in arrivals.undecided())

    async def receive() -> dict[str, Any]:
        return messages.pop(0)

    async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
        look()
        for _ in range(3):
            await receive()
            look()

    async def send(message: dict[str, Any]) -> None:
        """Take the answer."""

    asyncio.run(ArrivalStampMiddleware(application)(scope, receive, send))
    look()
    return seen, scope


@pytest.mark.parametrize("kind", ["bids", "commands"])
def test_offer_is_stamped_and_held_from_its_end_on(kind: str) -> None:
    auction, before = uuid4(), heartbeat.now_ms()
    seen, scope = held_at_each_step(auction, f"/api/auction/{auction}/{kind}")
    assert seen == [False, False, True, True, False]
    assert before <= scope["arrived_ms"] <= heartbeat.now_ms()


@pytest.mark.parametrize(("method", "kind"), [("GET", "bids"), ("POST", "messages"), ("POST", "bids/1")])
def test_nothing_else_is_held(method: str, kind: str) -> None:
    auction = uuid4()
    seen, scope = held_at_each_step(auction, f"/api/auction/{auction}/{kind}", method)
    assert (seen, "arrived_ms" in scope) == ([False] * 5, False)


def test_offer_whose_sender_fails_is_let_go() -> None:
    auction = uuid4()

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b""}

    async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
        await receive()
        assert auction in arrivals.undecided()
        raise RuntimeError

    scope = {"type": "http", "method": "POST", "path": f"/api/auction/{auction}/bids"}
    with pytest.raises(RuntimeError):
        asyncio.run(ArrivalStampMiddleware(application)(scope, receive, None))
    assert auction not in arrivals.undecided()
