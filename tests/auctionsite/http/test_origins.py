"""Pages of other origins change nothing and get no socket: scheme, host and port are compared."""

import asyncio
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import User
from auctionsite.http import origins

OTHERS = [
    "https://auctions.example:8443",
    "http://auctions.example",
    "http://auctions.example:443",
    "https://elsewhere.example",
    "https://auctions.example.elsewhere.example",
    "https://elsewhere.example@auctions.example",
    "https://auctions.example/",
    "https://auctions.example:many",
    "null",
    "",
    "file://auctions.example",
]
OWN = ["https://auctions.example", "https://auctions.example:443", "https://AUCTIONS.example"]


@pytest.fixture
def deployed(settings: Settings) -> Settings:
    """A site behind a proxy that speaks TLS."""
    settings.ALLOWED_HOSTS, settings.BASE_URL = ["auctions.example"], "https://auctions.example"
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    return settings


def sent(scope: dict[str, Any]) -> list[str]:
    """Return what a handshake is answered with: `through` if it is let on."""
    answers: list[str] = []

    async def inner(scope: dict[str, Any], receive: Any, send: Any) -> None:
        answers.append("through")

    async def send(message: dict[str, Any]) -> None:
        answers.append(message["type"])

    asyncio.run(origins.SocketOriginMiddleware(inner)(scope, None, send))
    return answers


def handshake(origin: str | None, host: str = "auctions.example", proto: str = "https") -> dict[str, Any]:
    headers = [(b"host", host.encode()), (b"x-forwarded-proto", proto.encode())]
    return {"headers": headers + ([] if origin is None else [(b"origin", origin.encode())])}


@pytest.mark.parametrize("origin", OTHERS)
def test_other_origins_get_no_socket_and_change_nothing(deployed: Settings, max_: User, origin: str) -> None:
    assert sent(handshake(origin)) == ["websocket.close"]
    client = Client(headers={"Host": "auctions.example", "X-Forwarded-Proto": "https", "Origin": origin})
    client.force_login(max_)
    for path in ("/api/leagues/", "/api/auth/logout", "/api/auth/magic-link", "/sign-out/", "/account/name/"):
        answer = client.post(path, {})
        assert answer.status_code == 403, path
        if path.startswith("/api/"):
            assert (answer.json()["code"], answer.json()["fields"]) == ("cross_origin", {})
    assert client.get("/api/auth/me").status_code == 200, "nobody was signed out"


@pytest.mark.parametrize("origin", OWN)
def test_its_own_pages_get_both(deployed: Settings, max_: User, origin: str) -> None:
    assert sent(handshake(origin)) == ["through"]
    client = Client(headers={"Host": "auctions.example", "X-Forwarded-Proto": "https", "Origin": origin})
    assert client.post("/api/auth/logout", {}, "application/json").status_code == 204


def test_the_origin_is_compared_with_the_address_that_was_asked(settings: Settings) -> None:
    settings.ALLOWED_HOSTS, settings.BASE_URL = ["*"], "http://127.0.0.1:8000"
    assert sent(handshake("http://192.168.0.7:8000", "192.168.0.7:8000")) == ["through"]
    assert sent(handshake("http://192.168.0.7:9000", "192.168.0.7:8000")) == ["websocket.close"]
    assert sent({**handshake("https://192.168.0.7", "192.168.0.7"), "scheme": "wss"}) == ["through"]
    assert sent({**handshake("https://192.168.0.7", "192.168.0.7"), "scheme": "ws"}) == ["websocket.close"]


def test_programs_send_no_origin(deployed: Settings, db: None) -> None:
    assert sent(handshake(None)) == ["websocket.close"]
    headers = {"Host": "auctions.example", "X-Forwarded-Proto": "https"}
    answer = Client(headers=headers).post("/api/auth/magic-link", {"email": "a@example.com"}, "application/json")
    assert answer.status_code == 202
    deployed.ALLOWED_HOSTS = ["*"]
    assert sent(handshake(None)) == ["through"]


def test_a_host_that_is_not_ours_gets_no_socket(deployed: Settings) -> None:
    assert sent(handshake("https://elsewhere.example", "elsewhere.example")) == ["websocket.close"]


def test_pages_that_the_site_names_may_call(deployed: Settings, db: None) -> None:
    deployed.CORS_ALLOWED_ORIGINS = ["https://friend.example"]
    headers = {"Host": "auctions.example", "X-Forwarded-Proto": "https", "Origin": "https://friend.example"}
    answer = Client(headers=headers).post("/api/auth/magic-link", {"email": "a@example.com"}, "application/json")
    assert answer.status_code == 202
