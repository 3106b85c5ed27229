"""A seat for one who joined the league after its auction began: the commissioner is asked, and gives it."""

from typing import Any

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


def test_late_seat_with_money_of_its_own_is_previewed_and_given(auction: Auction, carla: User, otto: User) -> None:
    path = f"/api/auction/{auction.pk}/seats"
    [late] = api(carla).get(path).data["members"]
    assert late["budget"] == 200
    seq = engine.read(auction.pk).seq
    body = {"member": late["id"], "budget": 120}
    assert api(carla).post(f"{path}?dry_run=1", body, "json").data["sentences"] == [
        "Otto starts with £120m and can bid up to £118m now.",
        "Everybody else has £200m left.",
    ]
    assert engine.read(auction.pk).seq == seq
    assert api(carla).post(path, body, "json").status_code == 200
    assert cast.bid(auction, otto, 119).code == "over_max_bid"
    assert cast.bid(auction, otto, 118).ok
    too_much = api(carla).post(path, {"member": late["id"], "budget": 10**9 + 1}, "json")
    assert (too_much.status_code, too_much.data["code"]) == (400, "malformed")


def seat_of(auction: Auction, user: User) -> int:
    return auction.participants.get(member__user=user).pk


@pytest.fixture
def waiting(league: League) -> Auction:
    return cast.auction_of(league, begun=False, lots=4)


def test_table_of_seats_is_previewed_taken_and_read_back(waiting: Auction, carla: User, max_: User, mia: User) -> None:
    path = f"/api/auction/{waiting.pk}/seats"
    lots = [str(lot) for lot in waiting.lots.order_by("number").values_list("pk", flat=True)]
    maxs, mias = (str(seat_of(waiting, each)) for each in (max_, mia))
    body = {
        "seats": [
            {
                "participant": maxs,
                "budget": 120,
                "slots_min": 1,
                "slots_max": 2,
                "keepers": [{"lot": lots[0], "price": 30}],
            },
            {"participant": mias, "budget": 0},
        ],
        "reason": "As drawn",
    }
    name = waiting.lots.get(number=1).asset.name
    said = api(carla).put(f"{path}?dry_run=1", body, "json").data["sentences"]
    assert said == [
        f"Max has £90m to spend, a roster of 1 to 2, and keeps {name} (£30m).",
        "Mia has £0m to spend, a roster of 3 to 6.",
        "To fill all smallest rosters takes 6 more lots, and only 3 are on sale: 3 too few.",
    ]
    assert engine.read(waiting.pk).seq == 1
    assert api(carla).put(path, body, "json").data["ok"]
    rows = {row["participant"]: row for row in api(carla).get(path).data["seats"]}
    assert rows[maxs] == {**body["seats"][0], "name": "Max"}  # type: ignore[dict-item] # a list of dicts
    assert (rows[mias]["budget"], rows[mias]["keepers"]) == (0, [])
    assert audit_auction(waiting.pk) == []
    join_league(cast.make_user("Late"), waiting.league.code)
    [late] = api(carla).get(path).data["members"]
    assert late["sentence"] == "Starts with £200m and can bid at once; the others began with £0m to £200m."


@pytest.mark.parametrize(
    ("row", "status", "said"),
    [
        (
            {"budget": 20, "keepers": [{"lot": "LOT", "price": 21}]},
            409,
            "Max keeps costs £21m, and the budget is £20m.",
        ),
        ({"budget": 20, "slots_min": 7}, 409, "The roster of Max can't have 7 to 6 places."),
        (
            {"budget": 20, "keepers": [{"lot": "1", "price": 0}]},
            400,
            "number 1: keepers: number 1: price: must be",
        ),
        ({"budget": -1}, 400, "seats: number 1: budget: must be a whole number from 0 to 1000000000"),
        ({}, 400, "seats: number 1: budget: is missing"),
        ({"budget": 1, "more": 1}, 400, "seats: number 1: more: there is no such field here"),
    ],
)
def test_table_that_cannot_be_is_refused_with_what_to_do_and_changes_nothing(
    waiting: Auction, carla: User, max_: User, mia: User, row: dict[str, Any], status: int, said: str
) -> None:
    lot = str(waiting.lots.order_by("number")[0].pk)
    row = {**row, "keepers": [{**each, "lot": lot} for each in row.get("keepers", [])]}
    rows = [{"participant": str(seat_of(waiting, max_)), **row}]
    rows.append({"participant": str(seat_of(waiting, mia)), "budget": 7})
    answer = api(carla).put(f"/api/auction/{waiting.pk}/seats", {"seats": rows}, "json")
    assert (answer.status_code, said in answer.data["detail"]) == (status, True), answer.data
    assert engine.read(waiting.pk).seq == 1
