"""A bot for an empty seat: let by a commissioner, taken out, and gone once somebody comes."""

import time

import pytest
from django.test import Client
from rest_framework.test import APIClient

from accounts.models import User
from auctions import engine
from auctions.audit.run import audit_auction
from auctions.bots.runner import BotRunner, find_running_auctions
from auctions.models import Auction, AuctionEvent, Bid, SeatPresence
from auctions.rules.commands import Begin
from auctions.stand_ins.services import MOST, amount_of, let_bot_bid
from auctions.store import lost_lines
from leagues.models import League
from leagues.services import join_league, remove_member
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


def bid_of_bot(auction: Auction) -> Bid:
    """Let bots play until one has bid."""
    runner, until = BotRunner(seed=1), time.monotonic() + 60
    while not (bids := Bid.objects.filter(auction=auction, code="ok")).exists():
        assert time.monotonic() < until
        time.sleep(runner.step())
    return bids.order_by("pk")[0]


def test_bot_plays_for_one_who_left_before_the_beginning_whatever_they_said(
    auction: Auction, carla: User, max_: User, maxs: int
) -> None:
    client, path = carlas(auction, carla, maxs)
    seen_ago(auction, max_, seconds=60)
    let_bot_bid(maxs, 1)
    assert client.put(path).data["code"] == "seat_taken", "it is his"
    remove_member(cast.member_of(auction.league, carla), cast.member_of(auction.league, max_))
    assert client.put(path).data["ok"]
    assert lost_lines.returned_seats() == [], "what was seen of him is older"
    assert (amount_of(maxs), is_away(auction, maxs)) == (MOST, True)
    assert client.delete(path).data["ok"]
    assert (amount_of(maxs), is_away(auction, maxs)) == (None, True), "nobody is waited for"
    client.put(path)
    cast.do(auction, Begin(actor=cast.actor_in(auction.league)))
    bid = bid_of_bot(auction)
    event = AuctionEvent.objects.get(auction=auction, seq=bid.seq or 0)
    assert (bid.participant_id, event.payload["detail"]["by_bot"]) == (maxs, True)
    assert audit_auction(auction.pk) == []


def test_one_who_comes_back_to_the_league_has_the_seat_at_once(
    auction: Auction, carla: User, max_: User, maxs: int
) -> None:
    client, path = carlas(auction, carla, maxs)
    remove_member(cast.member_of(auction.league, carla), cast.member_of(auction.league, max_))
    client.put(path)
    auction.league.refresh_from_db()
    join_league(max_, auction.league.code)
    assert not is_away(auction, maxs)
    cast.do(auction, Begin(actor=cast.actor_in(auction.league)))
    assert auction.pk not in find_running_auctions(), "no bot plays"
    assert cast.bid(auction, max_, 5).ok
    seen_ago(auction, max_, seconds=0)
    assert lost_lines.returned_seats() == []
    assert amount_of(maxs) is None, "and none will when he goes"
