"""Money: what may be bid, what must stay, and how an entry of the ledger moves it."""

from dataclasses import replace

import pytest

from auctions.rules import money
from auctions.rules.codes import Code
from auctions.rules.events import LedgerEntry, LedgerEntryKind
from auctions.rules.money import MoneyError
from auctions.rules.state import ParticipantState
from tests.auctions.rules.scenario import FIRST_LOT, MAX, MIA, NED, Scenario

SECOND_LOT = FIRST_LOT + 1


@pytest.mark.parametrize(
    ("budget", "slots_min", "min_price", "limit"),
    [
        (200, 8, 1, 193),
        (200, 1, 1, 200),
        (200, 0, 1, 200),
        (200, 8, 5, 165),
        (200, 8, 25, 25),  # every slot at the minimum: nothing to spare
        (10, 10, 1, 1),
    ],
)
def test_first_limit_keeps_the_minimum_price_for_every_other_slot(
    budget: int, slots_min: int, min_price: int, limit: int
) -> None:
    scenario = Scenario(budget=budget, slots_min=slots_min, slots_max=10, min_price=min_price, lots=10)
    assert money.max_bid(scenario.state, scenario.seat(MAX), scenario.lot()) == limit
    assert scenario.seat(MAX).max_bid == limit


def test_limit_of_the_leader_counts_the_own_hold() -> None:
    scenario = Scenario(budget=200, slots_min=8, slots_max=8, lots=8)
    scenario.bid(MAX, 100)
    assert money.max_bid(scenario.state, scenario.seat(MAX), scenario.lot()) == 193
    assert money.max_bid(scenario.state, scenario.seat(MIA), scenario.lot()) == 193
    assert [scenario.seat(who).max_bid for who in (MAX, MIA)] == [193, 193]


def test_limit_after_a_purchase_keeps_one_slot_less() -> None:
    scenario = Scenario(budget=200, slots_min=8, slots_max=8, lots=9)
    scenario.sell(MAX, 100)
    assert money.reserve(scenario.state, scenario.seat(MAX), SECOND_LOT) == 6
    assert scenario.seat(MAX).max_bid == 94
    assert scenario.seat(MIA).max_bid == 193


def test_limit_is_never_below_zero_and_reserve_is_nothing_once_the_minimum_is_filled() -> None:
    scenario = Scenario(budget=8, slots_min=1, slots_max=3)
    scenario.sell(MAX, 8)
    assert money.reserve(scenario.state, scenario.seat(MAX), SECOND_LOT) == 0
    assert money.max_bid(scenario.state, scenario.seat(MAX), scenario.lot(SECOND_LOT)) == 0


@pytest.mark.parametrize(("lots", "slots_min", "limit"), [(1, 6, 20), (2, 6, 19), (3, 6, 18), (3, 2, 19), (1, 1, 20)])
def test_limit_keeps_nothing_for_slots_that_no_lot_is_left_to_fill(lots: int, slots_min: int, limit: int) -> None:
    scenario = Scenario(budget=20, slots_min=slots_min, slots_max=6, lots=lots)
    assert scenario.bid(MAX, limit + 1) is Code.OVER_MAX_BID
    assert scenario.seat(MAX).max_bid == limit
    assert scenario.bid(MAX, limit) is Code.OK


@pytest.mark.parametrize(
    ("left", "slots_min", "limit"),
    [
        (2, 8, 149),  # six slots stay empty whatever they do: only one other lot can come up
        (2, 3, 149),
        (2, 2, 150),  # the next lot fills the smallest roster
        (1, 8, 150),  # the last lot of all
        (1, 2, 150),
    ],
)
def test_limit_with_one_slot_owned_keeps_the_price_of_lots_that_are_left(left: int, slots_min: int, limit: int) -> None:
    scenario = Scenario(budget=200, slots_min=slots_min, slots_max=8, lots=1 + left)
    at = scenario.sell(MAX, 50)
    assert scenario.seat(MAX).max_bid == limit
    assert scenario.bid(MAX, limit + 1, lot=SECOND_LOT, at=at) is Code.OVER_MAX_BID
    assert scenario.bid(MAX, limit, lot=SECOND_LOT, at=at) is Code.OK


