"""Sales by the commissioner's word."""

from dataclasses import replace

import pytest

from auctions.publish import payloads
from auctions.rules.codes import Code
from auctions.rules.commands import AwardAsset, CorrectSale, UndoSale
from auctions.rules.events import EventKind, LedgerEntry, LedgerEntryKind
from tests.auctions.rules.invariants import display_names_of
from tests.auctions.rules.scenario import CARLA, FIRST_LOT, MAX, MIA, NED, Scenario, seat_of

SECOND_LOT = FIRST_LOT + 1
THIRD_LOT = FIRST_LOT + 2
HOLD, RELEASE, CAPTURE, REVERSE = (
    LedgerEntryKind.HOLD,
    LedgerEntryKind.RELEASE,
    LedgerEntryKind.CAPTURE,
    LedgerEntryKind.REVERSE,
)


def correct(scenario: Scenario, who: int, price: int, *, at: int, lot: int = FIRST_LOT) -> Code:
    return scenario.do(CorrectSale(actor=CARLA, lot=lot, participant=who, price=price, reason="Misheard"), at)


def award(scenario: Scenario, who: int, price: int, *, at: int = 1_000, lot: int = THIRD_LOT) -> Code:
    return scenario.do(AwardAsset(actor=CARLA, lot=lot, participant=who, price=price, reason="Forgotten"), at)


@pytest.mark.parametrize(("price", "left"), [(45, 155), (5, 195), (55, 145), (1, 199)])
def test_corrected_price_moves_the_difference_alone(price: int, left: int) -> None:
    """Below what was spent as well as above it."""
    scenario = Scenario(slots_min=0)
    at = scenario.sell(MAX, 50)
    assert (correct(scenario, MAX, price, at=at), scenario.money(MAX)) == (Code.OK, (left, 0, price))
    told = {"lot": FIRST_LOT, "participant": MAX, "price": price, "other": MAX, "before": 50, "reason": "Misheard"}
    assert scenario.told() == [(EventKind.SALE_CORRECTED, told)]
    event = scenario.last.events[0]
    assert (event.actor, event.reason) == (CARLA.user, "Misheard")
    assert event.ledger == (
        LedgerEntry(REVERSE, MAX, 50, FIRST_LOT),
        LedgerEntry(HOLD, MAX, price, FIRST_LOT),
        LedgerEntry(CAPTURE, MAX, price, FIRST_LOT),
    )
    assert [slot.price for slot in scenario.seat(MAX).roster] == [price]


def test_corrected_owner_pays_and_the_other_has_money_and_slot_again() -> None:
    scenario = Scenario()
    at = scenario.sell(MAX, 50)
    scenario.bid(NED, 7, lot=SECOND_LOT, at=at)
    ends = scenario.ends(SECOND_LOT)
    assert correct(scenario, MIA, 40, at=at + 1) is Code.OK
    assert (scenario.money(MAX), scenario.seat(MAX).roster) == ((200, 0, 0), ())
    assert (scenario.money(MIA), scenario.seat(MIA).filled) == ((160, 0, 40), 1)
    lot = scenario.lot()
    assert (lot.sold_to, lot.sold_for, lot.price, lot.status) == (MIA, 40, 40, "sold")
    assert (scenario.money(NED), scenario.ends(SECOND_LOT)) == ((193, 7, 0), ends)
    assert scenario.undo(at=at + 2) is Code.OK
    assert (scenario.money(MIA), scenario.money(MAX)) == ((200, 0, 0), (200, 0, 0))


def test_price_over_the_limit_is_refused_with_the_numbers_and_changes_nothing() -> None:
    scenario = Scenario(lots=5, slots_min=3)
    at = scenario.sell(MAX, 50)
    assert correct(scenario, MAX, 199, at=at) is Code.OVER_MAX_BID
    assert scenario.facts == {"participant": MAX, "max_bid": 198, "reserve": 2, "amount": 199}
    assert (correct(scenario, MAX, 198, at=at), scenario.money(MAX)) == (Code.OK, (2, 0, 198))
    assert correct(scenario, MAX, 0, at=at) is Code.TOO_LOW


