"""Replay: events merged one after the other, from nothing."""

from dataclasses import replace

import pytest

from auctions.rules.evolve import GapError, evolve, from_nothing
from tests.auctions.rules.play import FIRST_LOT, MAX, MIA, Play


@pytest.mark.parametrize("seq", [0, 2, 3, 5])
def test_event_out_of_order_raises(seq: int) -> None:
    play = Play()
    assert play.state.seq == 3
    event = replace(play.events[-1], seq=seq)
    with pytest.raises(GapError):
        evolve(play.state, event)


@pytest.mark.parametrize("opening", [[1, 1, 1], [4, 1, 2]])
def test_replay_from_nothing_gives_the_state(opening: list[int]) -> None:
    play = Play(opening=opening)
    play.sell(MAX, 9)
    play.bid(MIA, 5, lot=FIRST_LOT + 1, at=40_000)
    state = from_nothing(play.events[0], epoch=1)
    for event in play.events[1:]:
        state = evolve(state, event)
    assert state == play.state


def test_replay_from_an_event_that_is_not_the_first_raises() -> None:
    with pytest.raises(GapError):
        from_nothing(Play().events[1], epoch=1)


def test_lot_that_changes_its_opening_price_ends_uniform_prices_and_brings_them_back() -> None:
    play = Play()
    event = replace(play.events[-1], seq=4, lots=(replace(play.lot(), opening_price=9),))
    changed = evolve(play.state, event)
    assert (play.state.uniform, changed.uniform) == (True, False)
    assert evolve(changed, replace(event, seq=5, lots=(play.lot(),))).uniform


def test_event_without_values_changes_the_number_alone() -> None:
    play = Play()
    event = replace(play.events[-1], seq=4, auction=None, lots=(), participants=())
    assert evolve(play.state, event) == replace(play.state, seq=4)
