"""Bids and passes: the order of reasons, the deadline to the millisecond, receipts, early ends."""

import pytest

from auctions.rules.codes import Code
from auctions.rules.commands import PassLot, PlaceBid, SetAway
from auctions.rules.events import EventKind, LedgerEntry, LedgerEntryKind
from tests.auctions.rules.scenario import CARLA, FIRST_LOT, MAX, MIA, NED, OTTO, Scenario, T

SECOND_LOT = FIRST_LOT + 1


def _bid_of_otto(scenario: Scenario) -> Code:
    return scenario.do(PlaceBid(actor=OTTO, lot=999, amount=0, arrived=T + 99_000))


def test_bid_from_somebody_without_a_seat_is_refused_before_anything_else() -> None:
    waiting = Scenario(begun=False)
    assert _bid_of_otto(waiting) is Code.NOT_A_PARTICIPANT
    assert waiting.do(PlaceBid(actor=CARLA, lot=999, amount=0, arrived=T)) is Code.NOT_A_PARTICIPANT


def test_bid_before_the_beginning_is_not_active_whatever_else_is_wrong() -> None:
    assert Scenario(begun=False).bid(MAX, 0, lot=999) is Code.NOT_ACTIVE


def test_bid_after_the_end_is_not_active() -> None:
    scenario = Scenario()
    scenario.cancel()
    assert scenario.bid(MAX, 5) is Code.NOT_ACTIVE
    assert scenario.facts == {"status": "cancelled"}


@pytest.mark.parametrize(
    ("arrived", "lot", "code"),
    [
        (30_000, FIRST_LOT, Code.MISSED_BY_SERVER),
        (30_001, FIRST_LOT, Code.NOT_ACTIVE),
        (30_000, 999, Code.NOT_ACTIVE),
    ],
)
def test_timely_bid_decided_after_the_last_lot_was_missed_by_the_server(arrived: int, lot: int, code: Code) -> None:
    scenario = Scenario(lots=1, break_seconds=0)
    scenario.tick(30_300)
    assert scenario.status == "completed"
    assert scenario.bid(MAX, 5, lot=lot, arrived=arrived, at=30_400) is code
    assert scenario.facts == ({"status": "completed"} if code is Code.NOT_ACTIVE else {})


def test_bid_in_a_pause_is_paused_whatever_else_is_wrong() -> None:
    scenario = Scenario()
    scenario.pause(1_000)
    assert scenario.bid(MAX, 0, lot=999, at=99_000) is Code.PAUSED


def test_bid_on_an_unknown_lot_is_no_such_lot() -> None:
    scenario = Scenario()
    assert scenario.bid(MAX, 0, lot=999) is Code.NO_SUCH_LOT
    assert scenario.facts == {"lot": 999}


def test_bid_on_a_lot_in_the_queue_is_lot_closed_before_its_amount_is_looked_at() -> None:
    scenario = Scenario()
    assert scenario.bid(MAX, 0, lot=SECOND_LOT) is Code.LOT_CLOSED
    assert scenario.facts == {"late_ms": None}


def test_late_bid_of_the_leader_is_lot_closed_not_already_leading() -> None:
    scenario = Scenario()
    scenario.bid(MAX, 5)
    assert scenario.bid(MAX, 5, at=30_001) is Code.LOT_CLOSED


def test_leader_who_bids_too_little_leads_already() -> None:
    scenario = Scenario()
    scenario.bid(MAX, 5)
    assert scenario.bid(MAX, 1) is Code.ALREADY_LEADING
    assert scenario.bid(MAX, 900) is Code.ALREADY_LEADING
    assert scenario.facts == {"price": 5}


def test_bid_that_is_too_low_with_a_full_roster_is_too_low() -> None:
    scenario = Scenario(slots_min=0, slots_max=1)
    at = scenario.sell(MAX, 5)
    assert scenario.bid(MAX, 0, lot=SECOND_LOT, at=at) is Code.TOO_LOW


def test_bid_over_the_limit_with_a_full_roster_is_over_max_bid() -> None:
    scenario = Scenario(slots_min=0, slots_max=1, budget=20)
    at = scenario.sell(MAX, 5)
    assert scenario.bid(MAX, 16, lot=SECOND_LOT, at=at) is Code.OVER_MAX_BID