def test_roster_that_would_grow_too_large_is_refused_with_the_numbers() -> None:
    scenario = Scenario(slots_min=1, slots_max=1)
    at = scenario.sell(MAX, 5)
    assert award(scenario, MAX, 5, at=at) is Code.ROSTER_FULL
    assert scenario.facts == {"participant": MAX, "filled": 2, "slots": 1}
    assert correct(scenario, MAX, 6, at=at) is Code.OK


def test_leader_of_the_open_lot_gets_no_award_for_the_slot_it_may_fill() -> None:
    scenario = Scenario(slots_min=1, slots_max=1)
    scenario.bid(MAX, 5)
    assert award(scenario, MAX, 5) is Code.ROSTER_FULL


def test_awarded_lot_is_sold_without_coming_up() -> None:
    scenario = Scenario()
    assert award(scenario, MIA, 12) is Code.OK
    told = {"lot": THIRD_LOT, "participant": MIA, "price": 12, "reason": "Forgotten"}
    assert scenario.told() == [(EventKind.ASSET_AWARDED, told)]
    assert (scenario.money(MIA), scenario.state.auction.lots_sold) == ((188, 0, 12), 1)
    assert scenario.lot(THIRD_LOT).price == 12
    assert [lot.id for lot in scenario.state.queued()] == [SECOND_LOT]
    assert scenario.do(UndoSale(actor=CARLA, lot=THIRD_LOT)) is Code.OK
    assert (scenario.money(MIA), scenario.lot(THIRD_LOT).status) == ((200, 0, 0), "queued")


def test_award_takes_back_all_maxima_on_the_lot() -> None:
    scenario = Scenario()
    scenario.proxy(MAX, 30, lot=THIRD_LOT)
    scenario.proxy(MIA, 40, lot=THIRD_LOT)
    assert award(scenario, MIA, 12) is Code.OK
    assert scenario.last.events[0].ledger == (
        LedgerEntry(RELEASE, MIA, 40, THIRD_LOT),
        LedgerEntry(HOLD, MIA, 12, THIRD_LOT),
        LedgerEntry(CAPTURE, MIA, 12, THIRD_LOT),
        LedgerEntry(RELEASE, MAX, 30, THIRD_LOT),
    )
    assert (scenario.money(MAX), scenario.money(MIA)) == ((200, 0, 0), (188, 0, 12))


def test_roster_is_in_the_order_of_numbers_whatever_is_given_or_corrected_first() -> None:
    scenario = Scenario(lots=4)
    at = scenario.sell(MAX, 5)
    for lot in (THIRD_LOT + 1, THIRD_LOT):
        assert award(scenario, MAX, 7, at=at, lot=lot) is Code.OK
    assert correct(scenario, MAX, 6, at=at) is Code.OK
    owned = [(slot.lot, slot.price) for slot in scenario.seat(MAX).roster]
    assert owned == [(FIRST_LOT, 6), (THIRD_LOT, 7), (THIRD_LOT + 1, 7)]


@pytest.mark.parametrize(("price", "maximum"), [(79, 100), (80, 100), (81, None), (90, None)])
def test_award_takes_maxima_back_where_the_rest_of_the_roster_could_not_be_paid_beside_them(
    price: int, maximum: int | None
) -> None:
    """Max leads the first of three lots with 100 held, and must have all three: the second opens at 20."""
    scenario = Scenario(opening=[1, 20, 1], slots_min=3)
    scenario.proxy(MAX, 100)
    assert award(scenario, MAX, price) is Code.OK
    assert [each.maximum for each in scenario.seat(MAX).proxies] == ([maximum] if maximum else [])
    assert scenario.money(MAX) == (200 - price - (maximum or 1), maximum or 1, price)


