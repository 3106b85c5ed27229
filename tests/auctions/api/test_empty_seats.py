"""A bot for a seat that nobody has taken: let by a commissioner, taken out, and gone once somebody comes."""

import pytest
from django.test import Client
from rest_framework.test import APIClient

from accounts.models import User
from auctions import engine
from auctions.audit.run import audit_auction
from auctions.bots.runner import find_running_auctions
from auctions.models import Auction, SeatPresence
from auctions.rules.commands import Begin
from auctions.stand_ins.services import amount_of, let_bot_bid
from auctions.store import lost_lines
from leagues.models import League
from rollouts.testing import flags
from tests import cast
from tests.auctions.test_clock import seen_ago

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def auction(league: League) -> Auction:
    return cast.auction_of(league, begun=False, lots=3)


@pytest.fixture
def maxs(auction: Auction, max_: User) -> int:
    return auction.participants.get(member__user=max_).pk


def carlas(auction: Auction, carla: User, seat: int) -> tuple[APIClient, str]:
    client = APIClient()
    client.force_authenticate(carla)
    return client, f"/api/auction/{auction.pk}/seats/{seat}/bot"


def is_away(auction: Auction, seat: int) -> bool:
    return engine.read(auction.pk).participants[seat].away


def test_commissioner_lets_a_bot_play_and_takes_it_out(auction: Auction, carla: User, maxs: int) -> None:
    client, path = carlas(auction, carla, maxs)
    assert (client.delete(path).status_code, is_away(auction, maxs)) == (200, False)
    for _ in range(2):
        assert (client.put(path).status_code, is_away(auction, maxs)) == (200, True)
    assert client.delete(path).data["ok"]
    assert (amount_of(maxs), is_away(auction, maxs)) == (None, False)
    client.put(path)
    cast.do(auction, Begin(actor=cast.actor_in(auction.league)))
    assert [*find_running_auctions()[auction.pk].seats] == [maxs]
    assert client.put(path).data["code"] == "wrong_status", "it has begun"
    assert (client.delete(path).status_code, amount_of(maxs)) == (200, None)
    assert audit_auction(auction.pk) == []


def test_who_comes_for_the_seat_has_it_at_once_and_the_bot_no_word_any_more(
    auction: Auction, carla: User, max_: User, maxs: int
) -> None:
    client, path = carlas(auction, carla, maxs)
    client.put(path)
    browser = Client()
    browser.force_login(max_)
    browser.get(f"/auction/{auction.pk}/")
    assert (amount_of(maxs), is_away(auction, maxs)) == (None, False)
    client.put(path)
    seen_ago(auction, max_, seconds=0)
    assert lost_lines.returned_seats() == [(auction.pk, maxs)], "by whatever way they are here"
    client.delete(path)
    assert client.put(path).data["code"] == "seat_taken"


def test_who_said_what_a_bot_may_do_is_not_overruled(auction: Auction, carla: User, max_: User, maxs: int) -> None:
    client, path = carlas(auction, carla, maxs)
    let_bot_bid(maxs, 40)
    assert client.put(path).data["code"] == "seat_taken"
    assert (amount_of(maxs), is_away(auction, maxs)) == (40, False)
    client.delete(path)
    assert amount_of(maxs) == 40


def test_a_bot_that_was_taken_over_is_forgotten_even_if_nobody_opened_the_page(
    auction: Auction, carla: User, max_: User, maxs: int
) -> None:
    client, path = carlas(auction, carla, maxs)
    client.put(path)
    cast.do(auction, Begin(actor=cast.actor_in(auction.league)))
    assert cast.bid(auction, max_, 5).ok
    SeatPresence.objects.filter(participant=maxs).delete()
    seen_ago(auction, max_, seconds=0)
    assert lost_lines.returned_seats() == []
    assert amount_of(maxs) is None


def test_bots_play_where_operators_let_them(auction: Auction, carla: User, maxs: int) -> None:
    client, path = carlas(auction, carla, maxs)
    with flags(bots=False):
        assert client.put(path).status_code == 403
    assert not is_away(auction, maxs)
