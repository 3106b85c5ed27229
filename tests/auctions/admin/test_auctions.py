"""The admin's list of auctions."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client, override_settings

from accounts.models import User
from auctions import engine
from auctions.models import Auction, Bid, Lot
from auctions.publish import broadcast
from leagues.models import League
from tests.auctions.admin.pages import CHANGELIST, assert_fits_policy, auction_with_a_bid, choose

LISTS = ("auction", "lot", "bid", "participant", "auctionevent", "heartbeat")


@pytest.fixture
def auction(league: League) -> Auction:
    return auction_with_a_bid(league)


def test_list_says_where_an_auction_is(admin: Client, auction: Auction) -> None:
    text = admin.get(CHANGELIST).text
    lot = Lot.objects.select_related("asset").get(auction=auction, status="open")
    assert auction.league.name in text
    assert lot.asset.name in text
    assert f'<td class="field-seq">{engine.read(auction.pk).seq}</td>' in text


def test_list_says_how_many_are_in_the_room(admin: Client, auction: Auction) -> None:
    seats = [seat.pk for seat in auction.participants.all()]
    broadcast.mark_present(auction.pk, seats)
    broadcast.flush()
    page = admin.get("/admin/auctions/auction/").text
    assert f'<td class="field-room">{len(seats)}</td>' in page


@override_settings(REDIS_URL="redis://127.0.0.1:1/0")
def test_list_opens_without_redis(admin: Client, auction: Auction) -> None:
    assert '<td class="field-room">unknown</td>' in admin.get("/admin/auctions/auction/").text


@pytest.mark.parametrize(
    "address", [*(f"auctions/{model}/" for model in LISTS), "rollouts/flag/", "rollouts/flag/add/"]
)
def test_page_holds_nothing_that_the_content_policy_forbids(admin: Client, auction: Auction, address: str) -> None:
    assert_fits_policy(admin.get(f"/admin/{address}").text)


def test_auction_and_action_hold_nothing_that_the_content_policy_forbids(admin: Client, auction: Auction) -> None:
    assert_fits_policy(admin.get(f"{CHANGELIST}{auction.pk}/change/").text)
    assert_fits_policy(choose(admin, "pause", auction).text)


def test_staff_who_may_only_look_can_not_act(client: Client, auction: Auction, mia: User) -> None:
    mia.is_staff = True
    mia.save()
    mia.user_permissions.add(Permission.objects.get(codename="view_auction"))
    client.force_login(mia)
    assert client.get(CHANGELIST).status_code == 200
    choose(client, "cancel", auction, reason="out of spite")
    assert engine.read(auction.pk).auction.status == "active"
    assert Bid.objects.get().code == "ok"
