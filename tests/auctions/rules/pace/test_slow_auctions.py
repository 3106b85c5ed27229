"""Slow auctions: many open lots, each with its own clock."""

from datetime import UTC, datetime
from typing import Any

import pytest

from auctions.rules import clock, lots
from auctions.rules.codes import Code
from auctions.rules.commands import ChangeClock, PutUpAgain, SellNow, WithdrawLot
from auctions.rules.events import EventKind
from auctions.rules.state import AuctionStatus, LotStatus
from tests.auctions.rules.scenario import CARLA, FIRST_LOT, MAX, MIA, NED, Scenario, T

MINUTE, HOUR = 60_000, 3_600_000
A, B, C, D = FIRST_LOT, FIRST_LOT + 1, FIRST_LOT + 2, FIRST_LOT + 3


def slow(**settings: Any) -> Scenario:
    """Three lots are open at once for a day, of six; a new leader leaves eight hours."""
    usual: dict[str, Any] = {"format": "slow", "slow_lots": 3, "lots": 6, "slots_min": 0, "break_seconds": 3}
    return Scenario(**{**usual, "budget": 100, **settings})


def nominated(**settings: Any) -> Scenario:
    """Managers have put two lots up at once at most, and after twelve hours without one the next comes up."""
    return slow(mode="nomination", slow_nominations=2, **settings)


def shown(instant: int) -> str:
    return f"{datetime.fromtimestamp(instant / 1000, UTC):%a %H:%M:%S}"


# Many open lots ------------------------------------------------------------------------------------
def test_as_many_lots_open_as_the_settings_say_and_each_that_closes_makes_room_for_one() -> None:
    scenario = slow()
    assert scenario.state.open_lots == (A, B, C)
    assert [scenario.ends(lot) for lot in (A, B, C)] == [24 * HOUR] * 3
    scenario.do(SellNow(actor=CARLA, lot=A), HOUR)
    scenario.bid(MAX, 5, lot=A, at=HOUR)
    scenario.do(SellNow(actor=CARLA, lot=A), 2 * HOUR)
    assert clock.next_deadline(scenario.state) == T + 2 * HOUR + 300
    scenario.tick(2 * HOUR + 300)
    assert scenario.kinds() == [EventKind.LOT_SOLD]
    scenario.tick(2 * HOUR + 3_300)
    assert scenario.state.open_lots == (B, C, D)
    assert scenario.ends(D) == 26 * HOUR + 3_300


def test_lots_due_at_once_close_in_the_order_of_their_ends() -> None:
    scenario = slow(slow_reset="never")
    scenario.do(ChangeClock(actor=CARLA, lot=C, seconds=-3600), HOUR)
    scenario.do(ChangeClock(actor=CARLA, lot=A, seconds=60), HOUR)
    scenario.tick(30 * HOUR)
    closed = [event.detail["lot"] for event in scenario.last.events if event.kind is EventKind.LOT_UNSOLD]
    assert closed == [C, B, A]
    assert clock.next_deadline(scenario.state) == T + 30 * HOUR + 3_000


def test_ends_are_kept_apart() -> None:
    scenario = slow(slow_lots=4, slow_apart_minutes=10)
    assert [scenario.ends(lot) for lot in (A, B, C, D)] == [24 * HOUR + n * 10 * MINUTE for n in range(4)]


def test_last_lots_close_before_another_round_begins_and_the_auction_ends_after_the_last() -> None:
    scenario = slow(lots=2, unsold_rounds=1)
    scenario.bid(MAX, 5, lot=A, at=20 * HOUR)
    scenario.tick(24 * HOUR + 300)
    assert [scenario.lot(each).status for each in (A, B)] == [LotStatus.OPEN, LotStatus.UNSOLD]
    assert scenario.state.auction.next_lot_at is None
    scenario.tick(28 * HOUR + 300)
    scenario.tick(28 * HOUR + 3_300)
    assert scenario.kinds() == [EventKind.QUEUE_CHANGED, EventKind.LOT_STARTED]
    scenario.tick(60 * HOUR)
    scenario.tick(61 * HOUR)
    assert scenario.status is AuctionStatus.COMPLETED


def test_lot_that_is_put_up_again_finds_a_place() -> None:
    scenario = slow(lots=3)
    scenario.do(WithdrawLot(actor=CARLA, lot=B, reason="Injured"), HOUR)
    assert clock.next_deadline(scenario.state) == T + 24 * HOUR + 300
    scenario.do(PutUpAgain(actor=CARLA, lot=B), 2 * HOUR)
    scenario.tick(2 * HOUR + 3_000)
    assert scenario.state.open_lots == (A, B, C)


