"""Counts of what happened since some moment."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from auctions.clock import LATE
from auctions.models import Auction, AuctionEvent, Bid, Heartbeat
from auctions.reads import statistics
from auctions.reads.statistics import DayTotals
from auctions.rules.commands import SYSTEM, Cancel, UndoSale
from auctions.store.heartbeat import SILENT_SECONDS
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


# At this moment -----------------------------------------------------------------------------------------
def test_lot_is_overdue_once_the_clock_is_late_not_during_the_grace(carla: User, max_: User) -> None:
    auction = cast.auction_of(cast.make_league(carla, max_, lot_seconds=60, grace_ms=5000))
    lots, row = auction.lots.filter(status="open"), Auction.objects.filter(pk=auction.pk)
    now = timezone.now()
    lots.update(ends_at=now - timedelta(seconds=4))
    row.update(next_deadline=now + timedelta(seconds=60))
    assert (statistics.read_statistics().lots_open, statistics.read_statistics().lots_overdue) == (1, 0)
    row.update(next_deadline=now - LATE - timedelta(seconds=1))
    assert statistics.read_statistics().lots_overdue == 1
    row.update(next_deadline=None)
    assert statistics.read_statistics().lots_overdue == 1


def test_process_is_alive_until_it_is_silent(db: None) -> None:
    now = timezone.now()
    for number, silent in enumerate((0, SILENT_SECONDS + 60)):
        beat = {"process": f"web here {number}", "kind": "web", "at": now - timedelta(seconds=silent)}
        Heartbeat.objects.create(**beat)
    [web] = statistics.read_statistics().heartbeats
    assert (web.kind, web.alive) == ("web", 1)
