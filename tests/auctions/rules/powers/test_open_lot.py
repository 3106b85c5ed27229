"""The clock of the open lot in the commissioner's hand."""

import pytest

from auctions.rules.codes import Code
from auctions.rules.commands import ChangeClock, SellNow
from auctions.rules.events import EventKind
from tests.auctions.rules.scenario import CARLA, FIRST_LOT, MAX, MIA, Scenario, T, seat_of


def sell_now(scenario: Scenario, at: int = 5_000) -> Code:
    return scenario.do(SellNow(actor=CARLA, lot=FIRST_LOT, reason="Going, going, gone"), at)


def change_clock(scenario: Scenario, seconds: int, at: int = 5_000) -> Code:
    return scenario.do(ChangeClock(actor=CARLA, lot=FIRST_LOT, seconds=seconds), at)


def test_sell_now_ends_the_lot_and_its_leader_gets_it_after_the_grace() -> None:
    scenario = Scenario()
    scenario.bid(MAX, 7)
    assert sell_now(scenario) is Code.OK
    told = {"lot": FIRST_LOT, "ends_at": T + 5_000, "hurried": True, "reason": "Going, going, gone"}
    assert scenario.told() == [(EventKind.LOT_EXTENDED, told)]
    assert (scenario.last.events[0].actor, scenario.last.events[0].reason) == (CARLA.user, "Going, going, gone")
    scenario.tick(5_299)
    assert scenario.lot().status == "open"
    scenario.tick(5_300)
    assert (scenario.lot().sold_to, scenario.lot().sold_for) == (MAX, 7)


def test_bid_that_arrived_before_sell_now_counts_and_gives_time() -> None:
    scenario = Scenario(anti_snipe_seconds=10)
    scenario.bid(MAX, 7)
    sell_now(scenario)
    assert scenario.bid(MIA, 8, arrived=4_990, at=5_010) is Code.OK
    assert scenario.ends() == 14_990
    assert scenario.bid(MAX, 9, arrived=14_991, at=14_991) is Code.LOT_CLOSED


def test_sell_now_without_a_bid_is_refused() -> None:
    scenario = Scenario()
    assert (sell_now(scenario), scenario.facts) == (Code.WRONG_STATUS, {"status": "without a bid"})


@pytest.mark.parametrize(("seconds", "ends"), [(15, 45_000), (-10, 20_000), (-26, 5_000), (3_600, 3_630_000)])
def test_clock_moves_by_seconds_and_never_into_the_past(seconds: int, ends: int) -> None:
    scenario = Scenario()
    assert (change_clock(scenario, seconds), scenario.ends()) == (Code.OK, ends)
    told = {"lot": FIRST_LOT, "ends_at": T + ends, "seconds": seconds, "reason": ""}
    assert scenario.told() == [(EventKind.LOT_EXTENDED, told)]


def test_hard_cap_gives_way_to_the_commissioner() -> None:
    scenario = Scenario(lot_cap_seconds=40)
    change_clock(scenario, 15)
    assert (scenario.ends(), scenario.lot().cap_at) == (45_000, T + 45_000)


def test_clock_that_begins_after_a_count_moves_from_there() -> None:
    scenario = Scenario()
    scenario.bid(MAX, 7)
    scenario.pause(2_000)
    scenario.resume(4_000)
    assert (sell_now(scenario, at=5_000), scenario.ends()) == (Code.OK, 7_000)


def test_clocks_are_the_commissioners_and_of_an_open_lot_in_a_running_auction() -> None:
    scenario = Scenario()
    scenario.bid(MAX, 7)
    for command in (
        SellNow(actor=seat_of(MAX), lot=FIRST_LOT),
        ChangeClock(actor=seat_of(MAX), lot=FIRST_LOT, seconds=9),
    ):
        assert scenario.do(command) is Code.FORBIDDEN
    assert scenario.do(SellNow(actor=CARLA, lot=FIRST_LOT + 1)) is Code.WRONG_STATUS
    assert scenario.facts == {"status": "queued"}
    assert scenario.do(ChangeClock(actor=CARLA, lot=999, seconds=9)) is Code.NO_SUCH_LOT
    assert scenario.facts == {"lot": 999}
    scenario.pause(2_000)
    assert (sell_now(scenario), scenario.facts) == (Code.WRONG_STATUS, {"status": "paused"})
