"""Maxima that meet each other and bids by hand: who leads, and at what price, in worked examples."""

from typing import Any

import pytest

from auctions.rules.codes import Code
from auctions.rules.commands import AdjustBudget, SellNow
from auctions.rules.events import EventKind, LedgerEntry, LedgerEntryKind
from auctions.rules.state import LotStatus, Proxy
from tests.auctions.rules.scenario import CARLA, FIRST_LOT, MAX, MIA, NED, Scenario

SECOND_LOT = FIRST_LOT + 1
BID, PROXY_BID = EventKind.BID_PLACED, EventKind.PROXY_BID
Step = tuple[str, int, int | None]


def played(*steps: Step, **settings: Any) -> Scenario:
    """Bids and maxima on the open lot, one after the other, each of which counts."""
    scenario = Scenario(budget=200, slots_min=0, **settings)
    for what, who, amount in steps:
        code = scenario.bid(who, amount or 0) if what == "bid" else scenario.proxy(who, amount)
        assert code is Code.OK
    return scenario


def bids(scenario: Scenario) -> list[tuple[int, int]]:
    """Everything that was bid on the open lot, as everybody sees it."""
    made = (event.detail for event in scenario.events if event.kind in {BID, PROXY_BID})
    return [(each["participant"], each["amount"]) for each in made]


@pytest.mark.parametrize(
    ("steps", "increment", "seen"),
    [
        # alone it bids the opening price
        ([("max", MAX, 50)], 1, [(MAX, 1)]),
        # over a bid by hand it bids one increment
        ([("bid", MIA, 10), ("max", MAX, 50)], 1, [(MIA, 10), (MAX, 11)]),
        ([("bid", MIA, 10), ("max", MAX, 50)], 5, [(MIA, 10), (MAX, 15)]),
        # it answers a bid by hand at once
        ([("max", MAX, 50), ("bid", MIA, 30)], 1, [(MAX, 1), (MIA, 30), (MAX, 31)]),
        ([("max", MAX, 50), ("bid", MIA, 30)], 5, [(MAX, 1), (MIA, 30), (MAX, 35)]),
        # near its end it bids less than an increment more, and never above itself
        ([("max", MAX, 50), ("bid", MIA, 48)], 5, [(MAX, 1), (MIA, 48), (MAX, 50)]),
        # a bid by hand at the maximum: the maximum was earlier, and leads at that price
        ([("max", MAX, 50), ("bid", MIA, 50)], 1, [(MAX, 1), (MIA, 50), (MAX, 50)]),
        # a bid by hand above it stands as it is
        ([("max", MAX, 50), ("bid", MIA, 51)], 1, [(MAX, 1), (MIA, 51)]),
        ([("max", MAX, 50), ("bid", MIA, 90)], 1, [(MAX, 1), (MIA, 90)]),
        # two maxima: the higher leads, one increment over the lower, whichever was first
        ([("max", MAX, 50), ("max", MIA, 30)], 1, [(MAX, 1), (MIA, 30), (MAX, 31)]),
        ([("max", MAX, 30), ("max", MIA, 50)], 1, [(MAX, 1), (MAX, 30), (MIA, 31)]),
        ([("max", MAX, 48), ("max", MIA, 50)], 5, [(MAX, 1), (MAX, 48), (MIA, 50)]),
        # two equal maxima: the earlier leads at that price
        ([("max", MAX, 50), ("max", MIA, 50)], 1, [(MAX, 1), (MIA, 50), (MAX, 50)]),
        # raising one's own moves nothing, and counts in the next contest
        ([("max", MAX, 50), ("max", MAX, 90), ("max", MIA, 60)], 1, [(MAX, 1), (MIA, 60), (MAX, 61)]),
        # lowering it, too
        ([("max", MAX, 90), ("max", MAX, 50), ("max", MIA, 60)], 1, [(MAX, 1), (MAX, 50), (MIA, 51)]),
        # what is taken back doesn't bid
        ([("max", MAX, 50), ("max", MAX, None), ("bid", MIA, 2)], 1, [(MAX, 1), (MIA, 2)]),
        # a maximum on one's own bid by hand
        ([("bid", MAX, 10), ("max", MAX, 50), ("bid", MIA, 20)], 1, [(MAX, 10), (MIA, 20), (MAX, 21)]),
        # one that was beaten is gone: it doesn't come back when its owner is outbid again
        (
            [("max", MAX, 20), ("bid", MIA, 30), ("bid", MAX, 40), ("bid", MIA, 41)],
            1,
            [(MAX, 1), (MIA, 30), (MAX, 40), (MIA, 41)],
        ),
    ],
)
def test_bids_that_everybody_sees(steps: list[Step], increment: int, seen: list[tuple[int, int]]) -> None:
    scenario = played(*steps, increment=increment)
    assert bids(scenario) == seen
    lot = scenario.lot()
    assert (lot.leader, lot.price, lot.bids) == (*seen[-1], len(seen))