@pytest.mark.parametrize("opening", [(1, 1, 1), (1, 2, 5)])
@pytest.mark.parametrize("rounds", [0, 1])
def test_lot_that_went_unsold_needs_a_reserve_while_it_comes_again(rounds: int, opening: tuple[int, ...]) -> None:
    scenario = Scenario(budget=20, slots_min=3, slots_max=3, opening=opening, unsold_rounds=rounds)
    assert scenario.seat(MAX).max_bid == 20 - sum(opening[1:])
    scenario.tick(30_300)
    assert scenario.seat(MAX).max_bid == 20 - opening[2] - rounds * opening[0], "between two lots"
    scenario.tick(33_300)
    assert scenario.seat(MAX).max_bid == 20 - opening[2] - rounds * opening[0]
    scenario.tick(63_600)
    scenario.tick(66_600)
    assert scenario.seat(MAX).max_bid == 20 - rounds * (opening[0] + opening[1])
    scenario.tick(96_900)
    assert scenario.seat(MAX).max_bid == 20 - rounds * (opening[1] + opening[2]), (
        "after the last: the first comes again"
    )


def test_limit_between_two_rounds_is_that_on_the_first_lot_that_comes_again() -> None:
    scenario = Scenario(budget=20, slots_min=3, slots_max=3, opening=(1, 2, 5), unsold_rounds=1)
    at = scenario.sell(MIA, 1)
    for later in (30_300, 33_300, 63_600):
        scenario.tick(at + later)
    assert scenario.state.open_lots == ()
    assert scenario.seat(MAX).max_bid == 20 - 5


@pytest.mark.parametrize("opening", [(1, 1, 1, 1), (1, 2, 5, 3)])
def test_limit_between_two_lots_is_that_on_the_next_one(opening: tuple[int, ...]) -> None:
    scenario = Scenario(budget=50, slots_min=4, slots_max=4, opening=opening)
    scenario.tick(30_300)
    before = scenario.seat(MAX).max_bid
    scenario.tick(33_300)
    assert (
        before
        == scenario.seat(MAX).max_bid
        == money.max_bid(scenario.state, scenario.seat(MAX), scenario.lot(SECOND_LOT))
    )


@pytest.mark.parametrize(
    ("opening", "slots_min", "lot", "limit"),
    [
        ((5, 3, 9, 4), 3, 0, 100 - 3 - 4),
        ((5, 3, 9, 4), 3, 1, 100 - 4 - 5),  # the lot itself fills a slot, so the next cheapest count
        ((5, 3, 9, 4), 2, 3, 100 - 3),
        ((5, 3, 9, 4), 1, 0, 100),
        ((5, 3, 9, 4), 5, 2, 100 - 3 - 4 - 5),  # no more than there is to buy
    ],
)
def test_limit_with_different_opening_prices_keeps_the_cheapest_that_fill_the_roster(
    opening: tuple[int, ...], slots_min: int, lot: int, limit: int
) -> None:
    scenario = Scenario(budget=100, opening=opening, slots_min=slots_min, slots_max=6)
    assert money.max_bid(scenario.state, scenario.seat(MAX), scenario.lot(FIRST_LOT + lot)) == limit


def test_reserve_with_different_opening_prices_leaves_out_what_is_sold() -> None:
    scenario = Scenario(budget=100, opening=(2, 5, 9), slots_min=2, slots_max=3)
    assert money.reserve(scenario.state, scenario.seat(MIA), SECOND_LOT) == 2
    scenario.sell(MAX, 2)
    assert money.reserve(scenario.state, scenario.seat(MIA), SECOND_LOT) == 9
    assert scenario.seat(MIA).max_bid == 100 - 9


def test_limit_counts_the_lower_price_at_which_an_unsold_lot_comes_again() -> None:
    scenario = Scenario(budget=50, opening=(8, 20, 20), slots_min=2, slots_max=3, unsold_rounds=1, unsold_percent=50)
    assert scenario.seat(MAX).max_bid == 50 - 20
    scenario.tick(30_300)
    scenario.tick(33_300)
    assert scenario.seat(MAX).max_bid == 50 - 4
    assert scenario.bid(MAX, 47, lot=SECOND_LOT, at=34_000) is Code.OVER_MAX_BID
    assert scenario.facts == {"max_bid": 46, "reserve": 4}
    assert scenario.bid(MAX, 46, lot=SECOND_LOT, at=34_000) is Code.OK


def test_slot_led_elsewhere_needs_no_reserve_and_counts_as_taken() -> None:
    scenario = Scenario(budget=100, slots_min=3, slots_max=3, lots=5)
    scenario.bid(MAX, 10)
    seat = scenario.seat(MAX)
    assert money.reserve(scenario.state, seat, FIRST_LOT) == 2
    assert money.reserve(scenario.state, seat, SECOND_LOT) == 1
    assert money.max_bid(scenario.state, seat, scenario.lot(SECOND_LOT)) == 100 - 10 - 1


