"""Obstacles that keep rosters from being filled, as the waiting room and the table of seats name them."""

import pytest

from auctions.publish import payloads
from auctions.publish.obstacles import obstacles_to
from auctions.rules.commands import Begin, ChangeSeats, SeatTerms, TakeSeat
from tests.auctions.rules.invariants import display_names_of
from tests.auctions.rules.scenario import CARLA, FIRST_LOT, MAX, Scenario


def test_seats_as_the_settings_say_are_judged_together() -> None:
    scenario = Scenario(lots=8, budget=20, slots_min=3, slots_max=4, begun=False)
    assert obstacles_to(scenario.state, display_names_of(scenario.state)) == [
        "3 managers with rosters of at least 3 need 9 lots, and only 8 are on sale: 1 too few to fill every roster."
    ]


@pytest.mark.parametrize(
    ("settings", "listed", "said"),
    [
        ({"limits": "GK: 1", "slots_max": 4}, ["GK", "GK", *["DEF"] * 7], "3 managers × 1 GK are 3, and there are 2."),
        (
            {"limits": "each club: at most 1", "slots_min": 2},
            ["GK Leeds"] * 9,
            "3 managers × 2 slots are 6, and with the limits by club only 3 lots can be had.",
        ),
    ],
)
def test_positions_and_clubs_of_which_there_are_too_few_are_said(
    settings: dict[str, object], listed: list[str], said: str
) -> None:
    scenario = Scenario(listed=listed, begun=False, **settings)  # type: ignore[arg-type] # as a table
    assert payloads.state(scenario.state, display_names_of(scenario.state))["obstacles"] == [said]


def test_what_happens_while_an_auction_waits_says_it_anew_and_its_beginning_says_nothing() -> None:
    scenario = Scenario(lots=9, budget=20, slots_min=3, slots_max=4, begun=False)

    def said() -> list[str]:
        [event, *_] = scenario.last.events
        found: list[str] = payloads.event(event, scenario.state, display_names_of(scenario.state))["data"]["obstacles"]
        return found

    scenario.do(TakeSeat(actor=CARLA, participant=9, member=99))
    assert said() == [
        "4 managers with rosters of at least 3 need 12 lots, and only 9 are on sale: 3 too few to fill every roster."
    ]
    terms = SeatTerms(participant=MAX, budget=20, slots_min=0, slots_max=4, keepers=((FIRST_LOT, 1),))
    scenario.do(ChangeSeats(actor=CARLA, seats=(terms,)))
    assert said() == ["To fill all smallest rosters takes 9 more lots, and only 8 are on sale: 1 too few."]
    scenario.do(Begin(actor=CARLA))
    assert said() == []
