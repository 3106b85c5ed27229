"""Reading an auction: its head, its events and the state in its tables."""

import time
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import orjson
import pytest
from django.db import connections, transaction
from django.db.models import F

from accounts.models import User
from auctions import engine
from auctions.models import Auction, AuctionEvent, AuctionSnapshot
from auctions.store import codec, journal, snapshots
from leagues.models import League
from leagues.settings.auction import AuctionSettings
from tests import cast
from tests.auctions.trade_commands import play_two_sales
from tests.threads import held


@pytest.fixture
def auction(league: League, max_: User, mia: User) -> Auction:
    return play_two_sales(league, max_, mia)


def test_head_is_the_newest_event_and_the_epoch(auction: Auction) -> None:
    assert journal.head_of(auction.pk) == (engine.read(auction.pk).seq, 1)
    assert journal.head_of(uuid4()) is None
    assert journal.lock(uuid4(), []) is None


def test_events_come_in_order_up_to_a_limit(auction: Auction) -> None:
    head = engine.read(auction.pk).seq
    assert [event.seq for event in journal.events_after(auction.pk, head - 3, 2)] == [head - 2, head - 1]
    assert journal.events_after(auction.pk, head, 10) == []


def test_settings_before_an_event_are_those_of_the_newest_that_brought_any(auction: Auction) -> None:
    events = journal.events_after(auction.pk, 0, 100)
    settings = engine.read(auction.pk).auction.settings
    assert [journal.settings_before(auction.pk, event.seq) for event in events[1:]] == [settings] * (len(events) - 1)
    other = AuctionSettings(unit="pts").to_json()
    row = AuctionEvent.objects.get(auction=auction, seq=1)
    row.payload["auction"]["settings"] = other
    AuctionEvent.objects.filter(pk=row.pk).update(payload=row.payload)
    assert journal.settings_before(auction.pk, 2).unit == "pts"


def test_state_of_an_unknown_auction_is_an_error(db: None) -> None:
    with pytest.raises(LookupError):
        journal.state_from_tables(uuid4())


def test_snapshot_up_to_a_number_is_of_its_epoch(auction: Auction) -> None:
    for seq, epoch in ((3, 1), (5, 1), (9, 2)):
        AuctionSnapshot.objects.create(auction=auction, seq=seq, epoch=epoch, state={"seq": seq})
    found = [
        snapshots.newest_snapshot(auction.pk, seq, epoch) for seq, epoch in ((4, 1), (5, 1), (99, 1), (2, 1), (9, 2))
    ]
    assert [text and orjson.loads(text)["seq"] for text in found] == [3, 5, 5, None, 9]


@pytest.mark.django_db(transaction=True)
def test_clock_is_read_after_the_wait_for_the_lock(auction: Auction) -> None:
    """Else a decision would be dated before the one it waited for."""

    def lock_late() -> int:
        with transaction.atomic():
            head = journal.lock(auction.pk, [])
            assert head is not None
            return head.now

    with ThreadPoolExecutor(1) as pool:
        with held(lambda: Auction.objects.select_for_update(no_key=True).get(pk=auction.pk)):
            waiting = pool.submit(lock_late)
            time.sleep(0.5)
            released = journal.now_ms()
        assert waiting.result(60) >= released
        pool.submit(connections.close_all).result()


def test_events_that_were_understood_are_not_read_again_with_the_tables(league: League, max_: User) -> None:
    auction = cast.auction_of(league)
    journal.state_from_tables(auction.pk)
    auction.refresh_from_db()
    AuctionEvent.objects.filter(auction=auction, seq=auction.seq).update(kind="lot_raffled")
    cast.bid(auction, max_, 5)
    assert journal.state_from_tables(auction.pk).seq > auction.seq
    Auction.objects.filter(pk=auction.pk).update(epoch=F("epoch") + 1)
    with pytest.raises(codec.Unreadable, match="lot_raffled"):
        journal.state_from_tables(auction.pk)
