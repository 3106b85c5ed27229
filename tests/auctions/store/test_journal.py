"""The journal's SQL: what is written comes back, under a lock."""

import re
import time
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import orjson
import pytest
from django.db import connection, connections, models, transaction
from django.db.models import F

from accounts.models import User
from auctions import engine
from auctions.models import Auction, AuctionEvent, AuctionSnapshot, Lot, Participant
from auctions.rules.codes import Code
from auctions.rules.commands import SYSTEM, Command, UndoSale
from auctions.store import codec, journal, snapshots
from leagues.models import Asset, League
from tests import cast
from tests.auctions.trade_commands import drop, is_proved, play_two_sales, seat_of, trade
from tests.threads import held


@pytest.fixture
def auction(league: League, max_: User, mia: User) -> Auction:
    return play_two_sales(league, max_, mia)


def test_trade_stands_in_the_tables_beside_the_sale(auction: Auction, max_: User, mia: User) -> None:
    assert cast.do(auction, trade(auction, max_, mia, 7)).ok
    first, second = Lot.objects.filter(auction=auction).order_by("number")
    assert (first.sold_to_id, first.sold_for, first.traded_to_id) == (seat_of(auction, max_), 30, seat_of(auction, mia))
    assert (second.sold_to_id, second.traded_to_id) == (seat_of(auction, mia), seat_of(auction, max_))
    assert is_proved(auction)


def test_trade_back_leaves_nothing_but_the_sale(auction: Auction, max_: User, mia: User) -> None:
    there = trade(auction, max_, mia)
    back = trade(auction, max_, mia, gives=there.takes, takes=there.gives)
    assert [cast.do(auction, each).ok for each in (there, back)] == [True, True]
    assert not Lot.objects.filter(auction=auction).exclude(traded_to=None).exists()
    assert is_proved(auction)


def test_drop_stands_in_the_tables(auction: Auction, max_: User) -> None:
    lot = Lot.objects.get(auction=auction, number=1)
    assert cast.do(auction, drop(lot.sold_to_id or 0, lot.pk, refund=True)).ok
    lot.refresh_from_db()
    assert (lot.status, lot.sold_to_id, lot.dropped, lot.traded_to_id) == ("sold", seat_of(auction, max_), True, None)
    assert is_proved(auction)


def test_dropped_after_a_trade_is_nobodys(auction: Auction, max_: User, mia: User) -> None:
    exchange = trade(auction, max_, mia)
    engine.execute(auction.pk, exchange, drop(exchange.other, exchange.gives[0]))
    assert Lot.objects.filter(auction=auction, dropped=True, traded_to=None).count() == 1
    assert is_proved(auction)


def test_trade_back_and_undo_in_one_commit(auction: Auction, max_: User, mia: User) -> None:
    there = trade(auction, max_, mia)
    cast.do(auction, there)
    commands: list[Command] = [
        trade(auction, max_, mia, gives=there.takes, takes=there.gives),
        UndoSale(actor=SYSTEM, lot=there.gives[0]),
        trade(auction, max_, mia, gives=(), takes=there.takes),
    ]
    assert [each.code for each in engine.execute(auction.pk, *commands)] == [Code.OK] * 3
    assert is_proved(auction)


# Reading --------------------------------------------------------------------------------------------
def test_head_is_the_newest_event_and_the_epoch(auction: Auction) -> None:
    assert journal.head_of(auction.pk) == (engine.read(auction.pk).seq, 1)
    assert journal.head_of(uuid4()) is None
    assert journal.lock(uuid4(), []) is None


def test_events_come_in_order_up_to_a_limit(auction: Auction) -> None:
    head = engine.read(auction.pk).seq
    assert [event.seq for event in journal.events_after(auction.pk, head - 3, 2)] == [head - 2, head - 1]
    assert journal.events_after(auction.pk, head, 10) == []


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


def test_bid_reads_no_other_lots_of_its_auction(league: League, max_: User, mia: User) -> None:
    Asset.objects.bulk_create(Asset(sport=league.sport, name=f"Club {n}", external_id=f"club-{n}") for n in range(600))
    auction = cast.auction_of(league, lots=600)
    assert cast.bid(auction, max_, 5).ok  # whatever is read once is in memory from now on
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE auctions_lot")
    before = lots_read()
    assert cast.bid(auction, mia, 6).ok
    assert lots_read() - before == 1


@pytest.mark.parametrize("model", [Auction, Lot, Participant])
def test_no_index_has_a_column_that_each_bid_changes(
    league: League, max_: User, mia: User, model: type[models.Model]
) -> None:
    """Else Postgres writes a row into all indexes of its table anew (what it can spare is a "heap-only tuple")."""
    auction = cast.auction_of(league, lots=3)
    assert cast.bid(auction, max_, 5).ok
    before = [*model._default_manager.order_by("pk").values()]
    assert cast.bid(auction, mia, 6).ok
    pairs = zip(before, model._default_manager.order_by("pk").values(), strict=True)
    changed = {name for then, now in pairs for name in then if then[name] != now[name]}
    assert changed
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE tablename = %s", [model._meta.db_table])
        indexes = [definition for (definition,) in cursor.fetchall()]
    assert [each for each in indexes if changed & {*re.findall(r"\w+", each)}] == []


def lots_read() -> int:
    """Rows of lots that were read so far in the test's transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT seq_tup_read + coalesce(idx_tup_fetch, 0) FROM pg_stat_xact_user_tables"
            " WHERE relname = 'auctions_lot'"
        )
        return int(cursor.fetchone()[0])


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
