"""The page on which commissioners read who said what."""

import pytest
from django.test import Client

from accounts.models import User
from auctions.models import Auction, RoomMessage
from auctions.talk.queries import is_open
from auctions.talk.services import say
from leagues.models import League
from rollouts.changes.services import Author, Source, change_flag
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def auction(league: League, max_: User) -> Auction:
    auction = cast.auction_of(league, lots=1)
    say(auction, cast.member_of(league, max_), "<script>alert(1)</script>")
    return auction


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_commissioner_reads_removes_and_turns_off(auction: Auction, carla: User) -> None:
    page, address = browser(carla), f"/auction/{auction.pk}/messages/"
    text = page.get(address).text
    assert "&lt;script&gt;alert(1)" in text
    assert "<script>alert" not in text
    message = RoomMessage.objects.get()
    assert page.post(address, {"do": "remove", "message": message.pk})["Location"] == address
    text = page.get(address).text
    assert "Removed by" in text
    assert "&lt;script&gt;" in text, "the report keeps it"
    for do, word in (("off", "Turn messages on"), ("on", "Turn messages off")):
        page.post(address, {"do": do})
        assert word in page.get(address).text
        assert is_open(auction) is (do == "on")
    assert page.post(address, {"do": "dance"}).status_code == 403
    assert page.post(address, {"do": "remove", "message": 2**40}).status_code == 302


def test_the_page_is_the_commissioners(auction: Auction, max_: User, otto: User) -> None:
    for suffix in ("", "messages.csv"):
        address = f"/auction/{auction.pk}/messages/{suffix}"
        assert browser(max_).get(address).status_code == 403
        assert browser(otto).get(address).status_code == 404


def test_without_the_flag_there_is_no_page_and_no_panel(auction: Auction, carla: User) -> None:
    page = browser(carla).get(f"/auction/{auction.pk}/").text
    member = cast.member_of(auction.league, carla).pk
    assert f'data-messages="on" data-member="{member}"' in page  # who wrote a message may remove it
    change_flag("room_messages", {"everyone": False}, Author(source=Source.CODE))
    assert browser(carla).get(f"/auction/{auction.pk}/messages/").status_code == 404
    assert "data-messages" not in browser(carla).get(f"/auction/{auction.pk}/").text