def test_bid_with_a_full_roster_is_roster_full() -> None:
    scenario = Scenario(slots_min=0, slots_max=1)
    at = scenario.sell(MAX, 5)
    assert scenario.bid(MAX, 5, lot=SECOND_LOT, at=at) is Code.ROSTER_FULL
    assert scenario.facts == {"slots": 1}


@pytest.mark.parametrize(
    ("price", "amount", "code"),
    [
        (None, 2, Code.TOO_LOW),
        (None, 3, Code.OK),
        (7, 7, Code.TOO_LOW),
        (7, 9, Code.TOO_LOW),
        (7, 10, Code.OK),
        (7, 100, Code.OK),
        (7, -1, Code.TOO_LOW),
    ],
)
def test_bid_counts_from_the_opening_price_or_one_increment_over(price: int | None, amount: int, code: Code) -> None:
    scenario = Scenario(min_price=3, increment=3)
    if price is not None:
        scenario.bid(MIA, price)
    assert scenario.bid(MAX, amount) is code


def test_bid_equal_to_the_price_loses_to_the_earlier_and_says_who_leads() -> None:
    scenario = Scenario()
    scenario.bid(MIA, 7, at=1_000)
    assert scenario.bid(MAX, 7, at=1_000) is Code.TOO_LOW
    assert scenario.facts == {"price": 7, "leader": MIA, "min_next": 8}


def test_limit_of_the_first_bid_is_193_of_200_with_eight_slots() -> None:
    scenario = Scenario(budget=200, slots_min=8, slots_max=8, lots=8)
    assert scenario.bid(MAX, 194) is Code.OVER_MAX_BID
    assert scenario.facts == {"max_bid": 193, "reserve": 7}
    assert scenario.bid(MAX, 193) is Code.OK


def test_limit_with_different_opening_prices_keeps_nothing_for_the_lot_itself() -> None:
    scenario = Scenario(budget=100, opening=(3, 5, 9, 4), slots_min=3, slots_max=4)
    assert scenario.bid(MAX, 92) is Code.OVER_MAX_BID
    assert scenario.facts == {"max_bid": 91, "reserve": 9}
    assert scenario.bid(MAX, 91) is Code.OK


def test_bid_moves_money_and_the_lot_and_gives_the_outbid_manager_back_their_hold() -> None:
    scenario = Scenario()
    scenario.bid(MIA, 7)
    scenario.bid(MAX, 9)
    assert scenario.kinds() == [EventKind.BID_PLACED]
    event = scenario.last.events[0]
    assert event.ledger == (
        LedgerEntry(LedgerEntryKind.RELEASE, MIA, 7, FIRST_LOT),
        LedgerEntry(LedgerEntryKind.HOLD, MAX, 9, FIRST_LOT),
    )
    assert event.detail == {"lot": FIRST_LOT, "participant": MAX, "amount": 9}
    assert (event.at, event.actor, event.auction) == (T + 1_000, 101, None)
    assert (scenario.lot().price, scenario.lot().leader, scenario.lot().hold, scenario.lot().bids) == (9, MAX, 9, 2)
    assert (scenario.money(MIA), scenario.money(MAX)) == ((200, 0, 0), (191, 9, 0))


def test_rejected_bid_changes_nothing() -> None:
    scenario = Scenario()
    before = scenario.state
    scenario.bid(MAX, 0)
    assert (scenario.state, scenario.last.events) == (before, ())


# To the millisecond ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("arrived", "decided", "code", "late_ms"),
    [
        (29_999, 29_999, Code.OK, 0),
        (30_000, 30_000, Code.OK, 0),
        (30_000, 30_299, Code.OK, 0),
        (30_000, 35_000, Code.OK, 0),  # the clock hasn't come yet: it counts
        (30_001, 30_001, Code.LOT_CLOSED, 1),
        (30_250, 30_299, Code.LOT_CLOSED, 250),
    ],
)
def test_bid_counts_if_it_arrived_by_the_deadline(arrived: int, decided: int, code: Code, late_ms: int) -> None:
    scenario = Scenario()
    assert scenario.bid(MAX, 5, arrived=arrived, at=decided) is code
    assert scenario.last.receipt is not None
    assert scenario.last.receipt["late_ms"] == late_ms
    if scenario.last.rejection:
        assert scenario.facts == {"late_ms": late_ms}


