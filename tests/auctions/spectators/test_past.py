"""A room as it was: what came after isn't there, and what only managers see never is."""

from collections.abc import Iterator
from datetime import timedelta

import orjson
import pytest
from django.db.models import F
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from auctions import engine
from auctions.models import Auction, AuctionEvent
from auctions.publish import payloads
from auctions.reads.queries import RESUME_EVENTS
from auctions.rules.commands import LeaveProxy
from auctions.rules.state import LotStatus
from auctions.spectators import past
from auctions.spectators.past import past_room
from auctions.store import journal
from leagues.models import League
from tests import cast

pytestmark = pytest.mark.django_db(transaction=True)
BEHIND = 600
"""Seconds: no test takes so long."""


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    past._followers.clear()
    yield
    past._followers.clear()


@pytest.fixture
def every_look(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each look reads the journal."""
    monkeypatch.setattr(past, "FRESH_SECONDS", 0.0)


def an_hour_ago(auction: Auction) -> None:
    """Let all that has happened so far have happened an hour earlier."""
    AuctionEvent.objects.filter(auction=auction).update(at=F("at") - timedelta(hours=1))


def test_what_happened_since_is_not_there_and_comes_when_its_time_has_come(
    every_look: None, max_: User, mia: User, carla: User
) -> None:
    auction = cast.auction_of(cast.make_league(carla, max_, mia, **cast.QUICK), lots=3)
    assert cast.bid(auction, max_, 5).ok
    an_hour_ago(auction)
    then = engine.read(auction.pk)
    assert cast.bid(auction, mia, 9).ok
    seen = past_room(auction.pk, BEHIND)
    assert seen.rendered.state == then
    assert b"9" not in orjson.dumps([lot["price"] for lot in orjson.loads(seen.rendered.text)["lots"]])
    assert max(each.seq for each in seen.recent) == then.seq
    an_hour_ago(auction)
    assert past_room(auction.pk, BEHIND).rendered.state == engine.read(auction.pk)


def test_a_whole_auction_is_gone_through_once_and_is_the_same_as_the_tables(
    every_look: None, max_: User, carla: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(past, "EVENTS_AT_ONCE", 3)
    auction = cast.auction_of(cast.make_league(carla, max_, **cast.QUICK), lots=3)
    for _ in range(3):
        cast.sell(auction, max_, 2)
        an_hour_ago(auction)
        assert past_room(auction.pk, BEHIND).rendered.state == engine.read(auction.pk)
    assert all(lot.status is LotStatus.SOLD for lot in past_room(auction.pk, BEHIND).rendered.state.lots.values())


def test_before_anything_is_old_enough_there_is_how_it_began(league: League, max_: User) -> None:
    auction = cast.auction_of(league, lots=2)
    assert cast.bid(auction, max_, 5).ok
    state = past_room(auction.pk, BEHIND).rendered.state
    assert (state.seq, [lot.price for lot in state.lots.values() if lot.price]) == (1, [])


def test_each_delay_has_its_own_room(league: League, max_: User) -> None:
    auction = cast.auction_of(league, lots=2)
    assert cast.bid(auction, max_, 5).ok
    assert past_room(auction.pk, 0).rendered.state.seq == engine.read(auction.pk).seq
    assert past_room(auction.pk, BEHIND).rendered.state.seq == 1


def test_maxima_are_in_nothing_that_spectators_get(every_look: None, carla: User, max_: User, mia: User) -> None:
    league = cast.make_league(carla, max_, mia, budget=cast.BUDGET, **cast.QUICK)
    auction = cast.auction_of(league, lots=2)
    max_himself, lot = cast.actor_in(league, max_), cast.open_lot(auction)
    left = LeaveProxy(actor=max_himself, lot=lot, maximum=cast.MAXIMUM, arrived=journal.now_ms())
    assert cast.do(auction, left).ok
    assert cast.bid(auction, mia, 6).ok
    an_hour_ago(auction)
    seen = past_room(auction.pk, BEHIND)
    state, names = seen.rendered.state, seen.rendered.names
    assert any(seat.proxies for seat in state.participants.values()), "the state has it, what is sent doesn't"
    events = seen.events_after(0)
    assert events is not None
    sent = seen.rendered.text + orjson.dumps(payloads.events(events, state, names)).decode()
    assert str(cast.MAXIMUM) not in sent


def test_who_is_far_behind_gets_no_events_but_the_whole(every_look: None, league: League, max_: User) -> None:
    auction = cast.auction_of(league, lots=2)
    cast.bid(auction, max_, 5)
    an_hour_ago(auction)
    room = past_room(auction.pk, BEHIND)
    last = room.rendered.state.seq
    assert room.events_after(last) == []
    assert [each.seq for each in room.events_after(last - 1) or []] == [last]
    short = past.PastRoom(room.rendered, room.recent[-1:])
    assert short.events_after(last - 1) is not None
    assert short.events_after(last - 2) is None
    assert len(room.recent) <= RESUME_EVENTS


def test_however_many_watch_the_journal_is_read_once_a_second(
    league: League, django_assert_num_queries: DjangoAssertNumQueries, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(past, "FRESH_SECONDS", 600.0)
    auction = cast.auction_of(league, lots=2)
    first = past_room(auction.pk, BEHIND)
    with django_assert_num_queries(0):
        assert past_room(auction.pk, BEHIND) is first


def test_a_journal_that_was_replaced_is_read_anew(every_look: None, league: League, max_: User) -> None:
    auction = cast.auction_of(league, lots=2)
    an_hour_ago(auction)
    before = past_room(auction.pk, BEHIND).rendered.state
    Auction.objects.filter(pk=auction.pk).update(epoch=F("epoch") + 1)
    assert past_room(auction.pk, BEHIND).rendered.state.epoch == before.epoch + 1
