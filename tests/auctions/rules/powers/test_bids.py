"""Bids that are taken back, and bids for somebody absent."""

from dataclasses import replace
from typing import Any

import pytest

from auctions.publish import payloads
from auctions.rules.codes import Code
from auctions.rules.commands import SYSTEM, AdjustBudget, AwardAsset, BidByBot, BidFor, RetractBid, TakeBackBid
from auctions.rules.events import EventKind, LedgerEntry, LedgerEntryKind
from auctions.rules.state import EARLIER_KEPT
from tests.auctions.rules.invariants import display_names_of
from tests.auctions.rules.scenario import CARLA, FIRST_LOT, MAX, MIA, NED, Scenario, T, seat_of

THIRD_LOT = FIRST_LOT + 2
HOLD, RELEASE = LedgerEntryKind.HOLD, LedgerEntryKind.RELEASE


def take_back(scenario: Scenario, who: int, *, at: int = 5_000, lot: int = FIRST_LOT) -> Code:
    return scenario.do(TakeBackBid(actor=CARLA, lot=lot, participant=who, reason="Misheard"), at)


def retract(scenario: Scenario, who: int, *, at: int = 5_000, arrived: int | None = None) -> Code:
    stamp = T + (at if arrived is None else arrived)
    return scenario.do(RetractBid(actor=seat_of(who), lot=FIRST_LOT, arrived=stamp), at)


def bid_for(scenario: Scenario, who: int, amount: int, *, at: int = 1_000, lot: int = FIRST_LOT) -> Code:
    return scenario.do(BidFor(actor=CARLA, lot=lot, participant=who, amount=amount, arrived=T + at), at)


def stands(scenario: Scenario) -> tuple[int | None, int | None, int]:
    """Return the seat that leads, at what price, and after how many bids."""
    lot = scenario.lot()
    return lot.leader, lot.price, lot.bids


# Taken back -----------------------------------------------------------------------------------------
def test_bid_that_could_not_lead_again_is_gone_for_good() -> None:
    """Though its bidder could pay it later on, when another bid is taken back."""
    scenario = Scenario(budget=10, slots_min=1)
    scenario.bid(MAX, 5)
    scenario.bid(MIA, 6)
    for change in (-8, 8):
        scenario.do(AdjustBudget(actor=CARLA, participant=MAX, amount=change, reason="A slip"))
        assert take_back(scenario, MIA if change < 0 else NED) is Code.OK
        assert stands(scenario) == (None, None, 0)
        assert scenario.bid(NED, 3, at=6_000) is Code.OK


def test_bid_before_leads_again_and_its_money_is_held_again() -> None:
    scenario = Scenario()
    scenario.bid(MAX, 5)
    scenario.bid(MIA, 9)
    assert take_back(scenario, MIA) is Code.OK
    assert scenario.told() == [
        (
            EventKind.BID_TAKEN_BACK,
            {"lot": FIRST_LOT, "participant": MIA, "amount": 9, "retracted": False, "reason": "Misheard"},
        ),
        (EventKind.BID_RESTORED, {"lot": FIRST_LOT, "participant": MAX, "amount": 5}),
    ]
    taken, again = scenario.last.events
    assert (taken.actor, taken.reason, again.actor) == (CARLA.user, "Misheard", None)
    assert taken.ledger == (LedgerEntry(RELEASE, MIA, 9, FIRST_LOT),)
    assert again.ledger == (LedgerEntry(HOLD, MAX, 5, FIRST_LOT),)
    assert (stands(scenario), scenario.money(MIA), scenario.money(MAX)) == ((MAX, 5, 1), (200, 0, 0), (195, 5, 0))
    assert (take_back(scenario, MAX), stands(scenario)) == (Code.OK, (None, None, 0))
    assert (scenario.lot().hold, scenario.money(MAX)) == (0, (200, 0, 0))
    assert take_back(scenario, MAX) is Code.NOT_LEADING


