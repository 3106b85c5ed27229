"""Leaving a maximum, changing it, taking it back: when it counts, and what it moves."""

from typing import Any

import pytest

from auctions.rules.codes import Code
from auctions.rules.commands import SYSTEM, LeaveProxy, SetAway
from auctions.rules.events import EventKind
from auctions.rules.state import LotStatus
from auctions.rules.switches import Switches
from tests.auctions.rules.scenario import FIRST_LOT, MAX, MIA, OTTO, Scenario, T

SECOND_LOT = FIRST_LOT + 1
CHANGED, BID = EventKind.PROXY_CHANGED, EventKind.PROXY_BID


def test_maximum_on_the_open_lot_bids_at_once() -> None:
    scenario = Scenario()
    assert scenario.proxy(MAX, 50) is Code.OK
    assert scenario.told() == [(CHANGED, {}), (BID, {"lot": FIRST_LOT, "participant": MAX, "amount": 1})]


@pytest.mark.parametrize("raised", [51, 90, 40, 1])
def test_changing_ones_own_while_leading_moves_neither_price_nor_clock(raised: int) -> None:
    scenario = Scenario(anti_snipe_seconds=30)
    scenario.proxy(MAX, 50, at=1_000)
    price, ends = scenario.lot().price, scenario.ends()
    assert scenario.proxy(MAX, raised, at=5_000) is Code.OK
    assert scenario.told() == [(CHANGED, {})]
    assert (scenario.lot().price, scenario.ends(), scenario.lot().hold) == (price, ends, raised)
    assert scenario.seat(MAX).held == raised


def test_changed_maximum_is_held_in_place_of_what_was_held() -> None:
    queued, by_hand = Scenario(budget=200), Scenario(budget=200)
    queued.proxy(MAX, 50, lot=SECOND_LOT)
    assert queued.proxy(MAX, 60, lot=SECOND_LOT) is Code.OK
    by_hand.bid(MAX, 10)
    assert by_hand.proxy(MAX, 60) is Code.OK
    assert queued.money(MAX) == by_hand.money(MAX) == (140, 60, 0)


def test_the_same_again_changes_nothing_and_keeps_its_place() -> None:
    scenario = Scenario()
    scenario.proxy(MAX, 50, lot=SECOND_LOT)
    scenario.proxy(MIA, 50, lot=SECOND_LOT)
    assert scenario.proxy(MAX, 50, lot=SECOND_LOT) is Code.OK
    assert scenario.told() == [(CHANGED, {})]  # as if it were another: or others could tell that it is the same
    assert [scenario.seat(who).proxies[0].since for who in (MAX, MIA)] == [4, 5]


def test_taken_back_it_leaves_the_price_held_while_leading() -> None:
    scenario = Scenario(budget=200)
    scenario.proxy(MAX, 50)
    assert scenario.proxy(MAX, None) is Code.OK
    assert (scenario.lot().leader, scenario.lot().hold, scenario.money(MAX)) == (MAX, 1, (199, 1, 0))


def test_taken_back_from_a_queued_lot_it_leaves_nothing() -> None:
    scenario = Scenario(budget=200)
    scenario.proxy(MAX, 50, lot=SECOND_LOT)
    assert scenario.proxy(MAX, None, lot=SECOND_LOT) is Code.OK
    assert scenario.money(MAX) == (200, 0, 0)
    assert scenario.proxy(MAX, None, lot=SECOND_LOT) is Code.NO_PROXY


def test_before_the_beginning_it_may_be_left_on_any_lot() -> None:
    scenario = Scenario(begun=False)
    assert scenario.proxy(MAX, 50) is Code.OK
    scenario.proxy(MIA, 30)


@pytest.mark.parametrize(
    ("maximum", "code", "facts"),
    [
        (9, Code.TOO_LOW, {"price": 10, "leader": MIA, "min_next": 11}),
        (10, Code.TOO_LOW, {"price": 10, "leader": MIA, "min_next": 11}),
        (199, Code.OVER_MAX_BID, {"max_bid": 198, "reserve": 2}),
        (None, Code.NO_PROXY, {}),
    ],
)
def test_refused_against_a_leader(maximum: int | None, code: Code, facts: dict[str, Any]) -> None:
    scenario = Scenario(budget=200, slots_min=3)
    scenario.bid(MIA, 10)
    assert scenario.proxy(MAX, maximum) is code
    assert scenario.facts == facts


