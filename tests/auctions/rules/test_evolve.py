"""Replay: events merged one after the other, from nothing."""

from dataclasses import replace

import pytest

from auctions.rules.evolve import GapError, evolve, from_nothing
from auctions.rules.limits.stock import Stock
from auctions.rules.state import LotStatus
from tests.auctions.rules.scenario import FIRST_LOT, MAX, MIA, Scenario


@pytest.mark.parametrize("seq", [0, 2, 3, 5])
def test_event_out_of_order_raises(seq: int) -> None:
    scenario = Scenario()
    assert scenario.state.seq == 3
    event = replace(scenario.events[-1], seq=seq)
    with pytest.raises(GapError):
        evolve(scenario.state, event)


@pytest.mark.parametrize("opening", [[1, 1, 1], [4, 1, 2]])
def test_replay_from_nothing_gives_the_state(opening: list[int]) -> None:
    scenario = Scenario(opening=opening)
    scenario.sell(MAX, 9)
    scenario.bid(MIA, 5, lot=FIRST_LOT + 1, at=40_000)
    state = from_nothing(scenario.events[0], epoch=1)
    for event in scenario.events[1:]:
        state = evolve(state, event)
    assert state == scenario.state


def test_replay_begins_in_the_epoch_it_is_told() -> None:
    first = Scenario().events[0]
    assert from_nothing(first, epoch=7).epoch == 7
    assert from_nothing(first, epoch=7).auction == first.auction


def test_replay_from_an_event_that_is_not_the_first_raises() -> None:
    with pytest.raises(GapError):
        from_nothing(Scenario().events[1], epoch=1)


def test_lots_to_come_are_counted_anew_when_a_lot_changes_its_price_or_its_status() -> None:
    scenario = Scenario(opening=[4, 1, 1], unsold_rounds=1, unsold_percent=50)
    second = scenario.lot(FIRST_LOT + 1)
    event = replace(scenario.events[-1], seq=4, auction=None, lots=(replace(second, opening_price=9),))
    changed = evolve(scenario.state, event)
    assert (scenario.state.coming, changed.coming) == (stock_of(1, 1), stock_of(1, 9))
    unsold = evolve(changed, replace(event, seq=5, lots=(replace(second, opening_price=9, status=LotStatus.UNSOLD),)))
    assert unsold.coming == stock_of(1, 5)
    back = evolve(unsold, replace(event, seq=6, lots=(second,)))
    assert back.coming == stock_of(1, 1)
    added = evolve(back, replace(event, seq=7, lots=(replace(second, id=99, number=99, opening_price=7),)))
    assert added.coming == stock_of(1, 1, 7)
    opened = evolve(added, replace(event, seq=8, lots=(replace(second, status=LotStatus.OPEN),)))
    assert (opened.coming, opened.open_lots) == (stock_of(1, 7), (FIRST_LOT, second.id))


def test_unsold_lots_no_longer_come_once_the_last_round_has_begun() -> None:
    scenario = Scenario(opening=[4, 1, 1], unsold_rounds=1)
    second = scenario.lot(FIRST_LOT + 1)
    event = replace(scenario.events[-1], seq=4, lots=(replace(second, status=LotStatus.UNSOLD),))
    unsold = evolve(scenario.state, event)
    assert unsold.coming == stock_of(1, 1)
    header = replace(unsold.auction, round=2)
    last = evolve(unsold, replace(event, seq=5, auction=header, lots=(replace(second, status=LotStatus.UNSOLD),)))
    assert last.coming == stock_of(1)
    third = scenario.lot(FIRST_LOT + 2)
    without_the_lot = evolve(unsold, replace(event, seq=5, auction=header, lots=(third,)))
    assert without_the_lot.coming == stock_of(1)


def test_lots_that_change_their_prices_with_each_other_make_another_stock() -> None:
    """As many of each come up as before, but what was worked out for these lots doesn't hold any more."""
    scenario = Scenario(opening=[4, 1, 9])
    second, third = scenario.lot(FIRST_LOT + 1), scenario.lot(FIRST_LOT + 2)
    event = replace(
        scenario.events[-1],
        seq=4,
        auction=None,
        lots=(replace(second, opening_price=9), replace(third, opening_price=1)),
    )
    swapped = evolve(scenario.state, event)
    assert swapped.coming == scenario.state.coming
    assert swapped.coming is not scenario.state.coming
    before = scenario.state.coming
    scenario.bid(MAX, 5)
    assert scenario.state.coming is before, "a bid changes nothing about it"


def stock_of(*prices: int) -> Stock:
    return Stock((price, ()) for price in prices)


def test_event_without_values_changes_the_number_alone() -> None:
    scenario = Scenario()
    event = replace(scenario.events[-1], seq=4, auction=None, lots=(), participants=())
    assert evolve(scenario.state, event) == replace(scenario.state, seq=4)
