"""The clock's looks: what is due, what may not run."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from auctions import engine
from auctions.clock import HALT_LOOK_SECONDS, AuctionClock
from auctions.models import Auction, Heartbeat
from auctions.rules.commands import SYSTEM, Resume
from auctions.rules.lifecycle import CLOSED_FOR_CHANGES, HALTED, OUTAGE
from auctions.store import journal
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
    AuctionClock().halt_if_told()
    assert status(auction) == ("active", "")


def test_every_running_auction_is_halted_once(auction: Auction, carla: User, max_: User) -> None:
    other = cast.auction_of(cast.make_league(carla, max_, name="The Sunday League"))
    waiting = cast.auction_of(cast.make_league(carla, max_, name="The Monday League"), begun=False)
    clock = AuctionClock()
    with flags(running_auctions=False):
        clock.halt_if_told()
        assert [status(each) for each in (auction, other)] == [("paused", HALTED)] * 2
        seq = auction.seq
        time.sleep(HALT_LOOK_SECONDS)
        clock.halt_if_told()
    assert (status(auction), auction.seq, status(waiting)) == (("paused", HALTED), seq, ("waiting", ""))
    assert cast.do(auction, Resume(actor=SYSTEM)).ok


def test_clock_is_still_while_nothing_may_be_changed(auction: Auction) -> None:
    time.sleep(1.1)
    clock = AuctionClock()
    with flags(read_only=True):
        assert not clock.close_next_due()
        clock.halt_if_told()
        assert status(auction) == ("paused", CLOSED_FOR_CHANGES)
    with flags(read_only=True, running_auctions=False):
        clock.halt_if_told()
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
    other = cast.auction_of(cast.make_league(carla, max_, name="The Sunday League"))
    Auction.objects.filter(pk=auction.pk).update(settings={"no such": "setting"}, epoch=2)  # epoch: read it anew
    clock = AuctionClock()
    with flags(running_auctions=False):
        clock.halt_if_told()
        time.sleep(HALT_LOOK_SECONDS)
        clock.halt_if_told()
    assert status(other) == ("paused", HALTED)
    assert caplog.text.count("'clock.failed'") == 1, "it is left alone for a while"
