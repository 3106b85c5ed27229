"""While nothing may be changed, pages show, and every change is refused with what to do."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import get_resolver

from accounts.models import User
from auctions.models import Auction, AuctionEvent
from leagues.models import League
from operations.read_only import OPEN
from rollouts.testing import flags
from tests import cast
from tests.auctionsite.http.test_openapi import addresses


def browser_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


CHANGES: list[tuple[str, str, dict[str, Any]]] = [
    ("post", "/api/leagues/", {"name": "New", "sport": "football"}),
    ("patch", "/api/leagues/{league}/", {"name": "Renamed"}),
    ("post", "/api/leagues/{league}/join", {"code": "WRONG"}),
    ("post", "/api/leagues/{league}/auction/start", {}),
    ("post", "/api/auction/{auction}/begin", {}),
    ("post", "/api/auction/{auction}/bids", {"lot": "1", "amount": 5}),
    ("post", "/api/auction/{auction}/commands", {"name": "pause"}),
]


@pytest.mark.parametrize(("method", "path", "body"), CHANGES, ids=[path for _, path, _ in CHANGES])
def test_call_that_would_change_something_is_told_when_to_come_back(
    league: League, carla: User, method: str, path: str, body: dict[str, Any]
) -> None:
    auction = cast.auction_of(league, begun=False)
    before = AuctionEvent.objects.count()
    address = path.format(league=league.pk, auction=auction.pk)
    key = {"Idempotency-Key": str(uuid4())}
    with flags(read_only=True):
        answer = getattr(browser_of(carla), method)(address, body, content_type="application/json", headers=key)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert answer.json()["code"] == "read_only"
    assert set(answer.json()) == {"code", "detail", "fields"}
    assert AuctionEvent.objects.count() == before
    again = getattr(browser_of(carla), method)(address, body, content_type="application/json", headers=key)
    assert again.status_code != 503, "it goes on when it is switched back"


def test_form_is_answered_with_a_page_that_helps(league: League, carla: User) -> None:
    with flags(read_only=True):
        answer = browser_of(carla).post(f"/leagues/{league.pk}/auction/start/")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert "Nothing can be changed for a while" in answer.text
    assert "Carla" in answer.text, "one is still signed in"
    assert not Auction.objects.exists()


def test_pages_and_reads_show(league: League, carla: User) -> None:
    auction = cast.auction_of(league)
    with flags(read_only=True):
        browser = browser_of(carla)
        for path in (
            "/",
            f"/leagues/{league.pk}/",
            f"/auction/{auction.pk}/",
            f"/auction/{auction.pk}/results/",
            f"/api/auction/{auction.pk}/",
            f"/api/auction/{auction.pk}/events",
            f"/api/leagues/{league.pk}/members",
        ):
            assert browser.get(path).status_code == 200, path
        assert browser.options(f"/api/leagues/{league.pk}/").status_code == 200


def test_people_sign_in_and_out(carla: User) -> None:
    with flags(read_only=True):
        assert Client().post("/sign-in/", {"email": carla.email}).status_code == 200
        asked = Client().post("/api/auth/magic-link", {"email": carla.email}, content_type="application/json")
        assert asked.status_code == 202
        assert browser_of(carla).post("/sign-out/").status_code == 302


def test_operators_get_in_to_end_it(olga: User) -> None:
    with flags(read_only=True):
        assert browser_of(olga).post("/admin/auctions/auction/", {"action": ""}).status_code == 200


def test_what_stays_open_is_there() -> None:
    """A path that was renamed would be shut without a word."""
    known = {path for path, _ in addresses(get_resolver().url_patterns)}
    for prefix in OPEN:
        assert any(path.startswith(prefix) for path in known), prefix
