"""Pages of other origins get in only where the site says so."""

from typing import Any

from django.test import Client
from pytest_django.fixtures import Settings

ASK: dict[str, Any] = {
    "Origin": "https://friend.example",
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "authorization, idempotency-key",
}


def test_by_default_no_origin_is_allowed(client: Client, db: None) -> None:
    assert "Access-Control-Allow-Origin" not in client.options("/api/sports/", headers=ASK)


def test_an_allowed_origin_may_call_the_api_alone(client: Client, db: None, settings: Settings) -> None:
    settings.CORS_ALLOWED_ORIGINS = ["https://friend.example"]
    answer = client.options("/api/sports/", headers=ASK)
    assert answer["Access-Control-Allow-Origin"] == "https://friend.example"
    assert "idempotency-key" in answer["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in answer, "no cookies from elsewhere"
    assert "Access-Control-Allow-Origin" not in client.get("/sign-in/", headers=ASK)
    assert "Access-Control-Allow-Origin" not in client.get("/api/sports/", headers={"Origin": "https://x.example"})
