"""From live to slow play and back, for what is left."""

from typing import Any

import pytest

from auctions.rules import clock
from auctions.rules.codes import Code
from auctions.rules.commands import (
    AwardAsset,
    ChangePace,
    PutUpAgain,
    SellNow,
    SkipLot,
    WithdrawLot,
)
from auctions.rules.events import EventKind
from auctions.rules.pace.changes import GATHERING
from auctions.rules.state import AuctionStatus, LotStatus
from auctions.rules.switches import Switches
from tests.auctions.rules.pace.test_slow_auctions import shown
from tests.auctions.rules.scenario import CARLA, FIRST_LOT, MAX, MIA, NED, Scenario, T, seat_of

SECOND, MINUTE, HOUR = 1_000, 60_000, 3_600_000
A, B, C, D, E, F = range(FIRST_LOT, FIRST_LOT + 6)


def live(**settings: Any) -> Scenario:
    """Six lots of half a minute each; slowly there would be three at once."""
    usual: dict[str, Any] = {"lots": 6, "slots_min": 0, "budget": 100, "slow_lots": 3, "early_end": False}
    return Scenario(**{**usual, **settings})


def slow(**settings: Any) -> Scenario:
    return live(**{"format": "slow", **settings})


def change(scenario: Scenario, to: str, at: int, **said: Any) -> Code:
    return scenario.do(ChangePace(actor=CARLA, format=to, **said), at)


def told_of_pace(scenario: Scenario) -> list[dict[str, Any]]:
    return [detail for kind, detail in scenario.told() if kind is EventKind.PACE_CHANGED]


# From live to slow ---------------------------------------------------------------------------------
def test_what_is_left_of_a_live_auction_goes_on_slowly_when_the_open_lot_is_over() -> None:
    scenario = live()
    scenario.bid(MAX, 5, lot=A, at=SECOND)
    assert change(scenario, "slow", 2 * SECOND) is Code.OK
    assert told_of_pace(scenario) == [{"format": "slow", "again": 0, "open": 1, "reason": ""}]
    auction = scenario.state.auction
    assert (auction.format, auction.next_format, auction.settings.format) == ("live", "slow", "live")
    scenario.bid(MIA, 6, lot=A, at=25 * SECOND)
    assert scenario.ends(A) == 35 * SECOND, "the lot that is up goes on as it began"
    scenario.tick(35 * SECOND + 300)
    assert scenario.kinds() == [EventKind.LOT_SOLD, EventKind.PACE_CHANGED]
    assert told_of_pace(scenario) == [{"format": "slow", "again": 0, "open": 0, "reason": ""}]
    assert scenario.lot(A).sold_to == MIA
    auction = scenario.state.auction
    assert (auction.format, auction.next_format, auction.settings.format) == ("slow", "", "slow")
    assert scenario.status is AuctionStatus.ACTIVE
    scenario.tick(38 * SECOND + 300)
    assert scenario.state.open_lots == (B, C, D)
    assert scenario.ends(B) == 24 * HOUR + 38 * SECOND + 300
    scenario.bid(MAX, 5, lot=B, at=20 * HOUR)
    assert scenario.ends(B) == 28 * HOUR


def test_between_lots_it_changes_at_once_and_the_break_begins_anew() -> None:
    scenario = live()
    scenario.bid(MAX, 5, lot=A, at=SECOND)
    scenario.tick(30 * SECOND + 300)
    assert change(scenario, "slow", 31 * SECOND, reason="The pub closes") is Code.OK
    assert told_of_pace(scenario) == [{"format": "slow", "again": 0, "open": 0, "reason": "The pub closes"}]
    assert clock.next_deadline(scenario.state) == T + 34 * SECOND
    scenario.tick(34 * SECOND)
    assert len(scenario.state.open_lots) == 3


def test_while_paused_between_lots_it_changes_and_stays_paused() -> None:
    scenario = live()
    scenario.tick(30 * SECOND + 300)
    scenario.pause(31 * SECOND)
    assert change(scenario, "slow", 40 * SECOND) is Code.OK
    assert (scenario.status, scenario.state.auction.format) == (AuctionStatus.PAUSED, "slow")
    scenario.resume(60 * SECOND)
    scenario.tick(66 * SECOND)
    assert scenario.state.open_lots == (B, C, D)