@pytest.mark.parametrize(
    ("maxima", "seen"),
    [
        ([(MAX, 50)], [(MAX, 4)]),
        ([(MAX, 50), (MIA, 30)], [(MIA, 30), (MAX, 31)]),
        ([(MAX, 30), (MIA, 50)], [(MAX, 30), (MIA, 31)]),
        ([(MAX, 50), (MIA, 50)], [(MIA, 50), (MAX, 50)]),
        ([(MAX, 20), (MIA, 50), (NED, 30)], [(NED, 30), (MIA, 31)]),  # the third stays unknown
        ([(MAX, 4), (MIA, 4)], [(MIA, 4), (MAX, 4)]),
        ([(MAX, 50), (MIA, 30), (MAX, 60)], [(MIA, 30), (MAX, 31)]),
        ([(MAX, 50), (MIA, 60), (MAX, 60)], [(MAX, 60), (MIA, 60)]),  # raised to the same later
    ],
)
def test_maxima_on_a_queued_lot_bid_when_it_opens(maxima: list[tuple[int, int]], seen: list[tuple[int, int]]) -> None:
    scenario = Scenario(budget=200, slots_min=0, min_price=4)
    for who, maximum in maxima:
        assert scenario.proxy(who, maximum, lot=SECOND_LOT) is Code.OK
    assert bids(scenario) == []
    scenario.sell(NED, 5)
    assert bids(scenario)[1:] == seen
    lot = scenario.lot(SECOND_LOT)
    assert (lot.leader, lot.price, lot.status) == (*seen[-1], LotStatus.OPEN)
    leader = seen[-1][0]
    assert {who: bool(scenario.seat(who).proxies) for who in (MAX, MIA, NED)} == {
        who: who == leader for who in (MAX, MIA, NED)
    }


def test_maximum_answers_also_behind_one_of_another_seat_on_another_lot() -> None:
    scenario = Scenario(budget=200, slots_min=0)
    assert scenario.proxy(MAX, 50, lot=SECOND_LOT) is Code.OK
    assert scenario.proxy(MIA, 40) is Code.OK
    assert scenario.bid(NED, 10) is Code.OK
    assert bids(scenario) == [(MIA, 1), (NED, 10), (MIA, 11)]


# Money ----------------------------------------------------------------------------------------------
def test_the_hold_is_the_maximum_and_what_is_left_of_it_comes_back_with_the_sale() -> None:
    scenario = played(("max", MAX, 50), ("bid", MIA, 30))
    assert scenario.money(MAX) == (150, 50, 0)
    assert (scenario.seat(MAX).shown_available, scenario.seat(MAX).shown_held) == (169, 31)
    assert scenario.money(MIA) == (200, 0, 0)
    ends = scenario.ends()
    assert ends is not None
    scenario.tick(ends + 300)
    assert scenario.money(MAX) == (169, 0, 31)
    assert (scenario.seat(MAX).proxies, scenario.seat(MAX).secret) == ((), 0)


def test_who_is_beaten_has_all_of_it_back() -> None:
    scenario = played(("max", MAX, 50), ("max", MIA, 60))
    assert (scenario.money(MAX), scenario.money(MIA)) == ((200, 0, 0), (140, 60, 0))
    assert scenario.seat(MIA).proxies == (Proxy(FIRST_LOT, 60, since=scenario.seat(MIA).proxies[0].since),)
    assert scenario.lot().hold == 60


def test_who_is_beaten_by_hand_has_it_back_with_the_bid_that_beats_it() -> None:
    scenario = played(("max", MAX, 50), ("bid", MIA, 51))
    assert scenario.kinds() == [BID]
    assert scenario.last.events[0].ledger == (
        LedgerEntry(LedgerEntryKind.RELEASE, MAX, 50, FIRST_LOT),
        LedgerEntry(LedgerEntryKind.HOLD, MIA, 51, FIRST_LOT),
    )


