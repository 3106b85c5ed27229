"""Taking a sale back."""

import pytest

from auctions.rules.codes import Code
from auctions.rules.commands import SYSTEM, Begin, ChangeSeats, SeatTerms, UndoSale
from auctions.rules.events import EventKind, LedgerEntry, LedgerEntryKind
from tests.auctions.rules.scenario import CARLA, FIRST_LOT, MAX, MIA, OTTO, Scenario, seat_of

SECOND_LOT = FIRST_LOT + 1


def test_undo_is_the_commissioners() -> None:
    scenario = Scenario()
    at = scenario.sell(MAX, 5)
    for actor in (seat_of(MAX), OTTO):
        assert scenario.do(UndoSale(actor=actor, lot=FIRST_LOT), at) is Code.FORBIDDEN


def test_undo_of_what_is_not_sold_is_refused() -> None:
    scenario = Scenario()
    assert (scenario.undo(999), scenario.facts) == (Code.NO_SUCH_LOT, {"lot": 999})
    assert (scenario.undo(FIRST_LOT), scenario.facts) == (Code.NOT_SOLD, {"status": "open"})
    assert (scenario.undo(SECOND_LOT), scenario.facts) == (Code.NOT_SOLD, {"status": "queued"})


def test_undo_while_active_gives_the_money_back_and_the_lot_is_the_next() -> None:
    scenario = Scenario(lots=3, slots_min=2, lot_cap_seconds=60)
    at = scenario.sell(MAX, 50)
    scenario.bid(MIA, 7, lot=SECOND_LOT, at=at)
    assert scenario.undo(at=at + 1) is Code.OK
    told = {"lot": FIRST_LOT, "participant": MAX, "price": 50, "reason": "Wrong price"}
    assert scenario.told() == [(EventKind.SALE_UNDONE, told)]
    assert scenario.last.events[0].ledger == (LedgerEntry(LedgerEntryKind.REVERSE, MAX, 50, FIRST_LOT),)
    assert (scenario.money(MAX), scenario.seat(MAX).roster, scenario.seat(MAX).max_bid) == ((200, 0, 0), (), 199)
    lot = scenario.lot()
    assert (lot.status, lot.price, lot.sold_to, lot.sold_for, lot.bids) == ("queued", None, None, None, 0)
    assert (lot.opened_at, lot.ends_at, lot.cap_at, lot.closed_seq) == (None, None, None, None)
    assert (scenario.state.auction.lots_sold, scenario.money(MIA)) == (0, (193, 7, 0))
    scenario.tick(at + 30_300)
    scenario.tick(at + 33_300)
    assert scenario.state.open_lots == (FIRST_LOT,)
    assert scenario.bid(MAX, 1, at=at + 33_400) is Code.OK


def test_undo_while_paused_leaves_the_pause() -> None:
    scenario = Scenario()
    at = scenario.sell(MAX, 50)
    scenario.pause(at + 1)
    assert (scenario.undo(at=at + 2), scenario.status, scenario.lot().status) == (Code.OK, "paused", "queued")
    assert scenario.lot(SECOND_LOT).remaining_ms == 29_999


def test_undo_in_the_break_makes_the_lot_the_next_again() -> None:
    scenario = Scenario()
    scenario.bid(MAX, 5)
    scenario.tick(30_300)
    scenario.undo(at=31_000)
    scenario.tick(33_300)
    assert scenario.state.open_lots == (FIRST_LOT,)


def test_undo_after_the_end_leaves_the_lot_unsold_and_the_auction_over() -> None:
    scenario = Scenario(lots=1)
    at = scenario.sell(MAX, 50)
    assert scenario.status == "completed"
    assert scenario.undo(at=at + 1) is Code.OK
    lot = scenario.lot()
    assert (lot.status, lot.sold_to, lot.closed_seq) == ("unsold", None, scenario.state.seq)
    assert (scenario.status, scenario.money(MAX)) == ("completed", (200, 0, 0))
    assert (scenario.state.auction.lots_sold, scenario.state.auction.lots_unsold) == (0, 1)


@pytest.mark.parametrize("sale", [1, 3, 10])
def test_undo_of_one_sale_of_ten_changes_no_other(sale: int) -> None:
    scenario, at = Scenario(lots=11, slots_min=0, slots_max=5), 1_000
    buyers = {FIRST_LOT + n: (MAX, MIA)[n % 2] for n in range(10)}
    for price, (lot, buyer) in enumerate(buyers.items(), start=1):
        at = scenario.sell(buyer, price, lot=lot, at=at + 1_000)
    undone = FIRST_LOT + sale - 1
    loser = buyers[undone]
    before = {who: (scenario.money(who), scenario.seat(who).roster) for who in (MAX, MIA)}
    assert scenario.undo(undone, at=at) is Code.OK
    for who in (MAX, MIA):
        (available, held, spent), roster = before[who]
        back = sale if who == loser else 0
        assert scenario.money(who) == (available + back, held, spent - back)
        assert scenario.seat(who).roster == tuple(slot for slot in roster if slot.lot != undone)
    assert [lot.id for lot in scenario.last.events[0].lots if lot.status == "queued"] == [undone]
    assert scenario.state.auction.lots_sold == 9


def test_undo_twice_is_refused_the_second_time() -> None:
    scenario = Scenario()
    at = scenario.sell(MAX, 5)
    assert [scenario.undo(at=at), scenario.undo(at=at)] == [Code.OK, Code.NOT_SOLD]


def test_undo_in_a_cancelled_auction_finds_nothing_sold() -> None:
    scenario = Scenario()
    at = scenario.sell(MAX, 5)
    scenario.cancel(at)
    assert scenario.undo(at=at) is Code.NOT_SOLD


@pytest.mark.parametrize("arrived", [0, 20_000])
def test_bid_on_a_lot_whose_sale_was_undone_is_lot_closed_until_it_opens(arrived: int) -> None:
    scenario = Scenario()
    at = scenario.sell(MAX, 5)
    scenario.undo(at=at)
    assert scenario.bid(MIA, 9, arrived=arrived, at=at) is Code.LOT_CLOSED


def test_lot_of_a_keeper_whose_sale_is_undone_is_no_keeper_any_more() -> None:
    scenario = Scenario(begun=False)
    terms = SeatTerms(participant=MAX, budget=100, keepers=((FIRST_LOT, 5),))
    assert scenario.do(ChangeSeats(actor=CARLA, seats=(terms,))) is Code.OK
    assert scenario.lot().keeper
    scenario.do(Begin(actor=SYSTEM))
    assert scenario.undo() is Code.OK
    assert scenario.lot().keeper is False
