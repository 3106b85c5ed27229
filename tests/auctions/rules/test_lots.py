"""Lots on the clock: the next one, a sale, no sale, the rounds of what was left."""

from dataclasses import replace
from typing import Any

import pytest

from auctions.rules import lots
from auctions.rules.clock import next_deadline
from auctions.rules.codes import Code
from auctions.rules.events import EventKind, LedgerEntry, LedgerEntryKind
from auctions.rules.lots import anybody_can_bid_on_queued, cheapest_of_groups, first_to_bid_on
from auctions.rules.state import LotStatus, Slot
from tests.auctions.rules.scenario import FIRST_LOT, MAX, MIA, NED, Scenario, T

SECOND_LOT, THIRD_LOT = FIRST_LOT + 1, FIRST_LOT + 2


def _statuses(scenario: Scenario) -> list[str]:
    return [lot.status for lot in scenario.state.lots.values()]


def test_lot_is_sold_to_its_leader_and_the_hold_becomes_the_price() -> None:
    scenario = Scenario()
    scenario.bid(MAX, 7)
    scenario.tick(30_300)
    assert scenario.kinds() == [EventKind.LOT_SOLD]
    event = scenario.last.events[0]
    assert event.ledger == (LedgerEntry(LedgerEntryKind.CAPTURE, MAX, 7, FIRST_LOT),)
    assert event.detail == {"lot": FIRST_LOT, "participant": MAX, "price": 7}
    lot = scenario.lot()
    assert (lot.status, lot.sold_to, lot.sold_for, lot.leader, lot.hold) == (LotStatus.SOLD, MAX, 7, None, 0)
    assert lot.closed_seq == event.seq
    assert scenario.seat(MAX).roster == (Slot(FIRST_LOT, 501, 7),)
    assert scenario.money(MAX) == (193, 0, 7)
    assert (scenario.state.auction.lots_sold, scenario.state.auction.lots_unsold) == (1, 0)


def test_hold_beyond_the_price_is_released_when_the_lot_is_sold() -> None:
    scenario = Scenario()
    scenario.bid(MAX, 7)
    lots = {**scenario.state.lots, FIRST_LOT: replace(scenario.lot(), hold=12)}
    seats = {**scenario.state.participants, MAX: replace(scenario.seat(MAX), held=12)}
    scenario.state = replace(scenario.state, lots=lots, participants=seats)
    scenario.tick(30_300)
    assert scenario.last.events[0].ledger == (
        LedgerEntry(LedgerEntryKind.CAPTURE, MAX, 7, FIRST_LOT),
        LedgerEntry(LedgerEntryKind.RELEASE, MAX, 5, FIRST_LOT),
    )
    assert scenario.money(MAX) == (193, 0, 7)


def test_lot_without_a_bid_goes_unsold_without_a_line_in_the_ledger() -> None:
    scenario = Scenario()
    scenario.tick(30_300)
    assert scenario.told() == [(EventKind.LOT_UNSOLD, {"lot": FIRST_LOT})]
    assert scenario.last.events[0].ledger == ()
    assert (scenario.lot().status, scenario.state.auction.lots_unsold) == (LotStatus.UNSOLD, 1)


def test_closing_forgets_who_passed() -> None:
    scenario = Scenario()
    scenario.pass_(MAX)
    scenario.tick(30_300)
    assert scenario.seat(MAX).passed == ()


@pytest.mark.parametrize(("at", "kinds"), [(33_299, []), (33_300, [EventKind.LOT_STARTED])])
def test_next_lot_opens_when_the_break_is_over(at: int, kinds: list[EventKind]) -> None:
    scenario = Scenario()
    scenario.tick(30_300)
    assert scenario.state.auction.next_lot_at == T + 33_300
    scenario.tick(at)
    assert scenario.kinds() == kinds


def test_break_counts_from_when_the_lot_was_closed_not_from_when_it_should_have_been() -> None:
    scenario = Scenario()
    scenario.tick(31_000)
    assert scenario.state.auction.next_lot_at == T + 34_000


def test_without_a_break_one_tick_closes_a_lot_and_opens_the_next() -> None:
    scenario = Scenario(break_seconds=0)
    scenario.tick(30_300)
    assert scenario.told() == [
        (EventKind.LOT_UNSOLD, {"lot": FIRST_LOT}),
        (EventKind.LOT_STARTED, {"lot": SECOND_LOT, "number": 2}),
    ]
    assert (scenario.ends(SECOND_LOT), scenario.state.open_lots) == (60_300, (SECOND_LOT,))
    assert scenario.state.auction.next_lot_at is None


def test_tick_before_anything_is_due_is_no_event() -> None:
    scenario = Scenario()
    assert (scenario.tick(30_299), scenario.kinds()) == (Code.OK, [])


def test_last_lot_is_followed_by_the_end() -> None:
    scenario = Scenario(lots=1, break_seconds=0)
    scenario.bid(MAX, 5)
    scenario.tick(30_300)
    assert scenario.kinds() == [EventKind.LOT_SOLD, EventKind.AUCTION_COMPLETED]
    assert scenario.status == "completed"