def test_every_movement_of_money_names_its_lot() -> None:
    scenario = played(
        ("bid", MIA, 10), ("max", MAX, 50), ("max", MAX, 60), ("bid", MIA, 61), ("max", MIA, 70), ("max", MIA, None)
    )
    moved = [entry for event in scenario.events[1:] for entry in event.ledger]
    assert {entry.lot for entry in moved} == {FIRST_LOT}
    assert (scenario.money(MAX), scenario.money(MIA)) == ((200, 0, 0), (139, 61, 0))


def test_maximum_on_a_queued_lot_is_held_from_the_moment_it_is_left() -> None:
    scenario = Scenario(budget=200, slots_min=0)
    scenario.proxy(MAX, 120, lot=SECOND_LOT)
    assert scenario.money(MAX) == (80, 120, 0)
    assert scenario.bid(MAX, 81) is Code.OVER_MAX_BID
    assert scenario.facts == {"max_bid": 80, "reserve": 0}
    assert scenario.seat(MAX).max_bid == 200  # as others see it
    assert scenario.bid(MAX, 80) is Code.OK


def test_slot_with_a_maximum_needs_no_reserve() -> None:
    """Whoever wins the lot has the slot filled; whoever doesn't has the money back."""
    scenario = Scenario(lots=8, budget=20, slots_min=5, slots_max=6, min_price=1)
    assert scenario.proxy(MAX, 17, lot=SECOND_LOT) is Code.OVER_MAX_BID
    assert scenario.facts == {"max_bid": 16, "reserve": 4}
    assert scenario.proxy(MAX, 10, lot=SECOND_LOT) is Code.OK
    assert scenario.bid(MAX, 8) is Code.OVER_MAX_BID
    assert scenario.facts == {"max_bid": 7, "reserve": 3}


def test_maximum_on_the_last_lot_is_honoured_up_to_all_of_the_money() -> None:
    """Nothing is kept back for slots that no lot is left for, also while it answers."""
    scenario = Scenario(lots=1, budget=200, slots_min=3)
    assert scenario.proxy(MAX, 200) is Code.OK
    assert scenario.bid(MIA, 200) is Code.OK
    assert bids(scenario) == [(MAX, 1), (MIA, 200), (MAX, 200)]


def test_full_roster_takes_the_maxima_on_other_lots_back() -> None:
    scenario = Scenario(budget=200, slots_min=0, slots_max=1)
    scenario.proxy(MAX, 50, lot=SECOND_LOT)
    scenario.sell(MAX, 10)
    assert scenario.money(MAX) == (190, 0, 10)
    assert (scenario.lot(SECOND_LOT).status, scenario.lot(SECOND_LOT).leader) == (LotStatus.OPEN, None)


def test_maximum_goes_with_the_last_place_for_its_position_and_others_stay() -> None:
    scenario = Scenario(budget=200, slots_min=0, listed=["GK", "GK", "DEF"], limits="GK: at most 1")
    scenario.proxy(MAX, 50, lot=SECOND_LOT)
    scenario.proxy(MAX, 60, lot=SECOND_LOT + 1)
    scenario.sell(MAX, 10)
    assert [each.lot for each in scenario.seat(MAX).proxies] == [SECOND_LOT + 1]
    assert scenario.money(MAX) == (130, 60, 10)


def test_maximum_that_its_owner_can_not_pay_in_full_any_more_is_beaten_below_it() -> None:
    """The commissioner took the money that the two other slots need."""
    scenario = Scenario(lots=8, budget=200, slots_min=3)
    scenario.proxy(MAX, 198)
    assert scenario.do(AdjustBudget(actor=CARLA, participant=MAX, amount=-2, reason="Fined")) is Code.OK
    assert scenario.bid(MIA, 197) is Code.OK
    assert scenario.kinds() == [BID, EventKind.PROXY_CHANGED]
    assert (scenario.lot().leader, scenario.lot().price, scenario.money(MAX)) == (MIA, 197, (198, 0, 0))


