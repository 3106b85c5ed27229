"""What happened since some moment."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from auctions.models import Auction, AuctionEvent, Bid
from auctions.reads import statistics
from auctions.reads.statistics import DayTotals
from auctions.rules.commands import SYSTEM, Cancel, UndoSale
from tests import cast


@pytest.fixture
def midnight() -> datetime:
    return timezone.now() - timedelta(hours=1)


def age(auction: Auction) -> None:
    """As if all of it had happened two days ago."""
    earlier = timezone.now() - timedelta(days=2)
    Auction.objects.filter(pk=auction.pk).update(created_at=earlier, begun_at=earlier)
    AuctionEvent.objects.filter(auction=auction).update(at=earlier)
    Bid.objects.filter(auction=auction).update(decided_at=earlier)


def test_day_without_anything(db: None, midnight: datetime) -> None:
    assert statistics.read_day_totals(midnight) == DayTotals(0, 0, 0, 0, 0, 0, 0, 0, 0)


def test_day_counts_what_was_made_sold_and_refused(
    carla: User, max_: User, otto: User, mia: User, midnight: datetime
) -> None:
    auction = cast.auction_of(cast.make_league(carla, max_, lot_seconds=60, **cast.QUICK), lots=2)
    cast.sell(auction, max_, 40)
    assert not cast.bid(auction, carla, 10_000).ok
    cast.sell(auction, carla, 7)
    cast.auction_of(cast.make_league(otto, name="Waits"), begun=False)
    before = cast.auction_of(cast.make_league(mia, max_, name="Long ago", lot_seconds=60, **cast.QUICK), lots=1)
    cast.sell(before, mia, 3)
    age(before)
    assert statistics.read_day_totals(midnight) == DayTotals(
        made=2, begun=1, completed=1, sold=2, spent=47, bids=3, refused=1, lately=3, refused_lately=1
    )


def test_old_bids_of_the_day_are_not_of_lately(carla: User, max_: User, midnight: datetime) -> None:
    auction = cast.auction_of(cast.make_league(carla, max_, lot_seconds=60, **cast.QUICK), lots=2)
    assert cast.bid(auction, max_, 5).ok
    Bid.objects.update(decided_at=timezone.now() - timedelta(minutes=10))
    day = statistics.read_day_totals(midnight)
    assert (day.bids, day.lately) == (1, 0)


def test_sale_that_was_taken_back_is_none(carla: User, max_: User, midnight: datetime) -> None:
    auction = cast.auction_of(cast.make_league(carla, max_, lot_seconds=60, **cast.QUICK), lots=3)
    lot = cast.sell(auction, max_, 40)
    cast.sell(auction, carla, 5)
    assert cast.do(auction, UndoSale(actor=cast.actor_in(auction.league), lot=lot)).ok
    assert (statistics.read_day_totals(midnight).sold, statistics.read_day_totals(midnight).spent) == (1, 5)
    assert cast.do(auction, Cancel(actor=SYSTEM, reason="all back")).ok
    assert (statistics.read_day_totals(midnight).sold, statistics.read_day_totals(midnight).spent) == (0, 0)