def test_it_is_said_how_slowly() -> None:
    scenario = live(slots_max=6)
    said = {"slow_lots": 5, "slow_lot_minutes": 600, "slow_reset_minutes": 60}
    change(scenario, "slow", SECOND, quiet_hours="22:00–08:00", time_zone="UTC", **said)  # it begins at 22:13
    scenario.tick(30 * SECOND + 300)
    scenario.tick(12 * HOUR)
    assert len(scenario.state.open_lots) == 5
    assert shown(scenario.lot(B).ends_at or 0) == "Wed 20:13:20"
    scenario.bid(MAX, 5, lot=C, at=21 * HOUR + 30 * MINUTE)
    assert shown(scenario.lot(C).ends_at or 0) == "Wed 20:43:20"
    scenario.bid(MIA, 6, lot=C, at=22 * HOUR + 20 * MINUTE)  # at 20:33
    assert shown(scenario.lot(C).ends_at or 0) == "Wed 21:33:20"
    scenario.bid(NED, 7, lot=C, at=23 * HOUR)  # at 21:13
    assert shown(scenario.lot(C).ends_at or 0) == "Thu 08:13:20"
    change(scenario, "live", 23 * HOUR)
    change(scenario, "slow", 23 * HOUR)
    assert scenario.state.auction.settings.slow_lots == 5


def test_no_quiet_hours_is_said_too() -> None:
    scenario = live(quiet_hours="22:00–08:00")
    change(scenario, "slow", SECOND, quiet_hours="")
    assert scenario.state.auction.settings.quiet_hours is None


@pytest.mark.parametrize("power", [SkipLot, WithdrawLot])
def test_whatever_takes_the_open_lot_away_lets_it_change(power: Any) -> None:
    scenario = live()
    scenario.bid(MAX, 5, lot=A, at=SECOND)
    change(scenario, "slow", 2 * SECOND)
    scenario.do(power(actor=CARLA, lot=A, reason="Injured"), 3 * SECOND)
    assert scenario.kinds()[1:] == [EventKind.PACE_CHANGED]
    assert scenario.events[-1].actor is None
    assert scenario.money(MAX) == (100, 0, 0)
    scenario.tick(6 * SECOND)
    assert scenario.state.open_lots == (B, C, D)


def test_maxima_wait_and_play_when_several_lots_open_at_once() -> None:
    scenario = live(slots_max=6)
    scenario.proxy(MAX, 30, lot=B, at=SECOND)
    scenario.proxy(MIA, 20, lot=B, at=SECOND)
    scenario.proxy(MIA, 40, lot=C, at=SECOND)
    change(scenario, "slow", 2 * SECOND)
    scenario.tick(30 * SECOND + 300)
    assert scenario.money(MAX)[:2] == (70, 30)
    scenario.tick(33 * SECOND + 300)
    assert (scenario.lot(B).leader, scenario.lot(B).price) == (MAX, 21)
    assert (scenario.lot(C).leader, scenario.lot(C).price) == (MIA, 1)
    assert scenario.money(MIA) == (60, 40, 0)


def test_limits_keep_back_for_all_that_a_seat_leads_as_soon_as_many_are_open() -> None:
    scenario = live(slots_min=4, slots_max=6)
    assert scenario.seat(MAX).max_bid == 97
    change(scenario, "slow", 2 * SECOND)
    scenario.tick(30 * SECOND + 300)
    scenario.tick(33 * SECOND + 300)
    assert scenario.bid(MAX, 90, lot=B, at=HOUR) is Code.OK
    assert scenario.bid(MAX, 9, lot=C, at=HOUR) is Code.OVER_MAX_BID
    assert scenario.bid(MAX, 8, lot=C, at=HOUR) is Code.OK


def test_turn_to_put_a_lot_up_ends_and_everybody_may() -> None:
    scenario = live(mode="nomination", slow_nominations=1, slow_nomination_minutes=60)
    turn = scenario.state.auction.nominator
    assert turn is not None
    change(scenario, "slow", 5 * SECOND)
    auction = scenario.state.auction
    assert (auction.nominator, auction.turn_ends_at) == (None, None)
    for who, lot in ((MAX, A), (MIA, B), (NED, C)):
        assert scenario.nominate(who, lot=lot, at=MINUTE) is Code.OK
    assert scenario.nominate(MAX, lot=D, at=MINUTE) is Code.NOMINATIONS_USED
    assert scenario.state.open_lots == (A, B, C)


def test_if_nobody_puts_a_lot_up_the_next_comes_after_the_slow_break() -> None:
    scenario = live(mode="nomination", slow_nomination_minutes=60)
    change(scenario, "slow", 5 * SECOND)
    assert clock.next_deadline(scenario.state) == T + 5 * SECOND + HOUR
    scenario.tick(5 * SECOND + HOUR)
    assert scenario.state.open_lots == (A,)


