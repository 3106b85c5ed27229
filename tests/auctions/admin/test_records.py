"""The admin's lists of lots, bids, managers, events and heartbeats: read, never edited."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from auctions.models import Auction, AuctionEvent, Participant
from leagues.models import League
from tests import cast
from tests.auctions.admin.pages import auction_with_a_bid

LISTS = ("auction", "lot", "bid", "participant", "auctionevent", "heartbeat")


@pytest.fixture
def auction(league: League) -> Auction:
    return auction_with_a_bid(league)


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
    auction_with_a_bid(cast.make_league(otto, name="Second"))
    auction_with_a_bid(cast.make_league(mia, name="Third"))
    assert queries() == few


def test_journal_is_found_by_auction_and_words(admin: Client, auction: Auction, otto: User) -> None:
    other = auction_with_a_bid(cast.make_league(otto, name="Second"))
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