# Each lot's clock ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("reset", "first", "raised"),
    [("leader", 30, 30), ("bid", 30, 31), ("never", 24, 24)],
)
def test_clock_begins_anew_with_a_new_leader_with_any_bid_or_never(reset: str, first: int, raised: int) -> None:
    scenario = slow(slow_reset=reset)
    scenario.proxy(MAX, 20, lot=A, at=22 * HOUR)
    assert scenario.ends(A) == first * HOUR
    scenario.bid(MIA, 10, lot=A, at=23 * HOUR)  # the maximum answers, and leads as before
    assert (scenario.lot(A).leader, scenario.lot(A).price) == (MAX, 11)
    assert scenario.ends(A) == raised * HOUR
    assert scenario.ends(B) == 24 * HOUR


def test_pause_keeps_what_each_lot_has_left() -> None:
    scenario = slow(quiet_hours="22:00–08:00", time_zone="UTC")  # it begins at 22:13
    ends = [shown(scenario.lot(each).ends_at or 0) for each in (A, B)]
    assert ends == ["Thu 18:00:00"] * 2  # 14 hours on Wednesday, ten on Thursday
    scenario.bid(MAX, 5, lot=B, at=40 * HOUR)
    assert shown(scenario.lot(B).ends_at or 0) == "Fri 08:13:20"
    scenario.pause(41 * HOUR)
    left = [scenario.lot(each).remaining_ms for each in (A, B)]
    assert left == [2 * HOUR + 46 * MINUTE + 40_000, 7 * HOUR]
    scenario.resume(60 * HOUR - 3_000)  # at 10:13:17 on Friday
    ends = [shown(scenario.lot(each).ends_at or 0) for each in (A, B)]
    assert ends == ["Fri 13:00:00", "Fri 17:13:20"]


def test_outage_takes_no_time_from_a_lot_that_opened_later() -> None:
    scenario = slow()
    scenario.do(SellNow(actor=CARLA, lot=A), 0)
    scenario.bid(MAX, 5, lot=A, at=HOUR)
    scenario.do(SellNow(actor=CARLA, lot=A), HOUR)
    scenario.tick(HOUR + 300)
    scenario.tick(HOUR + 3_300)
    scenario.tick(2 * HOUR, outage_since=HOUR)
    assert [scenario.lot(each).remaining_ms for each in (B, D)] == [23 * HOUR, 24 * HOUR]
    assert scenario.state.auction.paused_at == T + HOUR


# Money across lots ---------------------------------------------------------------------------------
def test_bids_hold_money_across_lots_and_outbid_releases_it() -> None:
    scenario = slow()
    assert [scenario.bid(MAX, 40, lot=A), scenario.proxy(MAX, 50, lot=B)] == [Code.OK, Code.OK]
    assert scenario.money(MAX) == (10, 90, 0)
    assert scenario.bid(MAX, 11, lot=C) is Code.OVER_MAX_BID
    assert scenario.bid(MIA, 41, lot=A) is Code.OK
    assert scenario.money(MAX) == (50, 50, 0)
    assert scenario.bid(MAX, 50, lot=C) is Code.OK
    scenario.cancel(2_000)
    assert [scenario.money(who) for who in (MAX, MIA)] == [(100, 0, 0)] * 2


def test_slots_of_lots_that_are_led_are_taken() -> None:
    scenario = slow(slots_max=2)
    assert [scenario.bid(MAX, 2, lot=lot) for lot in (A, B, C)] == [Code.OK, Code.OK, Code.ROSTER_FULL]
    scenario.bid(MIA, 3, lot=A)
    assert scenario.bid(MAX, 2, lot=C) is Code.OK


def test_lot_does_not_end_early_while_somebody_may_yet_be_outbid_elsewhere() -> None:
    scenario = slow(seats=2, budget=20)
    scenario.bid(MIA, 20, lot=A)
    scenario.bid(MAX, 5, lot=B)  # Mia has no money for more, but may get it back
    assert scenario.ends(B) == 24 * HOUR
    scenario.pass_(MIA, lot=B, at=5_000)
    assert scenario.ends(B) == 5_000


def test_lot_that_nobody_can_bid_on_waits_for_one_that_closes() -> None:
    scenario = slow(seats=1, budget=10, opening=[5, 5, 6], slow_lots=2, early_end=False)
    scenario.bid(MAX, 10, lot=A)
    scenario.do(WithdrawLot(actor=CARLA, lot=B, reason="Injured"), HOUR)
    scenario.tick(HOUR + 3_000)
    assert scenario.told() == [(EventKind.QUEUE_CHANGED, {"waits": True})]
    assert clock.next_deadline(scenario.state) == (scenario.lot(A).ends_at or 0) + 300
    scenario.tick(30 * HOUR)
    scenario.tick(31 * HOUR)
    assert [scenario.lot(each).status for each in (A, C)] == [LotStatus.SOLD, LotStatus.UNSOLD]
    assert scenario.status is AuctionStatus.COMPLETED


