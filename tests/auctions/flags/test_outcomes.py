"""Failures of a league's auctions, by the journal that real commands wrote."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from auctions.flags.outcomes import LONG_EVENING, LONG_WAIT, METRICS, SLOW_BID_MS
from auctions.models import Auction, AuctionEvent, Bid, Stall
from auctions.rules.commands import SYSTEM, Cancel, Pause, Tick
from auctions.rules.lifecycle import EMPTY_ROOM
from auctionsite.postgresql.clock import database_now
from leagues.models import League
from rollouts.evaluation.types import BucketBy
from rollouts.exposures import storage
from rollouts.exposures.outcomes import SERVER_ERROR, metrics_of
from rollouts.exposures.storage import FailureEntry
from rollouts.models import SubjectFailure
from tests import cast

pytestmark = pytest.mark.django_db(transaction=True)
BY_NAME = {each.name: each for each in METRICS}


@pytest.fixture
def auction(league: League) -> Auction:
    return cast.auction_of(league, lots=2)


def failed(name: str, auction: Auction, since: datetime) -> tuple[Mapping[str, datetime], Mapping[str, datetime]]:
    """By league and by auction."""
    find = BY_NAME[name].first_failures
    return (
        find(BucketBy.LEAGUE, {str(auction.league_id): since}),
        find(BucketBy.AUCTION, {str(auction.pk): since}),
    )


def test_leagues_and_auctions_are_asked_for_all_of_them() -> None:
    for kind in (BucketBy.LEAGUE, BucketBy.AUCTION):
        assert {*BY_NAME} <= {each.name for each in metrics_of(kind)}
    assert not {*BY_NAME} & {each.name for each in metrics_of(BucketBy.USER)}


def test_nothing_went_wrong_where_nothing_did(auction: Auction, carla: User) -> None:
    before = cast.journal_now()
    cast.do(auction, Pause(actor=cast.actor_in(auction.league, carla), reason="A break."))
    for name in BY_NAME:
        assert failed(name, auction, before) == ({}, {})


def test_cancelled_auction_is_one_of_its_league(auction: Auction, carla: User) -> None:
    before = cast.journal_now()
    cast.do(auction, Cancel(actor=cast.actor_in(auction.league, carla), reason="No use."))
    by_league, by_auction = failed("auction_cancelled", auction, before)
    at = auction.events.get(kind="auction_cancelled").at
    assert (by_league, by_auction) == ({str(auction.league_id): at}, {str(auction.pk): at})
    assert failed("auction_cancelled", auction, at + timedelta(seconds=1)) == ({}, {})


def test_pause_of_an_empty_room_is_told_from_others(auction: Auction) -> None:
    before = cast.journal_now()
    cast.do(auction, Pause(actor=SYSTEM, reason=EMPTY_ROOM))
    assert [*failed("room_empty", auction, before)[0]] == [str(auction.league_id)]
    assert failed("outage_pause", auction, before) == ({}, {})


def test_pause_after_an_outage_is_told_from_others(auction: Auction) -> None:
    before = cast.journal_now()
    cast.do(auction, Tick(actor=SYSTEM, outage_since=int(before.timestamp() * 1000)))
    by_league, by_auction = failed("outage_pause", auction, before - timedelta(minutes=1))
    assert list(by_league) == [str(auction.league_id)]
    assert list(by_auction) == [str(auction.pk)]


def test_bid_that_was_missed_counts_and_one_that_was_late_does_not(auction: Auction) -> None:
    now = database_now()
    for code in ("missed_by_server", "lot_closed"):
        Bid.objects.create(auction=auction, amount=1, code=code, arrived_at=now, decided_at=now, receipt={})
    assert failed("bid_missed", auction, now) == ({str(auction.league_id): now}, {str(auction.pk): now})


def test_bid_counts_as_slow_beyond_its_limit(auction: Auction) -> None:
    now = database_now()
    for ms in (SLOW_BID_MS, SLOW_BID_MS + 1):
        assert failed("bid_slow", auction, now) == ({}, {})
        arrived = now - timedelta(milliseconds=ms)
        Bid.objects.create(auction=auction, amount=1, code="too_low", arrived_at=arrived, decided_at=now, receipt={})
    assert failed("bid_slow", auction, now) == ({str(auction.league_id): now}, {str(auction.pk): now})


@pytest.mark.parametrize(
    ("name", "start", "limit", "ending"),
    [
        ("begin_late", "created_at", LONG_WAIT, "auction_begun"),
        ("not_completed", "begun_at", LONG_EVENING, "auction_completed"),
    ],
)
def test_auction_fails_when_its_time_is_over_and_nothing_ended_it(
    auction: Auction, name: str, start: str, limit: timedelta, ending: str
) -> None:
    now, minute = database_now(), timedelta(minutes=1)
    for ago, found in ((limit - 10 * minute, False), (limit + minute, True)):
        Auction.objects.filter(pk=auction.pk).update(**{start: now - ago})
        by_league, by_auction = failed(name, auction, now - 2 * limit)
        assert (bool(by_league), bool(by_auction)) == (found, found)
    assert by_auction == {str(auction.pk): now - minute}
    assert failed(name, auction, now - limit) == ({}, {})  # it had begun before it met the flag
    ended = auction.events.get(kind=ending) if ending == "auction_begun" else auction.events.earliest("seq")
    for at, found in ((now, True), (now - 2 * minute, False)):
        AuctionEvent.objects.filter(pk=ended.pk).update(kind=ending, at=at)
        assert bool(failed(name, auction, now - 2 * limit)[1]) is found


def test_stall_counts_once_it_has_moved_a_lot(auction: Auction) -> None:
    now = database_now()
    stall = Stall.objects.create(auction_id=auction.pk, process="web", began_at=now, ended_at=now)
    assert failed("server_stalled", auction, now) == ({}, {})
    stall.counted = True
    stall.save()
    assert failed("server_stalled", auction, now) == ({str(auction.league_id): now}, {str(auction.pk): now})


@pytest.mark.parametrize("name", BY_NAME)
def test_more_subjects_need_no_more_queries(name: str, auction: Auction, otto: User) -> None:
    leagues = [auction.league, *(cast.make_league(otto, name=f"League {number}") for number in range(2))]
    since = database_now()
    counts = set()
    for asked in (leagues[:1], leagues):
        with CaptureQueriesContext(connection) as queries:
            BY_NAME[name].first_failures(BucketBy.LEAGUE, {str(each.pk): since for each in asked})
        counts.add(len(queries))
    assert len(counts) == 1
    assert max(counts) <= 3


def test_error_in_an_auction_is_one_of_its_league(auction: Auction, otto: User) -> None:
    """As of `POST /api/auction/{id}/begin`, whose address names no league."""
    other = cast.make_league(otto, name="The Monday League")
    [metric] = [each for each in metrics_of(BucketBy.LEAGUE) if each.name == SERVER_ERROR]
    before = database_now()
    storage.write_failures([(FailureEntry(BucketBy.AUCTION, str(auction.pk), SERVER_ERROR), 0.0)])
    noted = SubjectFailure.objects.get()
    asked = {str(auction.league_id): before, str(other.pk): before, "no id": before}
    assert metric.first_failures(BucketBy.LEAGUE, asked) == {str(auction.league_id): noted.first_at}
    later = noted.last_at + timedelta(seconds=1)
    assert metric.first_failures(BucketBy.LEAGUE, {str(auction.league_id): later}) == {}
    earlier = noted.first_at - timedelta(minutes=1)
    SubjectFailure.objects.create(
        kind="league", subject=str(auction.league_id), metric=SERVER_ERROR, day=earlier.date(), first_at=earlier,
        last_at=earlier,
    )  # fmt: skip
    assert metric.first_failures(BucketBy.LEAGUE, {str(auction.league_id): earlier}) == {
        str(auction.league_id): earlier
    }
