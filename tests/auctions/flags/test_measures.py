"""Measures of what a league and its auction did after meeting a flag, by the journal that real commands wrote."""

import math
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from auctions.flags.measures import EVENING, MEASURES, SEASON
from auctions.models import Auction
from auctions.rules.commands import Begin
from auctionsite.postgresql.clock import database_now
from leagues.models import League
from rollouts.evaluation.types import BucketBy
from rollouts.exposures.measures import measures_of
from tests import cast

pytestmark = pytest.mark.django_db(transaction=True)
BY_NAME = {each.name: each for each in MEASURES}


@pytest.fixture
def league(carla: User, max_: User, mia: User) -> League:
    return cast.make_league(carla, max_, mia, **cast.QUICK)


@pytest.fixture
def before() -> datetime:
    """The time at which the flag was met: before the auction was made."""
    return cast.journal_now()


def measured(name: str, auction: Auction, since: datetime) -> list[float]:
    """Of the league, and of the auction where that can be asked."""
    found = BY_NAME[name]
    subjects = {BucketBy.LEAGUE: str(auction.league_id), BucketBy.AUCTION: str(auction.pk)}
    return [
        found.measure(kind, {subject: since}).get(subject, found.missing)
        for kind, subject in subjects.items()
        if kind in found.kinds
    ]


def test_each_is_asked_of_whom_it_is_known() -> None:
    assert [each.name for each in measures_of(BucketBy.LEAGUE)] == [*BY_NAME]
    assert [each.name for each in measures_of(BucketBy.AUCTION)] == [*BY_NAME][:3]
    assert measures_of(BucketBy.USER) == []


def test_completed_auction_counts_from_when_the_flag_was_met(
    before: datetime, league: League, max_: User, mia: User
) -> None:
    auction = cast.auction_of(league, lots=2)
    assert measured("completed", auction, before) == [0, 0]
    cast.sell(auction, max_, 3)
    cast.sell(auction, mia, 4)
    auction.refresh_from_db()
    assert auction.status == Auction.Status.COMPLETED
    assert measured("completed", auction, before) == [1, 1]
    assert measured("completed", auction, database_now()) == [0, 0]
    assert measured("completed", auction, before - EVENING) == [0, 0], "its time was over before"


def test_bids_are_counted_on_lots_that_closed(before: datetime, league: League, max_: User, mia: User) -> None:
    auction = cast.auction_of(league, lots=3)
    assert measured("bids_per_lot", auction, before) == [0, 0]
    cast.bid(auction, mia, 2)
    cast.bid(auction, mia, 1)  # refused
    cast.sell(auction, max_, 3)
    assert measured("bids_per_lot", auction, before) == [2, 2]
    cast.sell(auction, mia, 4)
    assert measured("bids_per_lot", auction, before) == [1.5, 1.5]
    assert measured("bids_per_lot", auction, before - EVENING) == [0, 0]


def test_time_to_begin_is_that_of_the_quickest_and_never_is_the_longest(
    before: datetime, league: League, carla: User
) -> None:
    auction = cast.auction_of(league, begun=False)
    assert measured("time_to_begin", auction, before) == [math.inf, math.inf]
    cast.do(auction, Begin(actor=cast.actor_in(league, carla)))
    auction.refresh_from_db()
    assert auction.begun_at is not None
    seconds = (auction.begun_at - auction.created_at).total_seconds()
    assert measured("time_to_begin", auction, before) == pytest.approx([seconds, seconds])
    assert measured("time_to_begin", auction, database_now()) == [math.inf, math.inf]
    assert measured("time_to_begin", auction, before - EVENING) == [math.inf, math.inf]


def test_managers_come_back_who_bid_in_another_auction(before: datetime, league: League, max_: User, mia: User) -> None:
    first = cast.auction_of(league, lots=2)
    assert measured("managers_back", first, before) == [0]
    cast.sell(first, max_, 3)
    cast.sell(first, mia, 3)
    assert measured("managers_back", first, before) == [0]
    second = cast.auction_of(league, lots=2)
    cast.bid(second, max_, 3)
    assert measured("managers_back", first, before) == [0.5]
    assert measured("managers_back", first, before - SEASON) == [0]


def test_number_of_queries_does_not_grow_with_the_subjects(before: datetime, league: League) -> None:
    cast.auction_of(league)
    other = cast.auction_of(cast.make_league(cast.make_user("Cleo"), name="Another"))
    for each in MEASURES:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            asked = dict.fromkeys((str(league.pk), str(other.league_id)), before - timedelta(seconds=1))
            each.measure(BucketBy.LEAGUE, asked)
        assert len(queries) == 1
        assert each.measure(BucketBy.LEAGUE, {}) == {}
