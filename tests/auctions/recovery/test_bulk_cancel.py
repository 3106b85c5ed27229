"""Cancelling many auctions: which ones, and what each gives back."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import User
from auctions import engine
from auctions.models import Auction, AuctionEvent
from auctions.recovery.bulk_cancel import CancelledAuction, auctions_to_cancel, cancel_all
from auctions.rules.commands import SYSTEM, Cancel
from tests import cast

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = timedelta(hours=1)


@pytest.fixture
def auction(carla: User, max_: User, mia: User) -> Auction:
    """Max has bought a lot for 40, and leads the next at 11."""
    auction = cast.auction_of(cast.make_league(carla, max_, mia, **cast.QUICK))
    cast.sell(auction, max_, 40)
    assert cast.bid(auction, max_, 11).ok
    return auction


@pytest.fixture
def waiting(otto: User) -> Auction:
    return cast.auction_of(cast.make_league(otto, name="Waiting"), begun=False)


def test_auctions_that_are_over_are_left_out(auction: Auction, waiting: Auction) -> None:
    assert list(auctions_to_cancel()) == [auction, waiting]
    cast.do(waiting, Cancel(actor=SYSTEM, reason="Late."))
    assert list(auctions_to_cancel()) == [auction]


def test_period_counts_from_the_creation_or_the_beginning(auction: Auction, waiting: Auction) -> None:
    Auction.objects.update(created_at=Now() - 2 * HOUR)
    assert list(auctions_to_cancel(since=HOUR)) == [auction]
    assert set(auctions_to_cancel(since=3 * HOUR)) == {auction, waiting}
    Auction.objects.filter(pk=auction.pk).update(begun_at=Now() - 2 * HOUR)
    assert list(auctions_to_cancel(since=HOUR)) == []


def test_only_those_of_the_league(auction: Auction, waiting: Auction) -> None:
    assert list(auctions_to_cancel(league=waiting.league)) == [waiting]


def test_result_counts_what_the_journal_gave_back(auction: Auction, waiting: Auction) -> None:
    rows = list(auctions_to_cancel())
    results = cancel_all(rows, "The pub closes.")
    assert results == [
        CancelledAuction(
            auction.pk, "The Friday League", "active", managers=1, holds=1, sales=1, refunded=51, unit="£m"
        ),
        CancelledAuction(waiting.pk, "Waiting", "waiting", unit="£m"),
    ]
    assert results[0].sentence == "cancelled. 1 hold and 1 sale were given back to 1 manager: £51m in all."
    assert results[1].sentence == "cancelled. No money was held or spent."
    assert {engine.read(row.pk).auction.status for row in rows} == {"cancelled"}


def test_one_that_fails_does_not_keep_the_others(auction: Auction, waiting: Auction) -> None:
    auction.refresh_from_db()
    AuctionEvent.objects.create(auction=auction, seq=auction.seq + 1, kind="lot_sold", at=timezone.now(), payload={})
    failed, done = cancel_all(auctions_to_cancel(), "The pub closes.")
    assert failed.sentence.startswith("not cancelled: It failed with ")
    assert done.problem == ""
    assert engine.read(waiting.pk).auction.status == "cancelled"


def test_one_that_cannot_be_read_is_left_as_it_is(auction: Auction, waiting: Auction) -> None:
    cast.make_unreadable(auction)
    failed, done = cancel_all(auctions_to_cancel(), "The pub closes.")
    assert failed.sentence.startswith("not cancelled: This auction was written by another release")
    assert done.problem == ""
    assert Auction.objects.get(pk=auction.pk).status == "active"
