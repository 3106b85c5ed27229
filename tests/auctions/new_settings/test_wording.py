"""Sentences on what other settings change in an auction that waits."""

from dataclasses import replace
from typing import Any

import pytest

from auctions.new_settings.wording import sentences_about
from auctions.rules.commands import AdoptSettings, ChangeSeats, ListedLot, SeatTerms
from tests.auctions.rules.invariants import display_names_of
from tests.auctions.rules.scenario import CARLA, FIRST_LOT, MAX, Scenario

L1, L2, L3, L4 = range(FIRST_LOT, FIRST_LOT + 4)
CALLED = {501: "Ajax", 502: "Bayern", 503: "Celtic", 504: "Dinamo"}
MAXIMA = "Maxima stay where they still fit. The others are given back, and only who left them sees that."


def listed(lot: int, price: int = 1, *groups: str) -> ListedLot:
    return ListedLot(lot=lot, asset=450 + lot, opening_price=price, groups=groups)


def said(scenario: Scenario, *lots: ListedLot, aside: tuple[ListedLot, ...] = (), **settings: Any) -> list[str]:
    before = scenario.state
    chosen = replace(before.auction.settings, **settings)
    assert scenario.do(AdoptSettings(actor=CARLA, settings=chosen, lots=lots, aside=aside)) == "ok"
    return [*sentences_about(before, scenario.state, display_names_of(before), CALLED)]


@pytest.fixture
def waiting() -> Scenario:
    return Scenario(begun=False, slots_min=1)


def test_what_is_so_already_is_said_with_no_word(waiting: Scenario) -> None:
    assert said(waiting, listed(L1), listed(L2), listed(L3)) == []


def test_lots_that_come_go_cost_more_or_come_up_in_another_order_are_named(waiting: Scenario) -> None:
    assert said(waiting, listed(L4), listed(L3), listed(L1, 5), aside=(listed(L2),)) == [
        "For sale too: Dinamo.",
        "Not for sale any more: Bayern.",
        "Opening prices of 1 lot change: Ajax £5m instead of £1m.",
        "Lots come up in another order: first Celtic then Ajax.",
        MAXIMA,
    ]
    assert said(waiting, listed(L1, 5), listed(L2), listed(L3), listed(L4)) == [
        "For sale too: Bayern.",
        "Lots come up in another order: first Ajax, Celtic then Dinamo.",
        MAXIMA,
    ]


def test_who_keeps_money_of_their_own_is_named_where_the_budget_changes(waiting: Scenario) -> None:
    waiting.do(ChangeSeats(actor=CARLA, seats=(SeatTerms(participant=MAX, budget=120),)))
    lots = (listed(L1), listed(L2), listed(L3))
    assert said(waiting, *lots, budget=300, proxies=False) == [
        "Budget: £300m instead of £200m.",
        "Bidding up to a maximum is offered: no instead of yes.",
        "Their own money keep: Manager 1 (£120m).",
        MAXIMA,
    ]
    assert said(waiting, *lots, lot_seconds=9) == ["Time for a lot: 9 seconds instead of 30 seconds."]


def test_what_then_keeps_rosters_from_being_filled_is_said_with_the_numbers(waiting: Scenario) -> None:
    sentences = said(
        waiting, listed(L1, 1, "GK"), listed(L2, 1, "GK"), listed(L3, 1, "GK"), slots_min=2, limits="GK: 1"
    )
    assert "3 lots count otherwise for what a roster holds: Ajax, Bayern and Celtic." in sentences
    assert sentences[-1] == (
        "3 managers with rosters of at least 2 need 6 lots, and only 3 are on sale: 3 too few to fill every roster."
    )