def test_many_lots_open_and_close_so_many_at_once_and_the_clock_comes_again() -> None:
    """None is left out, and none before its end."""
    count = 2 * lots.AT_ONCE + 5
    scenario = slow(lots=count, slow_lots=count)
    opened = [len(scenario.state.open_lots)]
    while len(scenario.state.open_lots) < count:
        assert clock.next_deadline(scenario.state) == T
        scenario.tick(0)
        opened.append(len(scenario.state.open_lots))
    assert opened == [lots.AT_ONCE, 2 * lots.AT_ONCE, count]
    left = []
    while scenario.state.open_lots:
        due = clock.next_deadline(scenario.state)
        assert due == T + 24 * HOUR + 300
        scenario.tick(due - T)
        left.append(len(scenario.state.open_lots))
    assert left == [count - lots.AT_ONCE, count - 2 * lots.AT_ONCE, 0]


# Who puts lots up ----------------------------------------------------------------------------------
def test_managers_put_lots_up_whenever_they_like_and_so_many_at_once() -> None:
    scenario = nominated()
    assert (scenario.state.open_lots, scenario.state.auction.nominator) == ((), None)
    assert [scenario.nominate(MAX, lot=lot) for lot in (C, A, B)] == [Code.OK, Code.OK, Code.NOMINATIONS_USED]
    assert scenario.facts == {"most": 2}
    assert [scenario.nominate(MIA, 3, lot=B), scenario.lot(B).nominator] == [Code.OK, MIA]
    scenario.do(SellNow(actor=CARLA, lot=A), HOUR)
    scenario.tick(HOUR + 300)
    assert scenario.nominate(MAX, lot=D, at=2 * HOUR) is Code.OK


def test_next_lot_comes_up_by_itself_if_nothing_is_open_for_long() -> None:
    scenario = nominated()
    assert clock.next_deadline(scenario.state) == T + 12 * HOUR
    scenario.nominate(NED, lot=B, at=11 * HOUR)
    scenario.tick(35 * HOUR + 300)
    assert scenario.kinds() == [EventKind.LOT_SOLD]
    assert clock.next_deadline(scenario.state) == T + 47 * HOUR + 300
    scenario.tick(47 * HOUR + 300)
    assert scenario.told() == [(EventKind.LOT_STARTED, {"lot": A, "number": 1})]


def test_auction_ends_at_once_when_nobody_can_put_anything_up() -> None:
    scenario = nominated(seats=1, slots_max=1)
    scenario.nominate(MAX, lot=B)
    scenario.tick(30 * HOUR)
    assert scenario.status is AuctionStatus.COMPLETED


# Quiet hours ---------------------------------------------------------------------------------------
@pytest.mark.parametrize("zone", ["UTC", "Asia/Kolkata"])
def test_nothing_ends_in_quiet_hours(zone: str) -> None:
    """Neither by the clock, nor by a bid or a word at night: it ends when the night does."""
    scenario = slow(quiet_hours="22:00–08:00", time_zone=zone, early_end=False)
    morning = {"UTC": "Wed 08:00:00", "Asia/Kolkata": "Wed 02:30:00"}[zone]
    scenario.bid(MAX, 5, lot=A, at=HOUR)
    scenario.do(SellNow(actor=CARLA, lot=A), 2 * HOUR)
    scenario.do(ChangeClock(actor=CARLA, lot=B, seconds=-3600 * 24), 2 * HOUR)
    assert [shown(scenario.lot(each).ends_at or 0) for each in (A, B)] == [morning] * 2


def test_stall_at_night_is_owed_to_nobody() -> None:
    scenario = slow(quiet_hours="22:00–08:00")
    assert scenario.stall((HOUR, 2 * HOUR), at=3 * HOUR) is Code.OK
    assert scenario.kinds() == []
    begins = 9 * HOUR + 46 * MINUTE + 40_000  # the day
    scenario.stall((begins - HOUR, begins + HOUR), at=12 * HOUR)
    assert {event.detail["stalled_ms"] for event in scenario.last.events} == {HOUR}


def test_end_that_is_just_far_enough_from_another_stays() -> None:
    scenario = slow(slow_lots=2, slow_apart_minutes=10, lots=3)
    for seconds in (3600, 603):
        scenario.do(ChangeClock(actor=CARLA, lot=A, seconds=seconds), MINUTE)
    assert scenario.do(WithdrawLot(actor=CARLA, lot=B, reason="It is nobody's"), HOUR) is Code.OK
    scenario.tick(HOUR + 3_000)
    assert scenario.state.open_lots == (A, C)
    assert (scenario.ends(A), scenario.ends(C)) == (25 * HOUR + 603_000, 25 * HOUR + 3_000)


def test_lot_goes_on_while_a_seat_may_be_outbid_on_another_that_it_leads() -> None:
    scenario = slow(slow_lots=2, seats=2, slots_max=1, budget=10)
    scenario.bid(MIA, 5, lot=B)
    scenario.bid(MAX, 5, lot=A)
    assert (scenario.ends(A), scenario.ends(B)) == (24 * HOUR, 24 * HOUR)
