"""The bids whose receipts somebody looks for."""

from dataclasses import replace
from uuid import uuid4

import pytest

from accounts.models import User
from auctions.models import Auction, Bid
from auctions.reads import receipts
from auctions.rules.commands import Pause, PlaceBid
from leagues.models import League
from tests import cast


@pytest.fixture
def auction(league: League) -> Auction:
    league.settings |= cast.QUICK | {"early_end": False}
    league.save()
    return cast.auction_of(league, lots=2)


def bid_by(auction: Auction, user: User, amount: int) -> PlaceBid:
    bid = replace(cast.bid_of(auction, user, amount), id=uuid4())
    cast.do(auction, bid)
    return bid


def test_bid_is_found_by_its_event_and_a_refused_one_by_its_command(auction: Auction, max_: User, mia: User) -> None:
    taken, refused, like_it = bid_by(auction, max_, 5), bid_by(auction, mia, 5), bid_by(auction, mia, 5)
    first, *others = Bid.objects.filter(auction=auction)
    assert receipts.bid_of_event(auction.pk, first.seq or 0) == first
    assert receipts.bid_of_event(auction.pk, 1) is None, "that the auction was made is no bid"
    found = [
        receipts.bid_of_command(auction.pk, user.pk, bid.id or uuid4())
        for user, bid in ((max_, taken), (mia, refused), (mia, like_it))
    ]
    assert [found[0], {*found[1:]}] == [first, {*others}]
    assert [bid.code for bid in others] == ["too_low", "too_low"]


def test_command_that_is_anothers_or_was_no_bid_finds_none(auction: Auction, carla: User, max_: User) -> None:
    bid = bid_by(auction, max_, 5)
    assert receipts.bid_of_command(auction.pk, carla.pk, bid.id or uuid4()) is None
    pause = Pause(actor=cast.actor_in(auction.league), id=uuid4(), reason="Tea")
    assert cast.do(auction, pause).ok
    assert receipts.bid_of_command(auction.pk, carla.pk, pause.id or uuid4()) is None
    assert receipts.bid_of_command(auction.pk, max_.pk, uuid4()) is None


def test_bids_are_found_by_what_they_bought(auction: Auction, max_: User, mia: User) -> None:
    bid_by(auction, max_, 5)
    bid_by(auction, mia, 7)
    bid_by(auction, max_, 7)  # refused
    of_max, of_mia = Bid.objects.filter(auction=auction, code="ok")
    key = (of_max.lot_id, of_max.participant_id, 5)
    assert receipts.bids_by_amount(auction.pk, of_max.participant_id) == {key: of_max.pk}
    assert receipts.bids_by_amount(auction.pk, None) == {
        key: of_max.pk,
        (of_mia.lot_id, of_mia.participant_id, 7): of_mia.pk,
    }
