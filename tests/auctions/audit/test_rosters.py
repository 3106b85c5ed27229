"""Rosters that grew too large are named."""

from dataclasses import replace

import pytest

from auctions.audit.rosters import check_rosters
from auctions.rules.events import Event, EventKind
from auctions.rules.state import LotState, ParticipantState
from tests.auctions.audit.faults import at, found
from tests.auctions.rules.scenario import FIRST_LOT, MAX, Scenario

LISTED = ["GK Leeds ENG", "GK Hull IND", "DEF Leeds IND"]


def played(limits: str | None = None) -> Scenario:
    """Max buys both keepers of the list."""
    scenario = Scenario(listed=LISTED, slots_min=0, slots_max=2, limits=limits)
    at_ms = scenario.sell(MAX, 2)
    scenario.sell(MAX, 2, lot=FIRST_LOT + 1, at=at_ms + 1_000)
    return scenario


def last_sale(scenario: Scenario) -> int:
    return [event.seq for event in scenario.events if event.kind is EventKind.LOT_SOLD][-1]


def test_rosters_that_are_within_limits_are_right() -> None:
    scenario = played(limits="GK: at most 2, each club: at most 1")
    assert found(scenario, check_rosters) == []
    assert scenario.seat(MAX).filled == 2


@pytest.mark.parametrize(
    ("limits", "sentence"),
    [
        ("GK: at most 1", f"participant {MAX} owns 2 of position GK, and 1 are the most"),
        ("each club: at most 1", f"participant {MAX} owns 2 of club Leeds, and 1 are the most"),
        ("country not IND: at most 1", f"participant {MAX} owns 2 of country not IND, and 1 are the most"),
    ],
)
def test_roster_with_too_many_of_a_group_is_named(limits: str, sentence: str) -> None:
    """The lots are grouped by the limit, which the fault lets in force after they were sold without it."""
    scenario = played()
    limited = replace(scenario.state.auction.settings, limits=limits)
    values = ({"position": "GK", "club": "Leeds", "country": "ENG"},) * len(LISTED)

    def grouped(lot: LotState) -> LotState:
        return replace(lot, groups=limited.roster_limits.groups_of(values[lot.number - 1]))

    def planted(event: Event) -> Event:
        auction = event.auction and replace(event.auction, settings=limited)
        return replace(event, auction=auction, lots=tuple(map(grouped, event.lots)))

    scenario.events[0] = planted(scenario.events[0])
    assert found(scenario, check_rosters, planted) == [sentence]


def test_roster_larger_than_it_may_be_is_named() -> None:
    scenario = played()

    def planted(event: Event) -> Event:
        def smaller(seat: ParticipantState) -> ParticipantState:
            return replace(seat, slots_max=1)

        return replace(event, participants=tuple(map(smaller, event.participants)))

    assert found(scenario, check_rosters, at(last_sale(scenario), planted)) == [
        f"participant {MAX} owns 2 lots, and the roster holds 1"
    ]
