"""Taking a sale back."""

import pytest

from auctions.rules.codes import Code
from auctions.rules.commands import UndoSale
from auctions.rules.events import EventKind, LedgerEntry, LedgerEntryKind
from tests.auctions.rules.play import FIRST_LOT, MAX, MIA, OTTO, Play, seat_of

SECOND_LOT = FIRST_LOT + 1


def test_undo_is_the_commissioners() -> None:
    play = Play()
    at = play.sell(MAX, 5)
    for actor in (seat_of(MAX), OTTO):
        assert play.do(UndoSale(actor=actor, lot=FIRST_LOT), at) is Code.FORBIDDEN


def test_undo_of_what_is_not_sold_is_refused() -> None:
    play = Play()
    assert (play.undo(999), play.facts) == (Code.NO_SUCH_LOT, {"lot": 999})
    assert (play.undo(FIRST_LOT), play.facts) == (Code.NOT_SOLD, {"status": "open"})
    assert (play.undo(SECOND_LOT), play.facts) == (Code.NOT_SOLD, {"status": "queued"})


def test_undo_while_active_gives_the_money_back_and_the_lot_is_the_next() -> None:
    play = Play(lots=3, slots_min=2, lot_cap_seconds=60)
    at = play.sell(MAX, 50)
    play.bid(MIA, 7, lot=SECOND_LOT, at=at)
    assert play.undo(at=at + 1) is Code.OK
    told = {"lot": FIRST_LOT, "participant": MAX, "price": 50, "reason": "Wrong price"}
    assert play.told() == [(EventKind.SALE_UNDONE, told)]
    assert play.last.events[0].ledger == (LedgerEntry(LedgerEntryKind.REVERSE, MAX, 50, FIRST_LOT),)
    assert (play.money(MAX), play.seat(MAX).roster, play.seat(MAX).max_bid) == ((200, 0, 0), (), 199)
    lot = play.lot()
    assert (lot.status, lot.price, lot.sold_to, lot.sold_for, lot.bids) == ("queued", None, None, None, 0)
    assert (lot.opened_at, lot.ends_at, lot.cap_at, lot.closed_seq) == (None, None, None, None)
    assert (play.state.auction.lots_sold, play.money(MIA)) == (0, (193, 7, 0))
    play.tick(at + 30_300)
    play.tick(at + 33_300)
    assert play.state.open_lots == (FIRST_LOT,)
    assert play.bid(MAX, 1, at=at + 33_400) is Code.OK


def test_undo_while_paused_leaves_the_pause() -> None:
    play = Play()
    at = play.sell(MAX, 50)
    play.pause(at + 1)
    assert (play.undo(at=at + 2), play.status, play.lot().status) == (Code.OK, "paused", "queued")
    assert play.lot(SECOND_LOT).remaining_ms == 29_999


def test_undo_in_the_break_makes_the_lot_the_next_again() -> None:
    play = Play()
    play.bid(MAX, 5)
    play.tick(30_300)
    play.undo(at=31_000)
    play.tick(33_300)
    assert play.state.open_lots == (FIRST_LOT,)


def test_undo_after_the_end_leaves_the_lot_unsold_and_the_auction_over() -> None:
    play = Play(lots=1)
    at = play.sell(MAX, 50)
    assert play.status == "completed"
    assert play.undo(at=at + 1) is Code.OK
    lot = play.lot()
    assert (lot.status, lot.sold_to, lot.closed_seq) == ("unsold", None, play.state.seq)
    assert (play.status, play.money(MAX)) == ("completed", (200, 0, 0))
    assert (play.state.auction.lots_sold, play.state.auction.lots_unsold) == (0, 1)


def test_undo_of_an_old_sale_changes_no_other() -> None:
    play = Play(lots=3)
    at = play.sell(MAX, 5)
    at = play.sell(MAX, 6, lot=SECOND_LOT, at=at)
    play.undo(at=at)
    assert [slot.lot for slot in play.seat(MAX).roster] == [SECOND_LOT]
    assert play.money(MAX) == (194, 0, 6)


def test_undo_twice_is_refused_the_second_time() -> None:
    play = Play()
    at = play.sell(MAX, 5)
    assert [play.undo(at=at), play.undo(at=at)] == [Code.OK, Code.NOT_SOLD]


def test_undo_in_a_cancelled_auction_finds_nothing_sold() -> None:
    play = Play()
    at = play.sell(MAX, 5)
    play.cancel(at)
    assert play.undo(at=at) is Code.NOT_SOLD


@pytest.mark.parametrize("arrived", [0, 20_000])
def test_bid_on_a_lot_whose_sale_was_undone_is_lot_closed_until_it_opens(arrived: int) -> None:
    play = Play()
    at = play.sell(MAX, 5)
    play.undo(at=at)
    assert play.bid(MIA, 9, arrived=arrived, at=at) is Code.LOT_CLOSED