# From slow to live ---------------------------------------------------------------------------------
def test_slow_auction_waits_for_what_is_led_and_is_paused_until_everybody_is_there() -> None:
    scenario = slow()
    scenario.bid(MAX, 5, lot=B, at=HOUR)
    assert change(scenario, "live", 2 * HOUR) is Code.OK
    assert told_of_pace(scenario) == [{"format": "live", "again": 2, "open": 1, "reason": ""}]
    assert scenario.state.open_lots == (B,)
    assert [scenario.lot(each).status for each in (A, C)] == [LotStatus.QUEUED] * 2
    assert clock.next_deadline(scenario.state) == T + 24 * HOUR + 300
    scenario.bid(MIA, 6, lot=B, at=20 * HOUR)
    assert scenario.ends(B) == 28 * HOUR, "it goes on as it began"
    scenario.tick(28 * HOUR + 300)
    assert scenario.kinds() == [EventKind.LOT_SOLD, EventKind.PACE_CHANGED, EventKind.AUCTION_PAUSED]
    auction = scenario.state.auction
    assert (auction.format, scenario.status, auction.pause_reason) == ("live", AuctionStatus.PAUSED, GATHERING)
    scenario.resume(50 * HOUR)
    scenario.tick(50 * HOUR + 6 * SECOND)
    assert scenario.state.open_lots == (A,)
    assert scenario.ends(A) == 50 * HOUR + 36 * SECOND


def test_without_a_bid_it_changes_at_once() -> None:
    scenario = slow()
    change(scenario, "live", HOUR)
    assert scenario.kinds() == [EventKind.PACE_CHANGED, EventKind.AUCTION_PAUSED]
    assert [event.actor for event in scenario.last.events] == [CARLA.user, None]
    assert told_of_pace(scenario) == [{"format": "live", "again": 3, "open": 0, "reason": ""}]
    assert scenario.state.open_lots == ()
    assert [lot.id for lot in scenario.state.queued()] == [A, B, C, D, E, F]


def test_while_paused_it_stays_paused_for_its_own_reason() -> None:
    scenario = slow()
    scenario.bid(MAX, 5, lot=A, at=HOUR)
    scenario.pause(2 * HOUR)
    change(scenario, "live", 3 * HOUR)
    assert (scenario.state.open_lots, scenario.lot(A).remaining_ms) == ((A,), 22 * HOUR)
    scenario.do(WithdrawLot(actor=CARLA, lot=A, reason="Injured"), 4 * HOUR)
    assert scenario.kinds() == [EventKind.LOT_WITHDRAWN, EventKind.PACE_CHANGED]
    assert (scenario.status, scenario.state.auction.pause_reason) == (AuctionStatus.PAUSED, "")
    scenario.resume(5 * HOUR)
    scenario.tick(5 * HOUR + 6 * SECOND)
    assert scenario.state.open_lots == (B,)


def test_passes_are_forgotten_on_what_goes_back() -> None:
    scenario = slow()
    scenario.pass_(NED, lot=A, at=HOUR)
    change(scenario, "live", 2 * HOUR)
    assert scenario.seat(NED).passed == ()


def test_nobody_puts_anything_up_before_it_changes() -> None:
    scenario = slow(mode="nomination", slow_nominations=2)
    scenario.nominate(MAX, lot=A, at=HOUR)
    change(scenario, "live", 2 * HOUR)
    assert scenario.nominate(MIA, lot=B, at=3 * HOUR) is Code.PACE_CHANGES
    scenario.do(SellNow(actor=CARLA, lot=A), 3 * HOUR)
    scenario.tick(3 * HOUR + 300)
    scenario.resume(4 * HOUR)
    scenario.tick(4 * HOUR + 6 * SECOND)
    assert scenario.state.auction.nominator is not None


def test_with_nothing_left_when_the_last_lot_closes_the_auction_ends() -> None:
    scenario = slow(lots=4)
    scenario.bid(MAX, 5, lot=A, at=HOUR)
    change(scenario, "live", 2 * HOUR)
    for lot in (B, C, D):
        award = AwardAsset(actor=CARLA, lot=lot, participant=MIA, price=1, reason="As agreed")
        assert scenario.do(award, 3 * HOUR) is Code.OK
    scenario.tick(25 * HOUR)
    assert scenario.kinds() == [EventKind.LOT_SOLD, EventKind.PACE_CHANGED]
    scenario.tick(25 * HOUR + 3 * SECOND)
    assert scenario.status is AuctionStatus.COMPLETED