@pytest.mark.parametrize(
    ("arrived", "code"),
    [(29_999, Code.MISSED_BY_SERVER), (30_000, Code.MISSED_BY_SERVER), (30_001, Code.LOT_CLOSED)],
)
def test_timely_bid_decided_after_the_lot_closed_was_missed_by_the_server(arrived: int, code: Code) -> None:
    scenario = Scenario()
    scenario.tick(30_300)
    assert scenario.bid(MAX, 5, arrived=arrived, at=30_400) is code


def test_bid_on_a_lot_that_nobody_could_bid_on_is_lot_closed_since_it_never_opened() -> None:
    scenario = Scenario(opening=[300, 1], slots_min=1)
    assert scenario.lot().status == "unsold"
    assert scenario.bid(MAX, 300, arrived=0) is Code.LOT_CLOSED


@pytest.mark.parametrize(
    ("arrived", "code"), [(12_999, Code.PAUSED), (13_000, Code.OK), (38_000, Code.OK), (38_001, Code.LOT_CLOSED)]
)
def test_bid_in_the_count_after_a_pause_is_paused_until_it_is_over(arrived: int, code: Code) -> None:
    scenario = Scenario()
    scenario.pause(5_000)
    scenario.resume(10_000)
    assert scenario.bid(MAX, 5, arrived=arrived, at=max(arrived, 13_500)) is code
    if code is Code.PAUSED:
        assert scenario.facts == {"resumes_at": T + 13_000}


def test_receipt_says_what_the_bid_faced_before_it_was_decided() -> None:
    scenario = Scenario()
    scenario.bid(MIA, 7)
    seat = PlaceBid(actor=OTTO, lot=FIRST_LOT, amount=9, arrived=T + 1_500, seen=6)
    scenario.do(seat, 1_600)
    assert scenario.last.receipt == {
        "arrived_ms": T + 1_500,
        "decided_ms": T + 1_600,
        "deadline_ms": T + 30_000,
        "late_ms": 0,
        "price": 7,
        "leader": MIA,
        "seen": 6,
        "amount": 9,
        "lot": FIRST_LOT,
    }


def test_receipt_of_a_bid_on_an_unknown_lot_has_no_deadline() -> None:
    scenario = Scenario()
    scenario.bid(MAX, 5, lot=999)
    assert scenario.last.receipt is not None
    assert (scenario.last.receipt["deadline_ms"], scenario.last.receipt["late_ms"], scenario.last.receipt["price"]) == (
        None,
    ) * 3


# Passing and early ends -----------------------------------------------------------------------------
def test_pass_is_refused_to_spectators_leaders_and_those_who_passed() -> None:
    scenario = Scenario()
    assert scenario.do(PassLot(actor=OTTO, lot=FIRST_LOT)) is Code.NOT_A_PARTICIPANT
    assert (scenario.pass_(MAX, lot=999), scenario.facts) == (Code.NO_SUCH_LOT, {"lot": 999})
    assert (scenario.pass_(MAX, lot=SECOND_LOT), scenario.facts) == (Code.LOT_CLOSED, {"late_ms": None})
    scenario.bid(MAX, 5)
    assert (scenario.pass_(MAX), scenario.facts) == (Code.LEADER_CANNOT_PASS, {"price": 5})
    assert (scenario.pass_(MIA), scenario.pass_(MIA)) == (Code.OK, Code.ALREADY_PASSED)


@pytest.mark.parametrize("paused", [False, True])
def test_pass_is_refused_unless_the_auction_is_active(paused: bool) -> None:
    scenario = Scenario(begun=paused)
    if paused:
        scenario.pause(1_000)
    assert scenario.pass_(MAX) is Code.NOT_ACTIVE
    assert scenario.facts == {"status": "paused" if paused else "waiting"}