@pytest.mark.parametrize(
    ("maxima", "shown", "again"),
    [
        ([(MAX, 30), (MIA, 50)], (MIA, 31), (MAX, 30)),
        ([(MIA, 50), (MAX, 30)], (MIA, 31), (MAX, 30)),
        ([(MAX, 50), (MIA, 50)], (MAX, 50), (MIA, 50)),
    ],
    ids=["second lower", "first higher", "equal"],
)
def test_bid_of_a_maximum_goes_with_its_maximum(
    maxima: list[tuple[int, int]], shown: tuple[int, int], again: tuple[int, int]
) -> None:
    """Of two maxima the beaten one's last bid leads again, and holds its price alone."""
    scenario = Scenario()
    for who, maximum in maxima:
        scenario.proxy(who, maximum, lot=THIRD_LOT)
    for at in (30_300, 33_300, 63_600, 66_600):
        scenario.tick(at)
    lot = scenario.lot(THIRD_LOT)
    assert (lot.leader, lot.price) == shown
    assert take_back(scenario, shown[0], at=67_000, lot=THIRD_LOT) is Code.OK
    lot = scenario.lot(THIRD_LOT)
    assert (lot.leader, lot.price, lot.hold) == (again[0], again[1], again[1])
    assert all(seat.proxies == () for seat in scenario.state.participants.values())
    assert (scenario.money(shown[0]), scenario.money(again[0])) == ((200, 0, 0), (200 - again[1], again[1], 0))


def test_bid_by_hand_leads_again_when_the_maximum_over_it_goes() -> None:
    scenario = Scenario()
    scenario.bid(NED, 1)
    scenario.proxy(MAX, 30)
    assert (take_back(scenario, MAX), stands(scenario)) == (Code.OK, (NED, 1, 1))
    assert (scenario.money(MAX), scenario.money(NED)) == ((200, 0, 0), (199, 1, 0))


def test_lot_has_had_as_many_bids_as_there_are_up_to_the_one_that_leads_again() -> None:
    scenario = Scenario(slots_min=1)
    for who, amount in ((NED, 1), (MAX, 5), (NED, 6), (MAX, 150), (MIA, 160)):
        scenario.bid(who, amount)
    assert (take_back(scenario, MIA), stands(scenario)) == (Code.OK, (MAX, 150, 4))
    scenario.bid(MIA, 160, at=6_000)
    scenario.do(AdjustBudget(actor=CARLA, participant=MAX, amount=-60, reason="Late fee"), 6_000)
    assert (take_back(scenario, MIA, at=6_000), stands(scenario)) == (Code.OK, (NED, 6, 3))


def test_bid_that_its_bidder_cannot_pay_any_more_is_passed_over() -> None:
    scenario = Scenario(slots_min=1)
    for who, amount in ((NED, 50), (MAX, 150), (MIA, 160)):
        scenario.bid(who, amount)
    give = AwardAsset(actor=CARLA, lot=THIRD_LOT, participant=MAX, price=60, reason="Forgotten")
    assert scenario.do(give) is Code.OK
    assert take_back(scenario, MIA) is Code.OK
    assert (stands(scenario), scenario.money(MAX)) == ((NED, 50, 1), (140, 0, 60))


def test_bid_whose_bidder_has_no_slot_any_more_is_passed_over() -> None:
    scenario = Scenario(slots_min=1, slots_max=1)
    for who, amount in ((NED, 5), (MAX, 6), (MIA, 7)):
        scenario.bid(who, amount)
    scenario.do(AwardAsset(actor=CARLA, lot=THIRD_LOT, participant=MAX, price=6, reason="Forgotten"))
    assert (take_back(scenario, MIA), stands(scenario)) == (Code.OK, (NED, 5, 1))


def test_bid_for_which_the_limits_leave_no_place_any_more_is_passed_over() -> None:
    scenario = Scenario(listed=["GK", "", "GK"], limits="GK: at most 1", slots_min=0)
    for who, amount in ((NED, 5), (MAX, 6), (MIA, 7)):
        scenario.bid(who, amount)
    scenario.do(AwardAsset(actor=CARLA, lot=THIRD_LOT, participant=MAX, price=6, reason="Forgotten"))
    assert (take_back(scenario, MIA), stands(scenario)) == (Code.OK, (NED, 5, 1))


@pytest.mark.parametrize(("amount", "maximum"), [(190, 5), (194, 5), (195, None)])
def test_bid_that_leads_again_takes_maxima_back_where_the_rest_could_not_be_paid_beside_them(
    amount: int, maximum: int | None
) -> None:
    """Max must have all three lots; the one that comes next leaves more to pay than the one he bid on."""
    scenario = Scenario(opening=[20, 1, 1], slots_min=3)
    scenario.bid(MAX, amount)
    scenario.bid(MIA, amount + 1)
    scenario.proxy(MAX, 5, lot=FIRST_LOT + 1)
    assert (take_back(scenario, MIA), stands(scenario)) == (Code.OK, (MAX, amount, 1))
    assert [each.maximum for each in scenario.seat(MAX).proxies] == ([maximum] if maximum else [])


