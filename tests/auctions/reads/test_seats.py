"""Sentences about seats: what they begin with, whose roster can't be filled, what a late one would mean."""

from auctions.reads.seats import (
    sentence_before_late_seat,
    sentences_about_late_seat,
    sentences_about_table,
)
from auctions.rules.commands import ChangeSeats, SeatTerms, TakeSeat
from tests.auctions.rules.invariants import display_names_of
from tests.auctions.rules.scenario import CARLA, FIRST_LOT, MAX, MIA, NED, Scenario


def changed(*seats: SeatTerms) -> tuple[Scenario, list[str]]:
    """A waiting auction of 9 lots and three seats after a table, and what it is said to make of it."""
    scenario = Scenario(lots=9, budget=20, slots_min=3, slots_max=4, begun=False)
    before = scenario.state
    scenario.do(ChangeSeats(actor=CARLA, seats=seats))
    return scenario, list(sentences_about_table(before, scenario.state, display_names_of(scenario.state)))


def test_table_says_what_each_changed_seat_has_and_whose_roster_cannot_be_filled() -> None:
    _, said = changed(
        SeatTerms(participant=MAX, budget=20, keepers=((FIRST_LOT, 19),)),
        SeatTerms(participant=MIA, budget=20),
        SeatTerms(participant=NED, budget=30, slots_min=2, slots_max=2),
    )
    assert said == [
        "Manager 1 has £1m to spend, a roster of 3 to 4, and keeps Club 501 (£19m).",
        "Manager 3 has £30m to spend, a roster of 2.",
        "Manager 1 needs 2 more lots, and the cheapest cost £2m: £1m is left.",
    ]


def test_keepers_and_sizes_count_for_what_is_still_needed() -> None:
    assert changed(SeatTerms(participant=MAX, budget=20, slots_min=4))[1][1:] == [
        "To fill all smallest rosters takes 10 more lots, and only 9 are on sale: 1 too few."
    ]
    assert changed(SeatTerms(participant=MAX, budget=20, keepers=((FIRST_LOT, 1),)))[1][1:] == []


def test_late_seat_is_compared_with_what_the_others_began_with_and_have() -> None:
    scenario = Scenario(budget=200, slots_min=1)
    assert sentence_before_late_seat(scenario.state) == "Starts with £200m, as everybody did, and can bid at once."
    scenario.bid(MAX, 50)
    scenario.do(TakeSeat(actor=CARLA, participant=9, member=19, budget=120))
    assert list(sentences_about_late_seat("Otto", scenario.seat(9), scenario.state)) == [
        "Otto starts with £120m and can bid up to £120m now.",
        "The others have £150m to £200m left.",
    ]
    assert sentence_before_late_seat(scenario.state) == (
        "Starts with £200m and can bid at once; the others began with £120m to £200m."
    )