@pytest.mark.parametrize(
    ("maximum", "code", "facts"),
    [
        (9, Code.BELOW_LEAD, {"price": 10}),
        (199, Code.OVER_MAX_BID, {"max_bid": 198, "reserve": 2}),
        (None, Code.NO_PROXY, {}),
    ],
)
def test_refused_while_leading_by_hand(maximum: int | None, code: Code, facts: dict[str, Any]) -> None:
    scenario = Scenario(budget=200, slots_min=3)
    scenario.bid(MAX, 10)
    assert scenario.proxy(MAX, maximum) is code
    assert scenario.facts == facts


def test_refused_below_the_opening_price_of_a_queued_lot() -> None:
    scenario = Scenario(min_price=5, budget=200)
    assert scenario.proxy(MAX, 4, lot=SECOND_LOT) is Code.TOO_LOW
    assert scenario.facts == {"price": None, "leader": None, "min_next": 5}


def test_refused_by_who_may_not_or_cannot() -> None:
    scenario = Scenario(slots_min=0, slots_max=1)
    for lot in (FIRST_LOT, SECOND_LOT):
        by_otto = LeaveProxy(actor=OTTO, lot=lot, maximum=9, arrived=T)
        assert scenario.do(by_otto) is Code.NOT_A_PARTICIPANT
    assert scenario.proxy(MAX, 9, lot=999) is Code.NO_SUCH_LOT
    scenario.sell(MAX, 1)
    assert scenario.proxy(MAX, 9, at=60_000) is Code.LOT_CLOSED
    assert scenario.proxy(MAX, 9, at=40_000, lot=FIRST_LOT + 2) is Code.ROSTER_FULL
    scenario.switches = Switches(bidding=False)
    assert scenario.proxy(MIA, 9, at=40_000, lot=FIRST_LOT + 2) is Code.BIDDING_DISABLED
    assert Scenario(proxies=False).proxy(MAX, 9) is Code.NOT_OFFERED


@pytest.mark.parametrize(("arrived", "code"), [(30_000, Code.OK), (30_001, Code.LOT_CLOSED)])
def test_counts_if_it_arrived_by_the_deadline(arrived: int, code: Code) -> None:
    scenario = Scenario(lot_seconds=30)
    assert scenario.proxy(MAX, 50, at=30_200, arrived=arrived) is code


def test_said_to_have_been_missed_if_the_lot_was_closed_before_it_was_decided() -> None:
    scenario = Scenario(lot_seconds=30)
    scenario.tick(30_300)
    assert scenario.lot().status is LotStatus.UNSOLD
    assert scenario.proxy(MAX, 50, at=30_400, arrived=29_000) is Code.MISSED_BY_SERVER


def test_takes_away_and_a_pass_back() -> None:
    scenario = Scenario()
    scenario.pass_(MAX)
    scenario.away(MAX)
    assert scenario.proxy(MAX, 50) is Code.OK
    assert scenario.told()[0] == (EventKind.SETTINGS_CHANGED, {"participant": MAX, "away": False})
    assert (scenario.seat(MAX).away, scenario.seat(MAX).passed) == (False, ())


def test_maximum_of_somebody_away_bids_on() -> None:
    scenario = Scenario(early_end=False)
    scenario.proxy(MAX, 50, lot=SECOND_LOT)
    scenario.away(MAX)
    scenario.sell(MIA, 1)
    assert scenario.lot(SECOND_LOT).leader == MAX


def test_maxima_of_somebody_who_leaves_the_league_are_taken_back() -> None:
    scenario = Scenario(budget=200, early_end=False)
    scenario.proxy(MAX, 50)
    scenario.proxy(MAX, 60, lot=SECOND_LOT)
    assert scenario.do(SetAway(actor=SYSTEM, participant=MAX, away=True)) is Code.OK
    assert (scenario.lot().leader, scenario.money(MAX)) == (MAX, (199, 1, 0))
