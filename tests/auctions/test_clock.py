"""The clock's looks: what is due, what may not run."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from auctions import engine
from auctions.clock import HALT_LOOK_SECONDS, AuctionClock
from auctions.models import Auction, AuctionEvent, Heartbeat, Lot
from auctions.rules.commands import SYSTEM, Pause, Resume
from auctions.rules.lifecycle import CLOSED_FOR_CHANGES, HALTED, NO_BIDDING, OUTAGE
from auctions.store import journal, state_cache
from leagues.models import League
from rollouts.testing import flags
from tests import cast

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def auction(carla: User, max_: User, mia: User) -> Auction:
    """Begun, with a lot of a second."""
    return cast.auction_of(cast.make_league(carla, max_, mia, **cast.QUICK, lot_seconds=1))


def status(auction: Auction) -> tuple[str, str]:
    auction.refresh_from_db()
    return auction.status, auction.pause_reason


def test_nothing_is_halted_in_operation(auction: Auction) -> None:
    AuctionClock().follow_switches()
    assert status(auction) == ("active", "")


def test_every_running_auction_is_halted_once(auction: Auction, carla: User, max_: User) -> None:
    other = cast.auction_of(cast.make_league(carla, max_, name="The Sunday League"))
    waiting = cast.auction_of(cast.make_league(carla, max_, name="The Monday League"), begun=False)
    clock = AuctionClock()
    with flags(running_auctions=False):
        clock.follow_switches()
        assert [status(each) for each in (auction, other)] == [("paused", HALTED)] * 2
        seq = auction.seq
        time.sleep(HALT_LOOK_SECONDS)
        clock.follow_switches()
    assert (status(auction), auction.seq, status(waiting)) == (("paused", HALTED), seq, ("waiting", ""))
    assert cast.do(auction, Resume(actor=SYSTEM)).ok


def test_what_stood_for_want_of_bidding_goes_on_by_itself(auction: Auction, carla: User, max_: User) -> None:
    """Whichever clock looks: nothing is remembered but what stands in the database."""
    by_hand = cast.auction_of(cast.make_league(carla, max_, name="The Sunday League"))
    cast.do(by_hand, Pause(actor=SYSTEM, reason="Pizza is here"))
    with flags(bidding=False):
        AuctionClock().follow_switches()
        assert status(auction) == ("paused", NO_BIDDING)
    AuctionClock().follow_switches()
    assert [status(each) for each in (auction, by_hand)] == [("active", ""), ("paused", "Pizza is here")]
    assert engine.read(auction.pk).auction.resumes_at is not None, "with 3-2-1"


def test_clock_hears_of_a_switch_with_its_next_look(auction: Auction) -> None:
    clock = AuctionClock()
    clock.follow_switches()
    with flags(bidding=False):
        clock.follow_switches()
        assert status(auction) == ("paused", NO_BIDDING)
    clock.follow_switches()
    assert status(auction) == ("active", "")


def test_clock_is_still_while_nothing_may_be_changed(auction: Auction) -> None:
    time.sleep(1.1)
    clock = AuctionClock()
    with flags(read_only=True):
        assert not clock.close_next_due()
        clock.follow_switches()
        assert status(auction) == ("paused", CLOSED_FOR_CHANGES)
    with flags(read_only=True, running_auctions=False):
        clock.follow_switches()
    assert status(auction) == ("paused", CLOSED_FOR_CHANGES)


def test_outage_is_paused_as_of_its_beginning_while_nothing_may_be_changed(league: League) -> None:
    auction = cast.auction_of(league)
    engine_ends_at = engine.read(auction.pk).lots[cast.open_lot(auction)].ends_at or 0
    Heartbeat.objects.create(process="web", kind="web", at=timezone.now() - timedelta(seconds=60))
    with flags(read_only=True):
        AuctionClock().pause_after_outage()
        assert status(auction) == ("paused", OUTAGE)
    lot = engine.read(auction.pk).lots[cast.open_lot(auction)]
    assert lot.remaining_ms == 30_000, "as of when the lot began, which was later"
    assert engine_ends_at > journal.now_ms()


def test_auction_that_fails_does_not_keep_the_others_running(
    auction: Auction, carla: User, max_: User, caplog: pytest.LogCaptureFixture
) -> None:
    """Its tables have missed an event, so every other is refused by the journal."""
    other = cast.auction_of(cast.make_league(carla, max_, name="The Sunday League"))
    auction.refresh_from_db()
    AuctionEvent.objects.create(auction=auction, seq=auction.seq + 1, kind="lot_sold", at=timezone.now(), payload={})
    clock = AuctionClock()
    with flags(running_auctions=False):
        clock.follow_switches()
        time.sleep(HALT_LOOK_SECONDS)
        clock.follow_switches()
    assert status(other) == ("paused", HALTED)
    assert caplog.text.count("'clock.failed'") == 1, "it is left alone for a while"


@pytest.mark.parametrize("settings", [{"no such": "setting"}, {"outage_pause_seconds": "ten"}, [], "x", 7])
def test_settings_that_cannot_be_used_keep_no_auction_from_its_pause(
    auction: Auction, carla: User, max_: User, settings: object
) -> None:
    other = cast.auction_of(cast.make_league(carla, max_, name="The Sunday League"))
    Auction.objects.filter(pk=auction.pk).update(settings=settings, epoch=2)  # epoch: read it anew
    Heartbeat.objects.create(process="web", kind="web", at=timezone.now() - timedelta(seconds=60))
    AuctionClock().pause_after_outage()
    assert [status(each) for each in (auction, other)] == [("paused", OUTAGE)] * 2


def test_auction_that_cannot_be_read_is_left_alone_and_the_others_are_closed(
    auction: Auction, carla: User, max_: User
) -> None:
    other = cast.auction_of(cast.make_league(carla, max_, name="The Sunday League", **cast.QUICK, lot_seconds=1))
    cast.make_unreadable(auction)
    for seconds, each in enumerate((other, auction)):
        make_due(each, seconds)
    clock = AuctionClock()
    assert [clock.close_next_due() for _ in range(3)] == [True, True, False]
    assert AuctionEvent.objects.filter(auction=other, kind="lot_unsold").exists()


def make_due(auction: Auction, seconds: int) -> None:
    """Let an open lot have ended so many seconds and a day ago; of more than one auction, in the order of these."""
    ended = timezone.now() - timedelta(days=1, seconds=seconds)
    Lot.objects.filter(auction=auction, status=Lot.Status.OPEN).update(ends_at=ended)
    Auction.objects.filter(pk=auction.pk).update(next_deadline=ended)
    state_cache.memory.forget(auction.pk)


def test_auction_that_is_wrongly_due_takes_no_turn_of_the_others(auction: Auction, carla: User, max_: User) -> None:
    """By hand, say: nothing is to be done, so no event comes and it stays due."""
    other = cast.auction_of(cast.make_league(carla, max_, name="The Sunday League", **cast.QUICK, lot_seconds=1))
    make_due(other, 0)
    Auction.objects.filter(pk=auction.pk).update(next_deadline=timezone.now() - timedelta(days=9))
    clock = AuctionClock()
    assert [clock.close_next_due() for _ in range(3)] == [True, True, False]
    assert AuctionEvent.objects.filter(auction=other, kind="lot_unsold").exists()
