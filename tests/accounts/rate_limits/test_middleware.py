"""Limits on signing in."""

from uuid import uuid4

from django.test import Client
from pytest_django.fixtures import Settings


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
