"""The page on which a manager lets a bot bid for them while they are away."""

import pytest
from django.test import Client

from accounts.models import User
from auctions import engine
from auctions.models import Auction
from auctions.stand_ins.services import amount_of
from leagues.models import League
from rollouts.testing import flags
from tests import cast

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def auction(league: League) -> Auction:
    return cast.auction_of(league, lots=2)


def test_a_manager_lets_a_bot_bid_leaves_comes_back_and_stops_it(auction: Auction, max_: User) -> None:
    browser, path = Client(), f"/auction/{auction.pk}/stand-in/"
    browser.force_login(max_)
    seat = cast.actor_in(auction.league, max_).participant
    assert seat is not None

    def said() -> tuple[int | None, bool]:
        return amount_of(seat), engine.read(auction.pk).participants[seat].away

    assert "No bot bids for you." in browser.get(path).text
    assert browser.post(path, {"do": "save", "most": "40"})["Location"] == path
    assert said() == (40, False)
    browser.post(path, {"do": "leave", "most": "30"})
    assert said() == (30, True)
    browser.post(path, {"do": "leave", "most": "30"})
    browser.get(f"/auction/{auction.pk}/")
    assert said() == (30, False), "opening the room is coming back"
    browser.post(path, {"do": "leave", "most": "30"})
    browser.post(path, {"do": "back"})
    assert said() == (30, False)
    assert "Say up to how much" in browser.post(path, {"do": "save", "most": ""}).text
    browser.post(path, {"do": "stop"})
    assert said() == (None, False)


def test_an_owner_of_the_seat_says_it_too_and_who_has_none_finds_nothing(
    auction: Auction, max_: User, otto: User, olga: User
) -> None:
    cast.share_seat(auction.league, max_, otto)
    browser, path = Client(), f"/auction/{auction.pk}/stand-in/"
    browser.force_login(otto)
    browser.post(path, {"do": "save", "most": "40"})
    browser.force_login(max_)
    assert "up to <b>£40m</b>" in browser.get(path).text
    browser.force_login(olga)
    assert browser.get(path).status_code == 404


def test_the_page_says_when_operators_let_no_bot_play(auction: Auction, max_: User) -> None:
    browser = Client()
    browser.force_login(max_)
    with flags(bots=False):
        assert "Bots don't play in this league" in browser.get(f"/auction/{auction.pk}/stand-in/").text
