"""The clock of a turn to put a lot up: since when it runs, what is late for it, what it is owed, when it is over."""

from dataclasses import replace

from auctions.rules import clock
from tests.auctions.rules.scenario import Scenario, T


def test_turn_runs_for_its_whole_length_before_its_end_or_since_the_auction_went_on() -> None:
    scenario = Scenario(mode="nomination", nomination_seconds=20)
    auction = scenario.state.auction
    assert (auction.turn_ends_at, clock.turn_running_since(auction)) == (T + 20_000, T)
    assert clock.first_running_since(scenario.state) == T
    assert [clock.turn_late_by(auction, T + at) for at in (0, 20_000, 20_001)] == [0, 0, 1]
    resumed = replace(auction, resumes_at=T + 7_000)
    assert clock.turn_running_since(resumed) == T + 7_000
    assert clock.owed_for_turn(resumed, [(T + 5_000, T + 8_000)], []) == 1_000


def test_auction_without_a_turn_is_late_for_none_and_owes_it_nothing() -> None:
    auction = Scenario().state.auction
    assert auction.turn_ends_at is None
    assert clock.turn_is_over(auction, T, None)
    assert clock.turn_late_by(auction, T + 99_000) == 0
    assert clock.owed_for_turn(auction, [(T, T + 9_000)], []) == 0
    assert clock.turn_running_since(auction) == 0
    assert clock.turn_running_since(replace(auction, resumes_at=T + 5)) == T + 5


def test_turn_is_over_with_the_grace_once_what_arrived_in_it_is_decided() -> None:
    auction = Scenario(mode="nomination", nomination_seconds=20, grace_ms=300).state.auction
    asked = [(20_299, None), (20_300, None), (20_300, 19_999), (20_300, 20_000)]
    told = [clock.turn_is_over(auction, T + now, None if up_to is None else T + up_to) for now, up_to in asked]
    assert told == [False, True, False, True]
