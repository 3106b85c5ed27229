"""Limits on calls of the API."""

from uuid import uuid4

from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import User
from auctionsite.http.rates import Rate
from leagues.models import League
from tests import cast


def test_calls_are_limited_in_the_shape_of_errors(limited: Settings, client: Client, max_: User) -> None:
    client.force_login(max_)
    limited.RATE_LIMITS["other"] = Rate(2, 60, 2)
    answers = [client.get("/api/sports/") for _ in range(3)]
    assert [each.status_code for each in answers] == [200, 200, 429]
    assert (answers[2].json()["code"], answers[2].json()["fields"]) == ("too_fast", {})
    assert 1 <= int(answers[2]["Retry-After"]) <= 30
    assert client.get("/api/health").status_code in (200, 503), "never limited"


def test_bids_over_http_are_limited(limited: Settings, client: Client, league: League, max_: User) -> None:
    limited.RATE_LIMITS["bid"] = Rate(5, 3600, 5)  # six calls may take longer than the half second of the default
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