def test_maximum_does_not_bid_on_a_position_whose_last_place_is_led_elsewhere() -> None:
    scenario = Scenario(format="slow", slow_lots=2, budget=200, slots_min=0, listed=["GK"] * 3, limits="GK: at most 1")
    scenario.proxy(MAX, 50, lot=SECOND_LOT + 1)
    scenario.bid(MAX, 5)
    scenario.bid(MIA, 5, lot=SECOND_LOT)
    scenario.do(SellNow(actor=CARLA, lot=SECOND_LOT))
    for at in (1_300, 1_300 + scenario.state.auction.settings.break_seconds * 1000):
        scenario.tick(at)
    third = scenario.lot(SECOND_LOT + 1)
    assert (third.status, third.leader, scenario.seat(MAX).proxies) == (LotStatus.OPEN, None, ())
    assert scenario.money(MAX) == (195, 5, 0)


# The clock ------------------------------------------------------------------------------------------
def test_answer_of_a_maximum_extends_the_lot_as_the_bid_does_that_it_answers() -> None:
    scenario = Scenario(budget=200, slots_min=0, lot_seconds=30, anti_snipe_seconds=10, early_end=False)
    scenario.proxy(MAX, 50)
    scenario.bid(MIA, 20, at=25_000, arrived=24_000)
    assert scenario.kinds() == [BID, PROXY_BID, EventKind.LOT_EXTENDED]
    assert scenario.ends() == 34_000


def test_lot_that_opens_with_a_maximum_ends_early_when_nobody_else_wants_it() -> None:
    scenario = Scenario(seats=2, budget=20, slots_min=0)
    scenario.proxy(MAX, 20, lot=SECOND_LOT)
    scenario.away(MIA)
    opened = scenario.sell(MIA, 20)
    assert scenario.ends(SECOND_LOT) == opened


def test_early_end_counts_money_as_others_see_it() -> None:
    """Or the end would tell that somebody's money is held elsewhere."""
    scenario = Scenario(seats=2, budget=100, slots_min=0)
    scenario.proxy(MAX, 95, lot=SECOND_LOT)
    assert scenario.bid(MIA, 50) is Code.OK
    assert scenario.kinds() == [BID]
    assert scenario.bid(MAX, 51) is Code.OVER_MAX_BID


# What else happens to a lot ---------------------------------------------------------------------------
def test_cancel_gives_every_maximum_back() -> None:
    scenario = played(("max", MAX, 50))
    scenario.proxy(MIA, 60, lot=SECOND_LOT)
    scenario.proxy(NED, 70, lot=SECOND_LOT)
    assert scenario.cancel() is Code.OK
    assert [scenario.money(who) for who in (MAX, MIA, NED)] == [(200, 0, 0)] * 3
    assert not any(seat.proxies or seat.secret for seat in scenario.state.participants.values())


def test_undone_sale_comes_up_without_maxima() -> None:
    scenario = played(("max", MAX, 50))
    scenario.proxy(MIA, 60, lot=SECOND_LOT)
    ends = scenario.ends()
    assert ends is not None
    scenario.tick(ends + 300)
    scenario.undo()
    assert scenario.lot().status is LotStatus.QUEUED
    assert (scenario.money(MAX), scenario.money(MIA)) == ((200, 0, 0), (140, 60, 0))


def test_pause_leaves_maxima_alone() -> None:
    scenario = played(("max", MAX, 50))
    scenario.pause(2_000)
    assert scenario.proxy(MIA, 60, at=2_500) is Code.PAUSED
    assert scenario.proxy(MIA, 60, at=2_500, lot=SECOND_LOT) is Code.OK
    scenario.resume(3_000)
    assert scenario.bid(MIA, 20, at=7_000) is Code.OK
    assert bids(scenario) == [(MAX, 1), (MIA, 20), (MAX, 21)]


def test_state_tells_who_has_left_a_maximum_until_it_is_beaten_or_taken_back() -> None:
    scenario = Scenario()
    left = [scenario.state.with_maxima]
    scenario.proxy(MIA, 50, lot=SECOND_LOT)
    scenario.proxy(MAX, 20)
    scenario.bid(NED, 5)  # the maximum answers
    left.append(scenario.state.with_maxima)
    scenario.bid(NED, 30)
    left.append(scenario.state.with_maxima)
    scenario.proxy(MIA, None, lot=SECOND_LOT)
    assert [*left, scenario.state.with_maxima] == [(), tuple(sorted((MAX, MIA))), (MIA,), ()]