def test_bid_after_a_pass_takes_the_pass_back() -> None:
    scenario = Scenario()
    scenario.pass_(MAX)
    assert scenario.told() == [(EventKind.LOT_PASSED, {"lot": FIRST_LOT, "participant": MAX})]
    assert scenario.seat(MAX).passed == (FIRST_LOT,)
    assert scenario.bid(MAX, 5) is Code.OK
    assert scenario.seat(MAX).passed == ()


def test_lot_ends_now_when_all_others_have_passed_and_the_grace_still_lets_timely_bids_in() -> None:
    scenario = Scenario()
    scenario.bid(MAX, 5, at=1_000)
    scenario.pass_(MIA, at=2_000)
    assert (scenario.kinds(), scenario.ends()) == ([EventKind.LOT_PASSED], 30_000)
    scenario.pass_(NED, at=3_000)
    assert scenario.told() == [
        (EventKind.LOT_PASSED, {"lot": FIRST_LOT, "participant": NED}),
        (EventKind.LOT_EXTENDED, {"lot": FIRST_LOT, "ends_at": T + 3_000}),
    ]
    assert scenario.ends() == 3_000
    assert scenario.bid(MIA, 6, arrived=2_999, at=3_100) is Code.OK
    assert scenario.ends() == 12_999


def test_lot_without_a_bid_ends_when_everybody_has_passed() -> None:
    scenario = Scenario()
    for at, who in enumerate((MAX, MIA, NED), start=1):
        scenario.pass_(who, at=at)
    assert scenario.ends() == 3
    scenario.tick(303)
    assert scenario.lot().status == "unsold"


def test_lot_ends_early_when_nobody_else_can_pay_or_has_a_slot() -> None:
    scenario = Scenario(slots_min=0, slots_max=1, budget=10, lots=3)
    at = scenario.sell(NED, 1)
    scenario.bid(MAX, 9, lot=SECOND_LOT, at=at)
    assert scenario.ends(SECOND_LOT) == at + 30_000  # Mia can pay 10
    scenario.bid(MIA, 10, lot=SECOND_LOT, at=at + 1)
    assert scenario.kinds() == [EventKind.BID_PLACED, EventKind.LOT_EXTENDED]
    assert scenario.ends(SECOND_LOT) == at + 1  # Max can't pay 11, Ned has no slot


def test_lot_runs_on_when_the_early_end_is_off() -> None:
    scenario = Scenario(early_end=False)
    scenario.bid(MAX, 5)
    scenario.pass_(MIA)
    scenario.pass_(NED)
    assert scenario.ends() == 30_000


def test_lot_that_ends_early_in_the_count_after_a_pause_ends_with_the_count() -> None:
    scenario = Scenario()
    scenario.bid(MAX, 5)
    scenario.pause(2_000)
    scenario.resume(10_000)
    scenario.pass_(MIA, at=11_000)
    scenario.pass_(NED, at=12_000)
    assert scenario.ends() == 13_000


@pytest.mark.parametrize("at", [30_000, 30_100])
def test_early_end_needs_a_lot_that_has_time_left(at: int) -> None:
    scenario = Scenario()
    scenario.bid(MAX, 5)
    scenario.pass_(MIA)
    scenario.pass_(NED, at=at)
    assert (scenario.kinds(), scenario.ends()) == ([EventKind.LOT_PASSED], 30_000)


def test_first_event_of_a_command_names_the_actor_and_what_follows_is_the_clocks() -> None:
    scenario = Scenario()
    scenario.bid(MAX, 5, at=25_000)
    assert [(event.kind, event.actor) for event in scenario.last.events] == [
        (EventKind.BID_PLACED, 101),
        (EventKind.LOT_EXTENDED, None),
    ]


def test_reason_of_a_command_stands_in_its_first_event_alone() -> None:
    scenario = Scenario(seats=2)
    scenario.bid(MAX, 5)
    scenario.do(SetAway(actor=CARLA, participant=MIA, away=True, reason="Called away"), 2_000)
    assert [(event.kind, event.reason) for event in scenario.last.events] == [
        (EventKind.SETTINGS_CHANGED, "Called away"),
        (EventKind.LOT_EXTENDED, ""),
    ]
