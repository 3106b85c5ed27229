"""Auctions in the admin."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from auctions import engine, services
from auctions.models import Auction, AuctionEvent, Bid, Lot, Participant
from auctions.publish import broadcast
from auctions.rules.commands import Actor, ActorRole, Begin, PlaceBid
from auctions.store import journal
from leagues.models import League
from tests import cast

LISTS = ("auction", "lot", "bid", "participant", "auctionevent", "heartbeat")
CHANGELIST = "/admin/auctions/auction/"


@pytest.fixture
def admin(client: Client, olga: User) -> Client:
    client.force_login(olga)
    return client


def bid_in(league: League) -> Auction:
    """A running auction of the league with one bid."""
    commissioner = league.memberships.get(role="commissioner")
    actor = Actor(user=commissioner.user_id, role=ActorRole.COMMISSIONER)
    auction = services.create_auction(league, actor, waiting_room=True)
    engine.execute(auction.pk, Begin(actor=actor))
    seat = Participant.objects.get(auction=auction, member=commissioner)
    lot = Lot.objects.get(auction=auction, status="open")
    bidder = Actor(user=commissioner.user_id, role=ActorRole.MANAGER, participant=seat.pk)
    engine.execute(auction.pk, PlaceBid(actor=bidder, lot=lot.pk, amount=5, arrived=journal.now_ms()))
    return auction


def do(admin: Client, action: str, *auctions: Auction, **data: str) -> Any:
    selected = [str(auction.pk) for auction in auctions]
    return admin.post(CHANGELIST, {"action": action, "_selected_action": selected, **data}, follow=True)


@pytest.fixture
def auction(league: League) -> Auction:
    return bid_in(league)


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


def test_details_of_an_auction_open(admin: Client, auction: Auction) -> None:
    for model in LISTS[:-1]:
        page = admin.get(f"/admin/auctions/{model}/", {"auction": str(auction.pk)} if model != "auction" else {})
        assert page.status_code == 200
        assert auction.league.name in page.text


@pytest.mark.parametrize("model", LISTS[:-1])
def test_row_opens_and_is_not_edited(admin: Client, auction: Auction, model: str) -> None:
    link = re.search(
        rf'href="(/admin/auctions/{model}/[^/"]+/change/[^"]*)"', admin.get(f"/admin/auctions/{model}/").text
    )
    assert link
    page = admin.get(link[1])
    assert page.status_code == 200
    assert 'name="_save"' not in page.text
    assert admin.post(link[1], {"status": "cancelled"}).status_code == 403
    assert admin.get(f"/admin/auctions/{model}/add/").status_code == 403
    assert admin.post(link[1].replace("/change/", "/delete/"), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("model", LISTS)
def test_more_rows_need_no_more_queries(admin: Client, auction: Auction, otto: User, mia: User, model: str) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert admin.get(f"/admin/auctions/{model}/").status_code == 200
        return len(seen)

    queries()  # content types are looked up once per process
    few = queries()
    bid_in(cast.make_league(otto, name="Second"))
    bid_in(cast.make_league(mia, name="Third"))
    assert queries() == few


@pytest.mark.parametrize(
    "address", [*(f"auctions/{model}/" for model in LISTS), "rollouts/flag/", "rollouts/flag/add/"]
)
def test_page_holds_nothing_that_the_content_policy_forbids(admin: Client, auction: Auction, address: str) -> None:
    assert_fits_policy(admin.get(f"/admin/{address}").text)


def test_auction_and_action_hold_nothing_that_the_content_policy_forbids(admin: Client, auction: Auction) -> None:
    assert_fits_policy(admin.get(f"{CHANGELIST}{auction.pk}/change/").text)
    assert_fits_policy(do(admin, "pause", auction).text)


def assert_fits_policy(text: str) -> None:
    """No script but from files, no handlers, no styles in the page."""
    assert all("src=" in tag or "application/json" in tag for tag in re.findall(r"<script[^>]*>", text))
    assert not re.search(r"<[^>]+\s(on\w+|style)=", text)
    assert "<style" not in text


def test_journal_is_found_by_auction_and_words(admin: Client, auction: Auction, otto: User) -> None:
    other = bid_in(cast.make_league(otto, name="Second"))
    count = AuctionEvent.objects.filter(auction=auction).count()
    assert f"{count} auction events" in admin.get("/admin/auctions/auctionevent/", {"auction": str(auction.pk)}).text
    found = admin.get("/admin/auctions/auctionevent/", {"q": "bid_placed"}).text
    assert f"/admin/auctions/auction/{auction.pk}/" in found
    assert f"/admin/auctions/auction/{other.pk}/" in found
    assert "0 auction events" in admin.get("/admin/auctions/auctionevent/", {"auction": "nonsense"}).text


def test_holds_are_not_shown(admin: Client, auction: Auction) -> None:
    """A hold can be a hidden maximum, which operators don't see either."""
    event = AuctionEvent.objects.get(auction=auction, kind="bid_placed")
    seat = Participant.objects.get(auction=auction, held=5)
    for page in (f"auctionevent/{event.pk}", f"participant/{seat.pk}", f"lot/{event.payload['detail']['lot']}"):
        text = admin.get(f"/admin/auctions/{page}/change/").text
        assert "readonly" in text
        assert not re.search(r"\b(hold|held|available)\b", text, re.IGNORECASE)


def test_staff_who_may_only_look_can_not_act(client: Client, auction: Auction, mia: User) -> None:
    mia.is_staff = True
    mia.save()
    mia.user_permissions.add(Permission.objects.get(codename="view_auction"))
    client.force_login(mia)
    assert client.get(CHANGELIST).status_code == 200
    do(client, "cancel", auction, reason="out of spite")
    assert engine.read(auction.pk).auction.status == "active"
    assert Bid.objects.get().code == "ok"