def test_award_is_limited_by_what_the_rest_costs_after_this_lot() -> None:
    """After the third lot Max has the second still to get, which opens at 20; after the second, one for 1."""
    scenario = Scenario(opening=[1, 20, 1], slots_min=3)
    assert award(scenario, MAX, 180) is Code.OVER_MAX_BID
    assert scenario.facts == {"participant": MAX, "max_bid": 179, "reserve": 21, "amount": 180}
    assert award(scenario, MAX, 199, lot=SECOND_LOT) is Code.OVER_MAX_BID
    assert scenario.facts == {"participant": MAX, "max_bid": 198, "reserve": 2, "amount": 199}
    assert award(scenario, MAX, 179) is Code.OK


def test_award_stays_within_the_limits_of_a_roster() -> None:
    scenario = Scenario(listed=["GK", "DEF", "GK"], limits="GK: at most 1", slots_min=0)
    at = scenario.sell(MAX, 5)
    assert award(scenario, MAX, 5, at=at) is Code.POSITION_FULL
    assert scenario.facts == {"participant": MAX, "attribute": "position", "group": "GK", "most": 1}
    assert award(scenario, MIA, 5, at=at) is Code.OK
    assert correct(scenario, MIA, 5, at=at) is Code.POSITION_FULL


def test_award_outweighs_maxima_elsewhere_and_tells_nobody_of_them() -> None:
    """With a maximum or without, everybody else is shown the same, and the award is never refused for it."""
    shown = []
    for maximum in (None, 150):
        scenario = Scenario(slots_min=1)
        scenario.bid(MAX, 5)
        if maximum:
            scenario.proxy(MAX, maximum)
        assert award(scenario, MAX, 100) is Code.OK
        assert (scenario.money(MAX), scenario.seat(MAX).proxies) == ((95, 5, 100), ())
        event = payloads.event(scenario.last.events[0], scenario.state, display_names_of(scenario.state))
        shown.append(event["data"])
    assert shown[0] == shown[1]


def test_powers_over_sales_are_the_commissioners_and_want_a_reason_while_the_auction_runs() -> None:
    scenario = Scenario(lots=2)
    at = scenario.sell(MAX, 5)
    for kind, lot in ((CorrectSale, FIRST_LOT), (AwardAsset, SECOND_LOT)):
        assert (
            scenario.do(kind(actor=seat_of(MAX), lot=lot, participant=MIA, price=3, reason="So"), at) is Code.FORBIDDEN
        )
        assert scenario.do(kind(actor=CARLA, lot=lot, participant=MIA, price=3), at) is Code.REASON_MISSING
        assert scenario.do(kind(actor=CARLA, lot=lot, participant=77, price=3), at) is Code.NOT_A_PARTICIPANT
    assert (correct(scenario, MAX, 5, at=at), scenario.facts) == (Code.WRONG_STATUS, {"status": "sold so already"})
    assert (correct(scenario, MIA, 3, at=at, lot=SECOND_LOT), scenario.facts) == (Code.NOT_SOLD, {"status": "open"})
    assert (award(scenario, MIA, 3, at=at, lot=SECOND_LOT), scenario.facts) == (Code.WRONG_STATUS, {"status": "open"})
    too_low = {"price": None, "leader": None, "min_next": 1}
    assert (correct(scenario, MIA, 0, at=at), scenario.facts) == (Code.TOO_LOW, too_low)
    for give in (correct, award):
        assert (give(scenario, MIA, 3, at=at, lot=999), scenario.facts) == (Code.NO_SUCH_LOT, {"lot": 999})
    scenario.cancel(at)
    assert (correct(scenario, MIA, 3, at=at), scenario.facts) == (Code.WRONG_STATUS, {"status": "cancelled"})


def test_lot_that_was_brought_along_keeps_its_price() -> None:
    scenario = Scenario()
    at = scenario.sell(MAX, 5)
    lots = {**scenario.state.lots}
    lots[FIRST_LOT] = replace(lots[FIRST_LOT], closed_seq=1)
    scenario.state = replace(scenario.state, lots=lots)
    assert correct(scenario, MIA, 3, at=at) is Code.NOT_SOLD
    assert scenario.facts == {"status": "brought along from an auction before"}
