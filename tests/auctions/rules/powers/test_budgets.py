"""A budget that the commissioner changes while the auction runs."""

import pytest

from auctions.publish import payloads
from auctions.rules.codes import Code
from auctions.rules.commands import AdjustBudget
from auctions.rules.events import EventKind, LedgerEntry, LedgerEntryKind
from tests.auctions.rules.invariants import display_names_of
from tests.auctions.rules.scenario import CARLA, FIRST_LOT, MAX, MIA, Scenario, seat_of


def adjust(scenario: Scenario, amount: int, *, who: int = MAX, reason: str = "Late fee", at: int = 1_000) -> Code:
    return scenario.do(AdjustBudget(actor=CARLA, participant=who, amount=amount, reason=reason), at)


@pytest.mark.parametrize(("amount", "left"), [(30, 180), (-30, 120), (-150, 0)])
def test_budget_changes_by_the_amount_and_nobody_elses_does(amount: int, left: int) -> None:
    """Max spent 50 before, which stays spent."""
    scenario = Scenario(slots_min=0)
    at = scenario.sell(MAX, 50)
    assert (adjust(scenario, amount, at=at), scenario.money(MAX)) == (Code.OK, (left, 0, 50))
    told = {"participant": MAX, "amount": amount, "reason": "Late fee"}
    assert scenario.told() == [(EventKind.BUDGET_ADJUSTED, told)]
    event = scenario.last.events[0]
    assert (event.actor, event.reason) == (CARLA.user, "Late fee")
    assert event.ledger == (LedgerEntry(LedgerEntryKind.ADJUST, MAX, amount),)
    assert (scenario.seat(MAX).granted, scenario.seat(MAX).max_bid) == (200 + amount, left)
    assert scenario.money(MIA) == (200, 0, 0)


def test_budget_never_falls_below_what_is_spent_and_held() -> None:
    scenario = Scenario(slots_min=0)
    at = scenario.sell(MAX, 50)
    scenario.bid(MAX, 40, lot=FIRST_LOT + 1, at=at)
    assert adjust(scenario, -111, at=at) is Code.OVER_AVAILABLE
    assert scenario.facts == {"participant": MAX, "available": 110, "amount": 111}
    assert (adjust(scenario, -110, at=at), scenario.money(MAX)) == (Code.OK, (0, 40, 50))
    assert scenario.lot(FIRST_LOT + 1).leader == MAX


def test_maxima_that_nobody_sees_give_way_to_a_lower_budget_and_nobody_can_tell() -> None:
    shown = []
    for maximum in (None, 150):
        scenario = Scenario(slots_min=1)
        scenario.bid(MAX, 5)
        if maximum:
            scenario.proxy(MAX, maximum)
        assert adjust(scenario, -100) is Code.OK
        assert (scenario.money(MAX), scenario.seat(MAX).proxies) == ((95, 5, 0), ())
        event = payloads.event(scenario.last.events[0], scenario.state, display_names_of(scenario.state))
        shown.append(event["data"])
    assert shown[0] == shown[1]


@pytest.mark.parametrize(("amount", "left"), [(-100, 10), (-110, 0)])
def test_maximum_stays_where_the_money_is_enough_for_it(amount: int, left: int) -> None:
    scenario = Scenario(slots_min=1)
    scenario.proxy(MAX, 90)
    assert (adjust(scenario, amount), scenario.money(MAX)) == (Code.OK, (left, 90, 0))


def test_budgets_are_the_commissioners_and_want_a_reason_while_the_auction_runs() -> None:
    scenario = Scenario()
    assert scenario.do(AdjustBudget(actor=seat_of(MAX), participant=MAX, amount=9, reason="So")) is Code.FORBIDDEN
    assert adjust(scenario, 9, reason="") is Code.REASON_MISSING
    assert adjust(scenario, 9, who=77) is Code.NOT_A_PARTICIPANT
    scenario.pause(2_000)
    assert adjust(scenario, 9, at=3_000) is Code.OK
    scenario.cancel(4_000)
    assert (adjust(scenario, 9, at=5_000), scenario.facts) == (Code.WRONG_STATUS, {"status": "cancelled"})
