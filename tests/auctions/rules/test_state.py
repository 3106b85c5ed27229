"""The state of an auction: which lots every client keeps, and how the state describes its fields."""

from dataclasses import fields, replace
from typing import Any

import pytest

from auctions.rules.events import Event, EventKind
from auctions.rules.state import (
    CLOSED_SHOWN,
    QUEUED_SHOWN,
    AuctionState,
    AuctionStatus,
    LotStatus,
    Slot,
    changed,
    described,
    filled,
    lot_counts,
    visible_lots,
)
from tests.auctions.rules.scenario import FIRST_LOT, MAX, Scenario


def test_window_shows_the_open_lot_the_last_closed_and_the_next_queued() -> None:
    scenario = Scenario(lots=60, break_seconds=0, slots_min=0)
    for step in range(1, 31):
        scenario.tick(step * 31_000)
    open_lot = FIRST_LOT + 30
    assert scenario.state.open_lots == (open_lot,)
    assert visible_lots(scenario.state) == frozenset(range(open_lot - CLOSED_SHOWN, open_lot + QUEUED_SHOWN + 1))


def test_lot_that_leaves_the_window_is_named_and_one_that_enters_rides_along() -> None:
    scenario = Scenario(lots=60, break_seconds=0, slots_min=0)
    for step in range(1, 31):
        scenario.tick(step * 31_000)
    closed, started = scenario.last.events
    assert closed.gone == (FIRST_LOT + 29 - CLOSED_SHOWN,)
    assert [lot.id for lot in closed.lots] == [FIRST_LOT + 29]
    assert [lot.id for lot in started.lots] == [FIRST_LOT + 30, FIRST_LOT + 30 + QUEUED_SHOWN]


def test_lot_whose_sale_was_undone_comes_back_into_the_window() -> None:
    scenario = Scenario(lots=60, break_seconds=0, slots_min=0)
    scenario.bid(MAX, 1)
    for step in range(1, 31):
        scenario.tick(step * 31_000)
    assert FIRST_LOT not in visible_lots(scenario.state)
    scenario.undo(at=31 * 31_000)
    assert FIRST_LOT in visible_lots(scenario.state)
    assert FIRST_LOT in {lot.id for lot in scenario.last.events[0].lots}
    assert scenario.last.events[0].gone == (FIRST_LOT + 30 + QUEUED_SHOWN,)


def test_lot_closed_out_of_its_turn_is_the_last_closed_whatever_its_number() -> None:
    scenario = Scenario(lots=60, break_seconds=0, slots_min=0)
    scenario.bid(MAX, 1)
    for step in range(1, 31):
        scenario.tick(step * 31_000)
    scenario.undo(at=31 * 31_000)
    scenario.tick(32 * 31_000)
    scenario.tick(33 * 31_000)
    assert scenario.lot().status == "unsold"
    last = range(FIRST_LOT + 30 - CLOSED_SHOWN + 2, FIRST_LOT + 31)
    closed = {lot for lot in visible_lots(scenario.state) if scenario.lot(lot).status.closed}
    assert closed == {FIRST_LOT, *last}


def test_withdrawn_lots_count_unless_the_auction_is_cancelled() -> None:
    by_status = {LotStatus.QUEUED: 5, LotStatus.SOLD: 2, LotStatus.WITHDRAWN: 3}
    counts = {"lots_sold": 2, "lots_unsold": 0, "lots_withdrawn": 3}
    assert lot_counts(AuctionStatus.COMPLETED, by_status) == counts
    assert lot_counts(AuctionStatus.CANCELLED, by_status) == counts | {"lots_withdrawn": 0}


def test_fields_of_a_dataclass_are_described_with_their_types() -> None:
    described_slot = [(each.name, each.type, each.marks) for each in described(Slot)]
    assert described_slot == [("lot", int, ()), ("asset", int, ()), ("price", int, ())]


def test_type_that_may_be_none_is_filled_with_the_other() -> None:
    assert [filled(kind) for kind in (int, int | None, None | str)] == [int, int, str]


def test_changed_copy_is_what_replace_makes_of_it_and_leaves_the_other_alone() -> None:
    state = Scenario().state
    event = Event(seq=1, kind=EventKind.BID_PLACED, at=1)
    whole: list[Any] = [state, state.auction, state.lots[FIRST_LOT], state.participants[MAX], event]
    for each in whole:
        before = replace(each)
        for field in fields(each):
            copy = changed(each, **{field.name: "other"})
            assert copy == replace(each, **{field.name: "other"})
            assert type(copy) is type(each)
        assert each == before


def test_field_that_there_is_not_is_an_error() -> None:
    with pytest.raises(KeyError):
        changed(Slot(1, 1, 1), colour="red")


def test_state_of_its_parts_is_the_state_also_where_unsold_lots_come_again() -> None:
    scenario = Scenario(opening=[4, 1, 1], unsold_rounds=1, unsold_percent=50)
    scenario.tick(30_300)
    assert scenario.lot().status is LotStatus.UNSOLD
    scenario.proxy(MAX, 20, lot=FIRST_LOT + 2, at=31_000)
    now = scenario.state
    lots, participants = now.lots.values(), now.participants.values()
    again = AuctionState.of(seq=now.seq, epoch=1, auction=now.auction, lots=lots, participants=participants)
    assert again == now
    assert now.with_maxima == (MAX,)
