"""Turns that were another's, too early, or taken from somebody are named."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from auctions.audit.turns import TurnOrder
from auctions.rules.events import Event, EventKind
from auctions.rules.nominations.turns import order_of_round
from tests.auctions.audit.faults import at, found, told
from tests.auctions.rules.nominations.games import game, turns, whose_turn
from tests.auctions.rules.scenario import FIRST_LOT, Scenario


def sentences(played: Scenario, change: Callable[[Event], Event] = lambda event: event) -> list[str]:
    return found(played, TurnOrder().apply_event, change)


def with_auction(event: Event, **fields: Any) -> Event:
    assert event.auction is not None
    return replace(event, auction=replace(event.auction, **fields))


def numbers(played: Scenario, kind: EventKind) -> list[int]:
    return [event.seq for event in played.events if event.kind is kind]


@pytest.fixture(scope="module")
def played() -> Scenario:
    """Two rounds of turns that are used, and one that isn't."""
    scenario = game(lots=9, slots_max=6, slots_min=0)
    turns(scenario, 6)
    ends_at = scenario.state.auction.turn_ends_at
    assert ends_at is not None
    scenario.tick(ends_at - scenario.events[0].at + 300)
    return scenario


def test_turns_that_were_played_are_right(played: Scenario) -> None:
    assert sentences(played) == []
    assert len(numbers(played, EventKind.NOMINATION_OPENED)) == 7


def test_turn_of_another_is_named_with_those_passed_over(played: Scenario) -> None:
    first, second, third = order_of_round(played.state, 1)
    opened = numbers(played, EventKind.NOMINATION_OPENED)[0]

    def planted(event: Event) -> Event:
        return with_auction(told(event, participant=second), nominator=second, to_nominate=(third,))

    assert sentences(played, at(opened, planted))[0] == f"participant {first} is passed over, and could put a lot up"


def test_round_that_begins_before_the_last_is_over_is_named(played: Scenario) -> None:
    order = order_of_round(played.state, 1)
    second = numbers(played, EventKind.NOMINATION_OPENED)[1]
    was = [f"participant {seat} is passed over, and could put a lot up" for seat in order[1:]]
    again = order_of_round(played.state, 2)

    def planted(event: Event) -> Event:
        return with_auction(
            told(event, participant=order[0], round=2), nominator=order[0], to_nominate=tuple(again[3:])
        )

    assert sentences(played, at(second, planted))[:2] == was


def test_order_that_is_not_the_seeds_is_named(played: Scenario) -> None:
    _, second, third = order_of_round(played.state, 1)
    opened = numbers(played, EventKind.NOMINATION_OPENED)[0]
    planted = at(opened, lambda event: with_auction(event, to_nominate=(third, second)))
    assert sentences(played, planted)[0] == (
        f"{[third, second]} are to follow in round 1, and by the order {[second, third]}"
    )
    stranger = at(opened, lambda event: with_auction(told(event, participant=77), nominator=77))
    assert sentences(played, stranger)[0].startswith("participant 77 has the turn in round 1, and ")


def test_time_of_a_turn_that_is_another_is_named(played: Scenario) -> None:
    opened = numbers(played, EventKind.NOMINATION_OPENED)[0]
    ends_at = played.events[0].at + 20_000
    planted = at(opened, lambda event: with_auction(event, turn_ends_at=ends_at - 1))
    who = order_of_round(played.state, 1)[0]
    assert sentences(played, planted)[0] == (
        f"the turn of participant {who} ends at {ends_at - 1}, and by the settings at {ends_at}"
    )


def test_lot_that_comes_up_in_the_wrong_turn_or_too_early_is_named(played: Scenario) -> None:
    first, second, _ = order_of_round(played.state, 1)
    started = numbers(played, EventKind.LOT_STARTED)
    stolen = at(started[0], lambda event: told(event, participant=second))
    assert sentences(played, stolen)[0] == (
        f"a lot is put up in the turn of participant {second}, and it was that of {first}"
    )
    early = at(started[-1], lambda event: replace(event, at=event.at - 301))
    absent = played.events[started[-1] - 1].detail["participant"]
    assert sentences(played, early)[0] == (f"a lot comes up for participant {absent} 301 ms before their turn was over")
    unasked = at(started[-1], lambda event: replace(event, actor=101))
    assert sentences(replace_last(played), unasked) == [f"participant {absent} put a lot up without a bid"]


def replace_last(played: Scenario) -> Scenario:
    """The same, and the lot that nobody put up goes unsold."""
    copy = game(lots=9, slots_max=6, slots_min=0)
    copy.events, copy.state = [*played.events], played.state
    lot = copy.state.open_lots[0]
    copy.tick(copy.ends(lot) + 300)  # type: ignore[operator] # it is open
    return copy


def test_lot_that_was_up_already_is_named(played: Scenario) -> None:
    second = numbers(played, EventKind.LOT_STARTED)[1]
    planted = at(second, lambda event: told(event, lot=FIRST_LOT))
    assert f"lot {FIRST_LOT} is put up, and was sold" in sentences(played, planted)


def test_turn_that_is_taken_from_who_could_use_it_is_named() -> None:
    played = game(lots=9, slots_max=6, slots_min=0)
    first, second, third = order_of_round(played.state, 1)
    assert whose_turn(played) == first
    [opened] = played.events[-1:]
    again = with_auction(replace(told(opened, participant=second), seq=opened.seq + 1), nominator=second)
    played.events.append(with_auction(again, to_nominate=(third,)))
    assert sentences(played) == [f"participant {first} loses a turn to {second}, and could put a lot up"]