# While it is waited for ----------------------------------------------------------------------------
def test_nothing_else_comes_up_meanwhile_and_the_clock_has_nothing_to_do() -> None:
    scenario = slow(lots=9)
    for lot in (A, B):
        scenario.bid(MAX, 5, lot=lot, at=HOUR)
    scenario.do(WithdrawLot(actor=CARLA, lot=C, reason="Injured"), 2 * HOUR)
    change(scenario, "live", 2 * HOUR)
    scenario.do(PutUpAgain(actor=CARLA, lot=C), 2 * HOUR)
    scenario.do(WithdrawLot(actor=CARLA, lot=B, reason="Injured"), 3 * HOUR)
    assert clock.next_deadline(scenario.state) == T + 24 * HOUR + 300
    scenario.tick(4 * HOUR)
    assert (scenario.kinds(), scenario.state.open_lots) == ([], (A,))


def test_nothing_else_comes_up_meanwhile_after_a_pause_between_lots_either() -> None:
    """The break after the third lot stood still in the pause, and there is nothing any more that it is before."""
    scenario = slow(lots=9)
    scenario.bid(MAX, 5, lot=A, at=HOUR)
    scenario.do(WithdrawLot(actor=CARLA, lot=C, reason="Injured"), 2 * HOUR)
    scenario.pause(2 * HOUR)
    assert scenario.state.auction.break_remaining_ms == 3 * SECOND
    change(scenario, "live", 3 * HOUR)
    auction = scenario.state.auction
    assert (auction.next_format, auction.break_remaining_ms, auction.next_lot_at) == ("live", None, None)
    scenario.resume(4 * HOUR)
    assert clock.next_deadline(scenario.state) == T + (4 + 22) * HOUR + 3 * SECOND + 300
    scenario.tick(5 * HOUR)
    assert (scenario.kinds(), scenario.state.open_lots) == ([], (A,))


@pytest.mark.parametrize(("one", "other"), [("live", "slow"), ("slow", "live")])
def test_it_is_called_off_while_lots_are_open(one: str, other: str) -> None:
    scenario = live(format=one)
    scenario.bid(MAX, 5, lot=A, at=SECOND)
    change(scenario, other, 2 * SECOND)
    assert change(scenario, one, 3 * SECOND) is Code.OK
    assert told_of_pace(scenario) == [{"format": one, "kept": True, "reason": ""}]
    assert scenario.state.auction.next_format == ""
    scenario.tick(48 * HOUR)
    scenario.tick(49 * HOUR)
    assert scenario.lot(A).sold_to == MAX
    assert len(scenario.state.open_lots) == (1 if one == "live" else 3)
    assert scenario.state.auction.format == one


def test_cancelling_forgets_it() -> None:
    scenario = slow()
    scenario.bid(MAX, 5, lot=A, at=HOUR)
    change(scenario, "live", 2 * HOUR)
    scenario.cancel(3 * HOUR)
    assert (scenario.status, scenario.state.auction.next_format) == (AuctionStatus.CANCELLED, "")


# Refused -------------------------------------------------------------------------------------------
def test_only_a_commissioner_of_a_running_auction_changes_it_to_what_it_is_not() -> None:
    waiting = live(begun=False)
    assert (change(waiting, "slow", 0), waiting.facts) == (Code.WRONG_STATUS, {"status": "waiting"})
    scenario = live()
    assert scenario.do(ChangePace(actor=seat_of(MAX), format="slow")) is Code.FORBIDDEN
    assert change(scenario, "live", SECOND) is Code.WRONG_STATUS
    change(scenario, "slow", SECOND)
    assert change(scenario, "slow", SECOND) is Code.WRONG_STATUS
    assert scenario.facts == {"status": "slow"}


def test_where_nothing_is_left_nothing_changes() -> None:
    scenario = live(lots=1)
    before = scenario.state
    assert change(scenario, "slow", SECOND) is Code.WRONG_STATUS
    assert scenario.facts == {"status": "at its last lot"}
    assert scenario.state == before


def test_unsold_lots_that_come_again_are_left() -> None:
    scenario = live(lots=2, unsold_rounds=1)
    scenario.tick(30 * SECOND + 300)
    scenario.tick(33 * SECOND + 300)
    assert [scenario.lot(each).status for each in (A, B)] == [LotStatus.UNSOLD, LotStatus.OPEN]
    assert change(scenario, "slow", 34 * SECOND) is Code.OK


def test_slow_play_has_to_be_offered_and_live_play_need_not_be() -> None:
    scenario = live()
    scenario.switches = Switches(slow_auctions=False)
    assert change(scenario, "slow", SECOND) is Code.NOT_OFFERED
    played = slow()
    played.switches = Switches(slow_auctions=False)
    assert change(played, "live", SECOND) is Code.OK
