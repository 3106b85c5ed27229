"""Writing an auction: what stands in its tables, and what is sent while the rest of a batch is decided."""

import re
import uuid
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from django.db import connection, connections, models, transaction

from accounts.models import User
from auctions import engine
from auctions.models import Auction, Bid, CommandOutcome, Lot, Participant
from auctions.rules.codes import Code
from auctions.rules.commands import SYSTEM, Command, PlaceBid, UndoSale
from auctions.store import journal, wire
from auctions.store.chain import ChainEnd
from auctions.store.writing import BidRow, Writing
from leagues.models import Asset, League
from tests import cast
from tests.auctions.consistency import consistent_state
from tests.auctions.trade_commands import drop, is_proved, play_two_sales, seat_of, trade
from tests.live import eventually


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


# Sending while the rest is decided ------------------------------------------------------------------
MANY = 2 * engine.SENT_TOGETHER + 5


class Unruled(PlaceBid):
    """A command that no rule decides: a fault of ours."""


def many_bids(auction: Auction, *managers: User) -> list[Command]:
    """Return bids of a batch that is sent in several parts, each a unit higher, by the managers in turn."""
    return [cast.bid_of(auction, managers[n % len(managers)], 5 + n, id=uuid.uuid4()) for n in range(MANY)]


@pytest.mark.django_db(transaction=True)
def test_batch_that_is_sent_in_parts_is_written_as_one(league: League, max_: User, mia: User) -> None:
    auction = cast.auction_of(league)
    assert [each.code for each in engine.execute(auction.pk, *many_bids(auction, max_, mia))] == [Code.OK] * MANY
    assert consistent_state(auction.pk).lots[cast.open_lot(auction)].price == 4 + MANY
    assert [model.objects.filter(auction=auction).count() for model in (Bid, CommandOutcome)] == [MANY, MANY]
    assert is_proved(auction)


@pytest.mark.django_db(transaction=True)
def test_fault_in_the_middle_of_a_batch_takes_back_what_was_sent_and_the_connection_goes_on(
    league: League, max_: User, mia: User
) -> None:
    auction = cast.auction_of(league)
    before, bids = consistent_state(auction.pk), many_bids(auction, max_, mia)
    pid = wire.raw().info.backend_pid
    with pytest.raises(KeyError):
        engine.execute(auction.pk, *bids, Unruled(actor=SYSTEM, lot=1, amount=1, arrived=0))
    assert consistent_state(auction.pk) == before
    assert not Bid.objects.filter(auction=auction).exists()
    assert [each.ok for each in engine.execute(auction.pk, *bids)] == [True] * MANY
    assert wire.raw().info.backend_pid == pid


@pytest.mark.django_db(transaction=True)
def test_late_bid_behind_many_is_compared_with_what_the_room_reports(league: League, max_: User, mia: User) -> None:
    auction = cast.auction_of(league)
    deadline = engine.read(auction.pk).lots[cast.open_lot(auction)].ends_at or 0
    late = cast.bid_of(auction, max_, 900, arrived=deadline + 5)
    *_, last = engine.execute(auction.pk, *many_bids(auction, max_, mia), late)
    assert (last.code, last.facts["late_ms"]) == (Code.LOT_CLOSED, 5)
    assert is_proved(auction)


@pytest.mark.django_db(transaction=True)
def test_what_belongs_to_a_change_is_written_after_what_was_sent(league: League, max_: User, mia: User) -> None:
    auction = cast.auction_of(league)
    there: list[int] = []
    engine.execute(auction.pk, *many_bids(auction, max_, mia), also=lambda: there.append(Bid.objects.count()))
    assert there == [2 * engine.SENT_TOGETHER]
    assert is_proved(auction)


@pytest.mark.django_db(transaction=True)
def test_postgres_works_on_what_is_sent_while_the_rest_is_decided(league: League, max_: User) -> None:
    """Order of effects: it has gone into the table of bids before anybody waits for it."""
    auction = cast.auction_of(league)
    now = journal.now_ms()
    with transaction.atomic(), Writing(auction.pk, ChainEnd.read(auction.pk, auction.pk)) as writing:
        writing.bids.append(BidRow(None, None, max_.pk, 5, Code.NO_SUCH_LOT, None, now, now, {}))
        pid = wire.raw().info.backend_pid
        writing.send()
        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(eventually, partial(is_writing_bids, pid), "it writes").result(60)
            pool.submit(connections.close_all).result()
        transaction.set_rollback(True)
    assert not Bid.objects.exists()


def is_writing_bids(pid: int) -> bool:
    """True if a connection has inserted bids in its transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE pid = %s AND relation = 'auctions_bid'::regclass"
            " AND mode = 'RowExclusiveLock' AND granted",
            [pid],
        )
        return bool(cursor.fetchone()[0])
