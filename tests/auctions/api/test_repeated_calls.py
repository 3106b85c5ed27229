"""Calls that are repeated, and snapshots that are known already."""

from uuid import uuid4

from rest_framework.test import APIClient

from accounts.models import User
from accounts.services import set_name
from auctions.models import Auction
from auctions.publish.names import forget_names
from auctions.store import journal
from auctions.store.arrivals import arrivals
from leagues.models import League
from tests import cast


def api(user: User) -> APIClient:
    """The API, as a user."""
    client = APIClient()
    client.force_authenticate(user)
    return client


def test_a_snapshot_that_is_known_is_a_304(league: League, carla: User, max_: User) -> None:
    auction = cast.auction_of(league, lots=3)
    path = f"/api/auction/{auction.pk}/"
    first = api(max_).get(path)
    known = {"If-None-Match": first["ETag"]}
    assert (first.status_code, first["Cache-Control"]) == (200, "private, no-store")
    again = api(max_).get(path, headers=known)
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert api(carla).get(path, headers=known).status_code == 200, "what Max saw isn't what Carla sees"
    assert cast.bid(auction, carla, 1).ok
    assert api(max_).get(path, headers=known).status_code == 200


def test_a_snapshot_that_is_known_in_another_language_is_sent_again(league: League, max_: User) -> None:
    path = f"/api/auction/{cast.auction_of(league, lots=3).pk}/"
    known = {"If-None-Match": api(max_).get(path)["ETag"]}
    assert api(max_).get(path, headers=known | {"Accept-Language": "de"}).status_code == 200
    assert api(max_).get(path, headers=known | {"Accept-Language": "en"}).status_code == 304


def test_start_with_the_same_key_is_one_auction(league: League, carla: User) -> None:
    path, key = f"/api/leagues/{league.pk}/auction/start", {"Idempotency-Key": str(uuid4())}
    first, second = api(carla).post(path, headers=key), api(carla).post(path, headers=key)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.data["id"] == second.data["id"]
    assert api(carla).post(path).data["code"] == "auction_running"
    assert Auction.objects.count() == 1


def test_half_a_surrogate_pair_is_no_reason(league: League, carla: User) -> None:
    auction = cast.auction_of(league, lots=3)
    body = '{"name": "pause", "reason": "\\ud800"}'
    answer = api(carla).post(f"/api/auction/{auction.pk}/commands", body, content_type="application/json")
    assert (answer.status_code, answer.data["code"]) == (400, "malformed")


def test_a_snapshot_with_another_name_is_another(league: League, carla: User, max_: User) -> None:
    path = f"/api/auction/{cast.auction_of(league, begun=False).pk}/"
    known = {"If-None-Match": api(carla).get(path)["ETag"]}
    assert api(carla).get(path, headers=known).status_code == 304
    set_name(max_, "Maximilian")
    forget_names()
    assert "Maximilian" in api(carla).get(path, headers=known).text


def test_bid_that_comes_again_over_http_came_when_its_socket_had_it(league: League, max_: User) -> None:
    auction = cast.auction_of(league, lots=3)
    bid = cast.bid_of(auction, max_, 5, id=uuid4(), arrived=journal.now_ms() - 700)
    let_go = arrivals.hold_bid(auction.pk, bid)
    body, key = {"lot": str(bid.lot), "amount": bid.amount}, {"Idempotency-Key": str(bid.id)}
    answer = api(max_).post(f"/api/auction/{auction.pk}/bids", body, format="json", headers=key)
    let_go()
    assert (answer.data["code"], answer.data["receipt"]["arrived_ms"]) == ("ok", bid.arrived)