def test_nothing_comes_next_after_the_end() -> None:
    scenario = Scenario(lots=1)
    scenario.sell(MAX, 5)
    assert (scenario.kinds(), scenario.state.auction.next_lot_at) == ([EventKind.AUCTION_COMPLETED], None)


def test_lots_that_nobody_can_bid_on_go_unsold_in_one_step() -> None:
    scenario = Scenario(opening=[300, 250, 10], slots_min=1)
    assert scenario.told() == [
        (EventKind.AUCTION_BEGUN, {}),
        (EventKind.LOT_UNSOLD, {"lot": FIRST_LOT}),
        (EventKind.LOT_UNSOLD, {"lot": SECOND_LOT}),
        (EventKind.LOT_STARTED, {"lot": THIRD_LOT, "number": 3}),
    ]
    assert scenario.state.open_lots == (THIRD_LOT,)


def test_auction_ends_in_one_event_when_everybody_is_full() -> None:
    """However many lots are left: each by itself would take longer than anybody may have the lock."""
    scenario = Scenario(lots=300, seats=1, slots_min=0, slots_max=1, break_seconds=0)
    scenario.bid(MAX, 5)
    scenario.tick(30_300)
    assert scenario.kinds() == [EventKind.LOT_SOLD, EventKind.AUCTION_COMPLETED]
    assert _statuses(scenario) == ["sold", *["unsold"] * 299]
    assert scenario.state.auction.lots_unsold == 299


def test_lots_that_nobody_can_bid_on_go_unsold_so_many_at_once_and_the_clock_comes_again() -> None:
    scenario = Scenario(opening=[*[300] * 2 * lots.AT_ONCE, 10], slots_min=1)
    assert scenario.kinds().count(EventKind.LOT_UNSOLD) == lots.AT_ONCE
    assert scenario.told()[-1] == (EventKind.QUEUE_CHANGED, {"goes_on": True})
    assert next_deadline(scenario.state) == scenario.state.auction.begun_at
    scenario.tick(0)
    scenario.tick(0)
    assert [scenario.lot(each).number for each in scenario.state.open_lots] == [2 * lots.AT_ONCE + 1]


# Rounds ---------------------------------------------------------------------------------------------
def _play_to_the_end(scenario: Scenario, ticks: int) -> None:
    for step in range(1, ticks + 1):
        scenario.tick(step * 40_000)


@pytest.mark.parametrize(("rounds", "times"), [(0, 1), (1, 2), (3, 4)])
def test_unsold_lots_come_back_as_often_as_the_settings_say(rounds: int, times: int) -> None:
    scenario = Scenario(lots=2, unsold_rounds=rounds, break_seconds=0)
    _play_to_the_end(scenario, 2 * times)
    started = [event.detail["lot"] for event in scenario.events if event.kind is EventKind.LOT_STARTED]
    assert started == [FIRST_LOT, SECOND_LOT] * times
    assert (scenario.status, scenario.state.auction.round) == ("completed", times)


def test_only_what_is_unsold_comes_back_and_can_be_bought() -> None:
    scenario = Scenario(lots=3, unsold_rounds=1, break_seconds=0, lot_cap_seconds=60)
    scenario.tick(30_300)
    scenario.bid(MAX, 5, lot=SECOND_LOT, at=40_000)
    scenario.tick(60_600)
    scenario.tick(91_000)
    assert scenario.told() == [
        (EventKind.LOT_UNSOLD, {"lot": THIRD_LOT}),
        (EventKind.QUEUE_CHANGED, {"round": 2, "again": 2, "lowest": 1}),
        (EventKind.LOT_STARTED, {"lot": FIRST_LOT, "number": 1}),
    ]
    assert _statuses(scenario) == ["open", "sold", "queued"]
    assert scenario.state.auction.lots_unsold == 0
    again = scenario.lot(THIRD_LOT)
    assert (again.opened_at, again.ends_at, again.cap_at, again.closed_seq) == (None, None, None, None)
    assert scenario.bid(MIA, 2, at=92_000) is Code.OK


@pytest.mark.parametrize(
    ("lower", "prices"),
    [
        ({}, [(5, 20), (5, 20), (5, 20)]),
        ({"unsold_percent": 50}, [(5, 20), (3, 10), (2, 5)]),  # 2.5 is rounded up
        ({"unsold_percent": 1}, [(5, 20), (1, 1), (1, 1)]),
        ({"unsold_price": 8}, [(5, 20), (5, 8), (5, 8)]),  # never more than before
    ],
)
def test_unsold_lots_come_back_at_the_opening_prices_of_their_round(
    lower: dict[str, Any], prices: list[tuple[int, int]]
) -> None:
    scenario = Scenario(opening=[5, 20], unsold_rounds=2, break_seconds=0, **lower)
    _play_to_the_end(scenario, 6)
    opened = {(event.seq): {lot.id: lot.opening_price for lot in event.lots} for event in scenario.events}
    started = [event for event in scenario.events if event.kind is EventKind.LOT_STARTED]
    asked = [opened[event.seq][event.detail["lot"]] for event in started]
    assert [*zip(asked[::2], asked[1::2], strict=True)] == prices
    said = [event.detail for event in scenario.events if event.kind is EventKind.QUEUE_CHANGED]
    assert [(each["round"], each["lowest"]) for each in said] == [(2, prices[1][0]), (3, prices[2][0])]


