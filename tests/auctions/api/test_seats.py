"""A seat for one who joined the league after its auction began: the commissioner is asked, and gives it."""

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from auctions import engine
from auctions.audit.run import audit_auction
from auctions.models import Auction, AuctionEvent
from leagues.models import League
from leagues.services import join_league
from tests import cast

pytestmark = pytest.mark.django_db(transaction=True)


def api(user: User) -> APIClient:
    client = APIClient()
    client.force_authenticate(user)
    return client


@pytest.fixture
def auction(league: League, otto: User) -> Auction:
    """Begun; then Otto joins the league."""
    auction = cast.auction_of(league, lots=3)
    join_league(otto, league.code)
    return auction


def test_commissioner_is_asked_and_gives_the_seat_once(auction: Auction, carla: User, otto: User) -> None:
    path = f"/api/auction/{auction.pk}/seats"
    assert cast.bid(auction, otto, 5).code == "not_a_participant"
    [late] = api(carla).get(path).data["members"]
    assert (late["name"], late["sentence"]) == ("Otto", "Starts with £200m, as everybody did, and can bid at once.")
    given = api(carla).post(path, {"member": late["id"], "reason": "Welcome"}, "json")
    assert (given.status_code, given.data["ok"]) == (200, True)
    event = AuctionEvent.objects.filter(auction=auction).latest("seq")
    assert (event.kind, event.actor, event.reason) == ("participant_joined", carla, "Welcome")
    assert api(carla).get(path).data["members"] == []
    assert api(carla).post(path, {"member": late["id"]}, "json").status_code == 404
    assert engine.read(auction.pk).seq == event.seq
    assert cast.bid(auction, otto, 5).ok
    assert audit_auction(auction.pk) == []


def test_seat_is_not_the_managers_to_give_nor_for_strangers(
    auction: Auction, max_: User, otto: User, mia: User
) -> None:
    path = f"/api/auction/{auction.pk}/seats"
    for user in (max_, otto):
        assert api(user).get(path).status_code == 403
        assert api(user).post(path, {"member": "1"}, "json").status_code == 403
    assert api(User.objects.create_user("stranger@example.com")).get(path).status_code == 404


@pytest.mark.parametrize("body", [{}, {"member": 7}, {"member": "7", "more": 1}])
def test_seat_for_nobody_is_malformed(auction: Auction, carla: User, body: dict[str, object]) -> None:
    answer = api(carla).post(f"/api/auction/{auction.pk}/seats", body, "json")
    assert (answer.status_code, answer.data["code"]) == (400, "malformed")