@pytest.mark.parametrize(("owned", "leads", "full"), [(0, False, False), (1, False, False), (1, True, True)])
def test_roster_is_full_with_what_is_owned_and_led_elsewhere(owned: int, leads: bool, full: bool) -> None:
    scenario = Scenario(slots_min=0, slots_max=2, lots=3)
    at = scenario.sell(MAX, 5) if owned else 0
    open_lot = FIRST_LOT + owned
    if leads:
        scenario.bid(MAX, 5, lot=open_lot, at=at)
    assert money.roster_full(scenario.state, scenario.seat(MAX), FIRST_LOT + 2) is full
    assert money.roster_full(scenario.state, scenario.seat(MAX), open_lot) is False


def test_shown_limit_is_nothing_when_the_roster_is_full() -> None:
    scenario = Scenario(slots_min=0, slots_max=1)
    scenario.sell(MAX, 5)
    assert (scenario.seat(MAX).max_bid, scenario.seat(NED).max_bid) == (0, 200)


def test_shown_limit_of_the_leader_counts_the_slot_of_the_lot() -> None:
    scenario = Scenario(budget=200, slots_min=0, slots_max=1)
    scenario.bid(MAX, 5)
    assert scenario.seat(MAX).max_bid == 200


def test_shown_limits_on_several_open_lots_count_what_is_held_on_each_and_what_the_others_cost() -> None:
    scenario = Scenario(
        format="slow", slow_lots=3, opening=[1, 5, 1, 9], slots_min=4, slots_max=4, budget=100, break_seconds=0
    )
    scenario.tick(0)
    first, second, third = scenario.state.open_lots
    scenario.bid(MAX, 20, lot=first)
    # 80 available; on the first lot the 20 held for it count as well, and the rest costs 5 + 1 + 9 there.
    assert money.shown_limits(scenario.state, scenario.seat(MAX)) == {first: 85, second: 70, third: 66}
    assert money.shown_limits(scenario.state, scenario.seat(MIA)) == {first: 85, second: 89, third: 85}
    scenario.bid(MAX, 30, lot=third)
    assert money.shown_limits(scenario.state, scenario.seat(MAX)) == {first: 56, second: 41, third: 66}


def test_shown_limits_without_a_place_are_nothing() -> None:
    scenario = Scenario(format="slow", slow_lots=2, slots_min=0, slots_max=1, budget=100, break_seconds=0)
    scenario.tick(0)
    first, second = scenario.state.open_lots
    scenario.bid(MAX, 20, lot=first)
    assert money.shown_limits(scenario.state, scenario.seat(MAX)) == {first: 100, second: 0}


def test_limits_between_two_lots_are_those_on_the_next_one() -> None:
    scenario = Scenario(opening=[1, 7, 3], slots_min=2, slots_max=2, budget=100, break_seconds=5)
    scenario.tick(30_300)
    assert scenario.state.open_lots == ()
    state, seat, following = scenario.state, scenario.seat(MAX), scenario.lot(SECOND_LOT)
    assert (money.reserve(state, seat, None), money.reserve(state, seat, SECOND_LOT)) == (3, 3)
    assert money.max_bid(state, seat, None) == money.max_bid(state, seat, following) == 97
    assert money.shown_max_bids(state, [seat]) == {MAX: 97}
    dearer = Scenario(opening=[1, 3, 7], slots_min=2, slots_max=2, budget=100, break_seconds=5)
    dearer.tick(30_300)
    assert money.reserve(dearer.state, dearer.seat(MAX), None) == 7, "the cheaper one is that which comes up"
    assert money.shown_max_bids(dearer.state, [dearer.seat(MAX)]) == {MAX: 93}
    alike = Scenario(slots_min=2, slots_max=2, break_seconds=5)
    alike.tick(30_300)
    assert money.reserve(alike.state, alike.seat(MAX), None) == 1
    full = Scenario(slots_min=0, slots_max=1, break_seconds=5)
    full.bid(MAX, 5)
    full.tick(30_300)
    assert money.shown_max_bids(full.state, [full.seat(MAX), full.seat(MIA)]) == {MAX: 0, MIA: 200}


def test_limit_on_the_next_lot_beside_open_ones_counts_the_cheaper_ones_that_are_open() -> None:
    scenario = Scenario(format="slow", slow_lots=2, opening=[1, 1, 10, 10], slots_min=3, slots_max=3, budget=100)
    assert scenario.state.open_lots == (FIRST_LOT, SECOND_LOT)
    assert [scenario.seat(who).max_bid for who in (MAX, MIA)] == [98, 98], "both of the open ones may fill the rest"