def test_lot_nobody_could_afford_is_sold_in_a_later_round_for_less() -> None:
    scenario = Scenario(
        lots=1, opening=[300], budget=200, slots_min=1, unsold_rounds=1, unsold_percent=50, break_seconds=0
    )
    assert scenario.kinds() == [
        EventKind.AUCTION_BEGUN,
        EventKind.LOT_UNSOLD,
        EventKind.QUEUE_CHANGED,
        EventKind.LOT_STARTED,
    ]
    assert scenario.bid(MAX, 149) is Code.TOO_LOW
    assert scenario.bid(MAX, 150) is Code.OK


def test_no_round_begins_when_nobody_can_buy() -> None:
    scenario = Scenario(lots=2, seats=1, slots_min=0, slots_max=1, unsold_rounds=3, break_seconds=0)
    scenario.bid(MAX, 1)
    scenario.tick(30_300)
    assert (scenario.status, scenario.state.auction.round) == ("completed", 1)


def test_roster_stands_in_order_of_lot_number() -> None:
    scenario = Scenario(lots=2, unsold_rounds=1, break_seconds=0)
    scenario.tick(30_300)
    scenario.bid(NED, 5, lot=SECOND_LOT, at=40_000)
    scenario.tick(60_600)
    scenario.bid(NED, 5, at=61_000)
    scenario.tick(90_900)
    assert [slot.lot for slot in scenario.seat(NED).roster] == [FIRST_LOT, SECOND_LOT]


def test_lot_that_lost_its_deadline_gets_a_whole_one_instead_of_an_end_at_once() -> None:
    scenario = Scenario(lot_cap_seconds=20)
    scenario.bid(MAX, 7)
    lots = {**scenario.state.lots, FIRST_LOT: replace(scenario.lot(), ends_at=None, cap_at=None)}
    scenario.state = replace(scenario.state, lots=lots)
    scenario.tick(90_000)
    assert scenario.told() == [(EventKind.LOT_EXTENDED, {"lot": FIRST_LOT, "ends_at": T + 110_000, "anew": True})]
    assert (scenario.ends(), scenario.lot().cap_at, scenario.lot().leader) == (110_000, T + 110_000, MAX)
    scenario.tick(110_300)
    assert scenario.kinds() == [EventKind.LOT_SOLD]


def test_lots_are_left_for_somebody_as_long_as_one_has_money_and_a_slot_for_one() -> None:
    scenario = Scenario(lots=3, seats=2, slots_min=1, slots_max=1)
    assert anybody_can_bid_on_queued(scenario.state)
    at = scenario.sell(MAX, 5)
    assert anybody_can_bid_on_queued(scenario.state)
    scenario.bid(MIA, 5, lot=SECOND_LOT, at=at + 1)
    scenario.tick(at + 20_000)
    assert scenario.kinds() == [EventKind.LOT_SOLD]
    assert [lot.id for lot in scenario.state.queued()] == [THIRD_LOT]
    assert not anybody_can_bid_on_queued(scenario.state)


def test_first_lot_that_anybody_can_bid_on_is_found_behind_those_that_are_too_dear() -> None:
    state = Scenario(opening=[10, 300, 250, 260, 20, 15], slots_min=1).state
    assert state.queued()[0].opening_price == 300
    found = first_to_bid_on(state, state.queued())
    assert (found and found.opening_price) == 20
    assert first_to_bid_on(state, state.queued()[:3]) is None


def test_cheapest_lot_of_each_group_is_the_first_of_those_that_cost_as_little() -> None:
    state = Scenario(opening=[9, 8, 3, 3, 7, 5], listed=["GK", "GK", "GK", "GK", "FWD", "FWD"], limits="GK: 0–3").state
    keepers, forwards = state.lots[FIRST_LOT].groups, state.lots[FIRST_LOT + 4].groups
    assert keepers != forwards
    cheapest = cheapest_of_groups(state.lots.values())
    assert [(lot.groups, lot.id) for lot in cheapest] == [(keepers, FIRST_LOT + 2), (forwards, FIRST_LOT + 5)]


def test_bid_on_a_lot_that_lost_its_deadline_counts() -> None:
    scenario = Scenario()
    without = replace(scenario.lot(), ends_at=None)
    scenario.state = replace(scenario.state, lots={**scenario.state.lots, FIRST_LOT: without})
    assert scenario.bid(MAX, 5) is Code.OK
    assert scenario.kinds() == [EventKind.BID_PLACED]
