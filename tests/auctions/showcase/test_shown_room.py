"""A room as strangers see it."""

import pytest

from accounts.models import User
from auctions import engine
from auctions.models import Auction
from auctions.publish.names import display_names
from auctions.showcase.shown_room import STILL, ShownRoom, shown_room_of
from leagues.models import League
from tests import cast

pytestmark = pytest.mark.django_db(transaction=True)


def shown(auction: Auction, before_end_ms: int = 0) -> ShownRoom | None:
    state = engine.read(auction.pk)
    ends = state.lots[state.open_lots[0]].ends_at if state.open_lots else None
    return shown_room_of(state, display_names(auction.pk), (ends or 0) - before_end_ms)


def test_an_open_lot_with_its_price_leader_and_what_everybody_has_left(max_: User, mia: User, carla: User) -> None:
    auction = cast.auction_of(cast.make_league(carla, max_, mia, lot_seconds=60), lots=2)
    assert cast.bid(auction, max_, 7).ok
    room = shown(auction, before_end_ms=15_000)
    assert room is not None
    assert (room.lot, room.leader, room.bids, room.total) == ("AFC Ajax", "Max", 1, 2)
    assert "£7m" in room.price
    assert (room.seconds_left, room.ring_gone, room.letters) == (15, 75, "AA")
    assert [(each.name, each.leads) for each in room.managers] == [("Carla", False), ("Max", True), ("Mia", False)]


def test_between_two_lots_the_one_that_was_sold(max_: User, carla: User) -> None:
    auction = cast.auction_of(cast.make_league(carla, max_, **cast.QUICK | {"break_seconds": 3}), lots=2)
    cast.sell(auction, max_, 3)
    room = shown(auction)
    assert room is not None
    assert (room.sold, room.leader, room.left_ms) == (True, "Max", None)


def test_a_room_that_does_not_run_shows_nothing(league: League) -> None:
    assert shown(cast.auction_of(league, begun=False)) is None


def test_the_still_picture_adds_up() -> None:
    assert [each.name for each in STILL.managers if each.leads] == [STILL.leader]