def test_bid_leads_again_whatever_is_held_for_maxima_that_nobody_sees() -> None:
    """With a maximum elsewhere or without, everybody else is shown the same."""
    shown = []
    for maximum in (None, 190):
        scenario = Scenario(slots_min=1)
        scenario.bid(MAX, 100)
        scenario.bid(MIA, 110)
        if maximum:
            scenario.proxy(MAX, maximum, lot=THIRD_LOT)
        assert take_back(scenario, MIA) is Code.OK
        assert (scenario.money(MAX), scenario.seat(MAX).proxies) == ((100, 100, 0), ())
        names = display_names_of(scenario.state)
        shown.append([payloads.event(each, scenario.state, names)["data"] for each in scenario.last.events])
    assert shown[0] == shown[1]


@pytest.mark.parametrize(
    ("settings", "at", "ends"),
    [
        ({}, 5_000, 30_000),
        ({}, 25_000, 35_000),
        ({"lot_cap_seconds": 32}, 25_000, 32_000),
        ({"anti_snipe_seconds": 0}, 25_000, 30_000),
    ],
    ids=["time left", "late", "capped", "no extension"],
)
def test_others_have_as_much_time_as_after_a_late_bid(settings: dict[str, Any], at: int, ends: int) -> None:
    scenario = Scenario(**settings)
    scenario.bid(MAX, 5)
    scenario.bid(MIA, 9)
    assert (take_back(scenario, MIA, at=at), scenario.ends()) == (Code.OK, ends)


def test_lot_ends_at_once_if_only_who_leads_again_is_there() -> None:
    scenario = Scenario(seats=2)
    scenario.bid(MAX, 5)
    scenario.bid(MIA, 9)
    scenario.away(MIA)
    assert (scenario.ends(), take_back(scenario, MIA), scenario.ends()) == (30_000, Code.OK, 5_000)
    assert stands(scenario) == (MAX, 5, 1)


@pytest.mark.parametrize(("cap", "left"), [(None, 10_000), (40, 10_000), (32, 6_217)])
def test_bid_is_taken_back_in_a_pause_with_4217_ms_left(cap: int | None, left: int) -> None:
    scenario = Scenario(lot_cap_seconds=cap)
    scenario.bid(MAX, 5)
    scenario.bid(MIA, 9)
    scenario.pause(25_783)
    assert scenario.lot().remaining_ms == 4_217
    assert take_back(scenario, MIA, at=60_000) is Code.OK
    assert (scenario.lot().remaining_ms, stands(scenario)) == (left, (MAX, 5, 1))
    scenario.resume(70_000)
    assert scenario.ends() == 73_000 + left


def test_lot_paused_with_more_time_than_a_late_bid_gives_keeps_it() -> None:
    scenario = Scenario()
    scenario.bid(MIA, 9)
    scenario.pause(5_000)
    assert (take_back(scenario, MIA, at=60_000), scenario.lot().remaining_ms) == (Code.OK, 25_000)


def test_passes_are_taken_back_since_the_price_is_another() -> None:
    scenario = Scenario()
    scenario.bid(MAX, 5)
    scenario.bid(MIA, 90)
    scenario.pass_(NED)
    scenario.pass_(MAX)  # so Mia would have it now
    assert take_back(scenario, MIA, at=1_100) is Code.OK
    assert (scenario.seat(NED).passed, scenario.seat(MAX).passed, scenario.ends()) == ((), (), 11_100)


def test_only_so_many_bids_before_are_kept() -> None:
    scenario = Scenario(seats=2)
    for amount in range(1, EARLIER_KEPT + 4):
        scenario.bid((MAX, MIA)[amount % 2], amount)
    assert len(scenario.lot().earlier) == EARLIER_KEPT
    for amount in range(EARLIER_KEPT + 3, 2, -1):
        assert take_back(scenario, (MAX, MIA)[amount % 2], at=1_500) is Code.OK
    assert stands(scenario) == (None, None, 0)
    assert scenario.bid(NED, 1) is Code.NOT_A_PARTICIPANT
    assert scenario.bid(MAX, 1) is Code.OK


def test_nothing_of_the_bids_stays_with_a_lot_that_is_over() -> None:
    scenario = Scenario(slots_min=0)
    scenario.bid(MIA, 4)
    scenario.sell(MAX, 5)
    assert scenario.lot().earlier == ()


