"""`manage.py run_clock` as the process that operators start and stop."""

import signal

import pytest

from accounts.models import User
from auctions.audit.run import audit_auction
from auctions.models import Auction, AuctionEvent, Heartbeat
from tests import cast
from tests.live import START_SECONDS, MakeSite, eventually


@pytest.fixture
def auction(transactional_db: None, carla: User, max_: User, mia: User) -> Auction:
    """Begun, with lots of a second that follow each other at once."""
    return cast.auction_of(cast.make_league(carla, max_, mia, **cast.QUICK, lot_seconds=1, anti_snipe_seconds=0))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_closes_lots_until_it_is_told_to_end(auction: Auction, make_site: MakeSite, number: signal.Signals) -> None:
    site = make_site()
    clock = site.add_clock()
    closed = AuctionEvent.objects.filter(auction=auction, kind="lot_unsold")
    eventually(closed.exists, "the clock to close a lot", START_SECONDS)
    assert Heartbeat.objects.filter(kind="clock").exists()
    assert clock.end(number) == 0
    assert "Traceback" not in clock.log
    assert audit_auction(auction.pk) == []