def test_limit_on_the_next_lot_counts_a_maximum_left_on_it() -> None:
    scenario = Scenario(slots_min=0, budget=100, break_seconds=5)
    scenario.proxy(MAX, 40, lot=SECOND_LOT)
    scenario.tick(30_300)
    seat = scenario.seat(MAX)
    assert (seat.available, money.max_bid(scenario.state, seat, None)) == (60, 100)


def test_others_see_prices_held_and_no_maximum() -> None:
    scenario = Scenario()
    scenario.proxy(MAX, 50)
    scenario.proxy(MAX, 30, lot=SECOND_LOT)
    seat = scenario.seat(MAX)
    assert (seat.held, seat.secret) == (80, 79)
    assert money.as_seen(seat) == replace(seat, held=1, proxies=(), secret=0)
    assert money.as_seen(scenario.seat(MIA)) is scenario.seat(MIA)


@pytest.mark.parametrize(("price", "least"), [(None, 4), (4, 7), (20, 23)])
def test_min_next_is_the_opening_price_or_one_increment_over(price: int | None, least: int) -> None:
    scenario = Scenario(min_price=4, increment=3)
    if price is not None:
        scenario.bid(MAX, price)
    assert money.min_next(scenario.lot(), scenario.state.auction.settings) == least


@pytest.mark.parametrize(
    ("by_price", "bids"),
    [("0–10: 1, 10–50: 2, above: 5", [9, 10, 12, 49, 51, 56]), ("10%", [10, 11, 13, 40, 44, 49])],
)
def test_next_bid_follows_the_price_and_one_less_is_refused(by_price: str, bids: list[int]) -> None:
    scenario = Scenario(min_price=bids[0], increment_by_price=by_price)
    for place, amount in enumerate(bids):
        asked = money.min_next(scenario.lot(), scenario.state.auction.settings)
        assert asked <= amount
        if place:
            assert scenario.bid((MAX, MIA)[place % 2], asked - 1) is Code.TOO_LOW
            assert scenario.facts["min_next"] == asked
        assert scenario.bid((MAX, MIA)[place % 2], amount) is Code.OK


def test_can_bid_needs_the_money_and_the_slot() -> None:
    scenario = Scenario(budget=10, slots_min=0, slots_max=1, lots=3)
    at = scenario.sell(MAX, 3)
    scenario.bid(MIA, 9, lot=SECOND_LOT, at=at)
    lot = scenario.lot(SECOND_LOT)
    assert [money.can_bid(scenario.state, scenario.seat(who), lot) for who in (MAX, NED)] == [False, True]
    scenario.bid(NED, 10, lot=SECOND_LOT, at=at)
    assert not money.can_bid(scenario.state, scenario.seat(MIA), scenario.lot(SECOND_LOT))


def test_can_bid_counts_the_leaders_own_slot_and_hold() -> None:
    scenario = Scenario(budget=10, slots_min=0, slots_max=1)
    scenario.bid(MAX, 9)
    assert money.can_bid(scenario.state, scenario.seat(MAX), scenario.lot())


# The ledger -----------------------------------------------------------------------------------------
SEAT = ParticipantState(id=MAX, member=11, granted=100, held=30, spent=20)


@pytest.mark.parametrize(
    ("kind", "granted", "held", "spent", "available"),
    [
        (LedgerEntryKind.GRANT, 110, 30, 20, 60),
        (LedgerEntryKind.HOLD, 100, 40, 20, 40),
        (LedgerEntryKind.RELEASE, 100, 20, 20, 60),
        (LedgerEntryKind.CAPTURE, 100, 20, 30, 50),
        (LedgerEntryKind.REVERSE, 100, 30, 10, 60),
    ],
)
def test_entry_of_ten_moves_the_money(
    kind: LedgerEntryKind, granted: int, held: int, spent: int, available: int
) -> None:
    after = money.post(SEAT, LedgerEntry(kind, MAX, 10))
    assert (after.granted, after.held, after.spent, after.available) == (granted, held, spent, available)


@pytest.mark.parametrize(
    ("kind", "amount"),
    [
        (LedgerEntryKind.HOLD, 51),
        (LedgerEntryKind.RELEASE, 31),
        (LedgerEntryKind.CAPTURE, 31),
        (LedgerEntryKind.REVERSE, 21),
        (LedgerEntryKind.GRANT, -1),
        (LedgerEntryKind.RELEASE, -1),
    ],
)
def test_entry_that_makes_money_out_of_nothing_raises(kind: LedgerEntryKind, amount: int) -> None:
    with pytest.raises(MoneyError):
        money.post(SEAT, LedgerEntry(kind, MAX, amount))


def test_entry_of_nothing_moves_nothing() -> None:
    assert money.post(SEAT, LedgerEntry(LedgerEntryKind.GRANT, MAX, 0)) == SEAT