def test_bids_are_the_commissioners_to_take_back_and_of_an_open_lot() -> None:
    scenario = Scenario()
    scenario.bid(MAX, 5)
    assert scenario.do(TakeBackBid(actor=seat_of(MIA), lot=FIRST_LOT, participant=MAX)) is Code.FORBIDDEN
    assert take_back(scenario, MIA) is Code.NOT_LEADING
    assert scenario.facts == {"participant": MIA}
    assert take_back(scenario, 77) is Code.NOT_A_PARTICIPANT
    assert (take_back(scenario, MAX, lot=999), scenario.facts) == (Code.NO_SUCH_LOT, {"lot": 999})
    assert take_back(scenario, MAX, lot=THIRD_LOT) is Code.WRONG_STATUS
    assert scenario.facts == {"status": "queued"}
    scenario.cancel()
    assert (take_back(scenario, MAX), scenario.facts) == (Code.WRONG_STATUS, {"status": "cancelled"})


# Retracted by the bidder ----------------------------------------------------------------------------
def test_bidder_takes_a_bid_back_until_somebody_bids_more() -> None:
    scenario = Scenario(retract_bids=True)
    scenario.bid(MAX, 5)
    scenario.bid(MIA, 9)
    assert retract(scenario, MAX) is Code.NOT_LEADING
    assert (retract(scenario, MIA), stands(scenario)) == (Code.OK, (MAX, 5, 1))
    assert scenario.told()[0][1]["retracted"] is True
    assert scenario.last.events[0].actor == seat_of(MIA).user


def test_bidder_takes_nothing_back_after_the_deadline_or_where_the_league_does_not_let_them() -> None:
    scenario = Scenario(retract_bids=True)
    scenario.bid(MIA, 9)
    assert retract(scenario, MIA, at=30_100) is Code.LOT_CLOSED
    assert retract(scenario, MIA, at=30_100, arrived=30_000) is Code.OK
    other = Scenario()
    other.bid(MIA, 9)
    assert retract(other, MIA) is Code.NOT_OFFERED
    assert retract(other, 77) is Code.NOT_A_PARTICIPANT


def test_bidder_takes_nothing_back_while_the_auction_is_paused() -> None:
    scenario = Scenario(retract_bids=True)
    scenario.bid(MIA, 9)
    scenario.pause(2_000)
    assert retract(scenario, MIA) is Code.PAUSED


# For somebody absent --------------------------------------------------------------------------------
def test_bid_for_somebody_counts_as_theirs_and_says_who_made_it() -> None:
    scenario = Scenario()
    scenario.away(MAX)
    assert bid_for(scenario, MAX, 7) is Code.OK
    told = {"lot": FIRST_LOT, "participant": MAX, "amount": 7, "on_behalf": True}
    assert scenario.told()[0] == (EventKind.BID_PLACED, told)
    assert (scenario.last.events[0].actor, scenario.seat(MAX).away) == (CARLA.user, True)
    assert (stands(scenario), scenario.money(MAX)) == ((MAX, 7, 1), (193, 7, 0))
    assert scenario.last.receipt is not None
    assert scenario.last.receipt["on_behalf"] is True
    scenario.bid(MIA, 8)
    assert "on_behalf" not in (scenario.last.receipt or {})


def test_bid_for_somebody_extends_the_lot_and_is_answered_by_maxima() -> None:
    scenario = Scenario()
    scenario.bid(NED, 1)
    scenario.proxy(MIA, 20)
    assert bid_for(scenario, MAX, 7, at=25_000) is Code.OK
    assert (stands(scenario), scenario.ends()) == ((MIA, 8, 4), 35_000)


def test_bid_for_somebody_is_refused_by_what_everybody_sees_with_their_name() -> None:
    scenario = Scenario(lots=5, slots_min=3)
    assert bid_for(scenario, MAX, 199) is Code.OVER_MAX_BID
    assert scenario.facts == {"participant": MAX, "max_bid": 198, "reserve": 2, "amount": 199, "filled": 1, "slots": 6}
    assert bid_for(scenario, MAX, 0) is Code.TOO_LOW
    assert bid_for(scenario, MAX, 5) is Code.OK
    assert (bid_for(scenario, MAX, 6), scenario.facts) == (Code.ALREADY_LEADING, {"participant": MAX, "price": 5})
    assert bid_for(scenario, 77, 9) is Code.NOT_A_PARTICIPANT
    assert bid_for(scenario, MIA, 9, lot=THIRD_LOT) is Code.LOT_CLOSED
    mine = BidFor(actor=seat_of(MIA), lot=FIRST_LOT, participant=MAX, amount=9, arrived=T + 1_000)
    assert scenario.do(mine) is Code.FORBIDDEN
    late = replace(mine, actor=CARLA, participant=MIA, arrived=T + 30_001)
    assert scenario.do(late, 30_100) is Code.LOT_CLOSED


