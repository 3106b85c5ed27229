"""The link to watch an auction: what somebody with it gets, and what a commissioner does with it."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from accounts.models import User
from auctions.models import Auction
from auctions.spectators import links, past
from auctionsite.http.rates import Rate
from leagues.models import League
from rollouts.changes.services import Author, Source, change_flag
from tests import cast
from tests.auctions.spectators.test_past import an_hour_ago

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    past._followers.clear()
    yield
    past._followers.clear()


@pytest.fixture
def auction(league: League, max_: User, mia: User) -> Auction:
    """Max's bid is old, Mia's has just come."""
    auction = cast.auction_of(league, lots=2)
    assert cast.bid(auction, max_, 5).ok
    an_hour_ago(auction)
    assert cast.bid(auction, mia, 9).ok
    return auction


def browser_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_stranger_with_the_link_watches_and_is_behind(auction: Auction, carla: User, max_: User, mia: User) -> None:
    token = links.open_link(cast.member_of(auction.league, carla), auction, 60)
    at, stranger = f"/watch/{auction.pk}/{token}/", Client()
    page = stranger.get(at)
    assert (page.status_code, page["X-Robots-Tag"]) == (200, "noindex")
    assert "no-store" in page["Cache-Control"]
    assert f'data-delay="60" data-api="{at}room/"' in page.text
    frame = stranger.get(f"{at}room/").json()
    assert [lot["price"] for lot in frame["state"]["lots"] if lot["status"] == "open"] == [5]
    assert {name for name, value in frame["you"].items() if value} == {"role"}
    assert frame["you"]["role"] == "spectator"
    answer = stranger.get(f"{at}room/events?since=1").json()
    assert answer["epoch"] == frame["epoch"]
    assert answer["events"][-1]["seq"] == frame["seq"]
    assert "9" not in {str(lot["price"]) for each in answer["events"] for lot in each["data"].get("lots", [])}
    assert stranger.get(f"{at}room/events?since={frame['seq']}").json()["events"] == []
    sent = page.text + stranger.get(f"{at}room/").text + stranger.get(f"{at}room/events?since=0").text
    assert "example.com" not in sent


@pytest.mark.parametrize("since", ["-1", "x", "1" * 19, "١"])
def test_numbers_that_are_none_are_refused(auction: Auction, carla: User, since: str) -> None:
    token = links.open_link(cast.member_of(auction.league, carla), auction)
    answer = Client().get(f"/watch/{auction.pk}/{token}/room/events", {"since": since})
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")


@pytest.mark.parametrize("part", ["", "room/", "room/events"])
def test_wrong_links_and_those_taken_back_look_like_no_auction(auction: Auction, carla: User, part: str) -> None:
    head = cast.member_of(auction.league, carla)
    token = links.open_link(head, auction)
    missing = Client().get(f"/watch/{uuid4()}/{token}/{part}")
    wrong = Client().get(f"/watch/{auction.pk}/{'x' * 32}/{part}")
    assert Client().get(f"/watch/{auction.pk}/{token}/{part}").status_code == 200
    links.close_link(head, auction)
    closed = Client().get(f"/watch/{auction.pk}/{token}/{part}")
    assert [each.status_code for each in (missing, wrong, closed)] == [404] * 3
    assert missing.text.replace("x", "") == wrong.text.replace("x", "")


def test_looks_from_one_address_are_limited_and_apart_from_what_people_press(
    auction: Auction, carla: User, settings: Any
) -> None:
    settings.RATE_LIMITS = {"spectators": Rate(2, 3600, 2), "other": Rate(100, 60, 100)}
    token = links.open_link(cast.member_of(auction.league, carla), auction)
    stranger, at = Client(REMOTE_ADDR="192.0.2.77"), f"/watch/{auction.pk}/{token}/room/"
    assert [stranger.get(at).status_code for _ in range(3)] == [200, 200, 429]
    assert stranger.get("/").status_code == 200


def test_commissioner_creates_replaces_and_turns_off_the_link(auction: Auction, carla: User) -> None:
    browser, at = browser_of(carla), f"/auction/{auction.pk}/spectators/"
    assert f'data-spectators-url="{at}"' in browser.get(f"/auction/{auction.pk}/").text
    assert "Create link" in browser.get(at).text
    assert browser.post(at, {"do": "on", "delay": "10"})["Location"] == at
    auction.refresh_from_db()
    first = f"/watch/{auction.pk}/{auction.spectator_token}/"
    page = browser.get(at).text
    assert first in page
    assert "10 s behind" in page
    browser.post(at, {"do": "on", "delay": "45"})
    assert Client().get(first).status_code == 404
    auction.refresh_from_db()
    second = f"/watch/{auction.pk}/{auction.spectator_token}/"
    assert Client().get(second).status_code == 200
    browser.post(at, {"do": "off"})
    assert Client().get(second).status_code == 404


@pytest.mark.parametrize("delay", ["0", "5", "61", "soon", ""])
def test_a_delay_that_is_none_of_those_changes_nothing(auction: Auction, carla: User, delay: str) -> None:
    answer = browser_of(carla).post(f"/auction/{auction.pk}/spectators/", {"do": "on", "delay": delay})
    assert answer.status_code == 400
    auction.refresh_from_db()
    assert auction.spectator_token == ""


def test_the_page_is_the_commissioners(auction: Auction, max_: User, otto: User) -> None:
    at = f"/auction/{auction.pk}/spectators/"
    assert [browser_of(each).post(at, {"do": "on", "delay": "30"}).status_code for each in (max_, otto)] == [403, 404]
    assert "data-spectators-url" not in browser_of(max_).get(f"/auction/{auction.pk}/").text


def test_without_the_flag_there_is_no_page_and_no_link(auction: Auction, carla: User) -> None:
    token = links.open_link(cast.member_of(auction.league, carla), auction)
    change_flag("spectators", {"everyone": False}, Author(source=Source.CODE))
    assert browser_of(carla).get(f"/auction/{auction.pk}/spectators/").status_code == 404
    assert "data-spectators-url" not in browser_of(carla).get(f"/auction/{auction.pk}/").text
    assert Client().get(f"/watch/{auction.pk}/{token}/").status_code == 404


def test_slow_auctions_have_none(auction: Auction, carla: User) -> None:
    Auction.objects.filter(pk=auction.pk).update(format="slow")
    assert browser_of(carla).get(f"/auction/{auction.pk}/spectators/").status_code == 404