def test_bid_for_somebody_outweighs_maxima_elsewhere_and_tells_nobody_of_them() -> None:
    shown = []
    for maximum in (None, 150):
        scenario = Scenario(slots_min=1)
        if maximum:
            scenario.proxy(MAX, maximum, lot=THIRD_LOT)
        assert bid_for(scenario, MAX, 100) is Code.OK
        assert (scenario.money(MAX), scenario.seat(MAX).proxies) == ((100, 100, 0), ())
        names = display_names_of(scenario.state)
        shown.append([payloads.event(each, scenario.state, names)["data"] for each in scenario.last.events])
    assert shown[0] == shown[1]


@pytest.mark.parametrize(("amount", "leads"), [(-50, (MAX, 150, 1)), (-51, (None, None, 0))])
def test_budget_that_was_lowered_keeps_a_bid_from_leading_again(
    amount: int, leads: tuple[int | None, int | None, int]
) -> None:
    """It may take all that is left."""
    scenario = Scenario(slots_min=1)
    scenario.bid(MAX, 150)
    scenario.bid(MIA, 160)
    assert scenario.do(AdjustBudget(actor=CARLA, participant=MAX, amount=amount, reason="Late fee")) is Code.OK
    assert (take_back(scenario, MIA), stands(scenario)) == (Code.OK, leads)


@pytest.mark.parametrize(("amount", "maximum"), [(190, 5), (194, 5), (195, None)])
def test_bid_for_somebody_takes_maxima_back_where_the_rest_could_not_be_paid_beside_them(
    amount: int, maximum: int | None
) -> None:
    """Max must have all three lots; the one that comes next leaves more to pay than the one that is bid on."""
    scenario = Scenario(opening=[20, 1, 1], slots_min=3)
    scenario.proxy(MAX, 5, lot=FIRST_LOT + 1)
    assert bid_for(scenario, MAX, amount) is Code.OK
    assert [each.maximum for each in scenario.seat(MAX).proxies] == ([maximum] if maximum else [])


# By a bot -------------------------------------------------------------------------------------------
def bid_by_bot(scenario: Scenario, who: int, amount: int, *, at: int = 1_000) -> Code:
    return scenario.do(BidByBot(actor=SYSTEM, lot=FIRST_LOT, participant=who, amount=amount, arrived=T + at), at)


def test_bot_bids_for_one_who_is_away_says_so_and_stops_with_their_next_act() -> None:
    scenario = Scenario()
    assert bid_by_bot(scenario, MAX, 7) is Code.WRONG_STATUS, "Max is here"
    scenario.away(MAX)
    assert bid_by_bot(scenario, MAX, 7) is Code.OK
    told = {"lot": FIRST_LOT, "participant": MAX, "amount": 7, "by_bot": True}
    assert scenario.told()[0] == (EventKind.BID_PLACED, told)
    assert (scenario.last.events[0].actor, scenario.seat(MAX).away) == (None, True)
    assert scenario.last.receipt is not None
    assert scenario.last.receipt["by_bot"] is True
    scenario.bid(MIA, 8)
    assert "by_bot" not in (scenario.last.receipt or {})
    scenario.bid(MAX, 9)
    scenario.bid(MIA, 10)
    assert bid_by_bot(scenario, MAX, 11) is Code.WRONG_STATUS
    assert scenario.facts == {"status": "here"}


def test_bot_bids_within_what_the_manager_could_and_nobody_else_sends_one() -> None:
    scenario = Scenario(lots=5, slots_min=3)
    scenario.away(MAX)
    assert bid_by_bot(scenario, MAX, 199) is Code.OVER_MAX_BID
    assert bid_by_bot(scenario, MAX, 0) is Code.TOO_LOW
    assert bid_by_bot(scenario, 77, 9) is Code.NOT_A_PARTICIPANT
    for sender in (CARLA, seat_of(MAX)):
        bid = BidByBot(actor=sender, lot=FIRST_LOT, participant=MAX, amount=9, arrived=T + 1_000)
        assert scenario.do(bid) is Code.FORBIDDEN
