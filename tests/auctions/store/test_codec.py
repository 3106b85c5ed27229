"""A whole state as JSON and back."""

from dataclasses import make_dataclass, replace
from random import Random

import orjson
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from auctions.rules.commands import Begin
from auctions.rules.limits.stock import Stock
from auctions.rules.state import AuctionState, kinds_to_come
from auctions.store import codec
from tests.auctions.rules.scenario import CARLA
from tests.auctions.rules.test_random_auctions import COMMON, random_game, random_step


def through_json(state: AuctionState) -> AuctionState:
    """Written and read again."""
    return codec.load_state(orjson.loads(orjson.dumps(codec.dump_state(state))))


def check(state: AuctionState) -> None:
    again = through_json(state)
    assert again == state
    # What comes of a command may depend on the order: a lot is looked for from the first to the last.
    assert (list(again.lots), list(again.participants)) == (list(state.lots), list(state.participants))


@settings(COMMON, max_examples=25, phases=[Phase.explicit, Phase.reuse, Phase.generate])  # a seed doesn't shrink
@given(seed=st.integers(0, 2**40))
def test_state_of_a_random_auction_comes_back_as_it_was_after_every_command(seed: int) -> None:
    dice = Random(seed)  # noqa: S311 # to be played again from its seed
    game = random_game(dice)
    check(game.state)
    game.do(Begin(actor=CARLA))
    for _ in range(120):
        random_step(game, dice)
        check(game.state)


def test_state_of_another_shape_is_not_read() -> None:
    written = orjson.loads(orjson.dumps(codec.dump_state(random_game(Random(1)).state)))  # noqa: S311 # the same
    with pytest.raises(codec.OtherShape):
        codec.load_state({**written, "shape": "of another release"})


def test_shape_follows_the_fields() -> None:
    one = make_dataclass("Lot", [("id", int)])
    shapes = {
        codec._shape(Lot=each)
        for each in (one, make_dataclass("Lot", [("id", str)]), make_dataclass("Lot", [("id", int), ("hold", int)]))
    }
    assert len(shapes) == 3
    assert codec._shape(Lot=one) == codec._shape(Lot=make_dataclass("Lot", [("id", int)]))


@pytest.mark.parametrize("part", ["seq", "epoch", "auction", "lots", "participants"])
def test_state_that_lost_a_part_is_not_read(part: str) -> None:
    written = orjson.loads(orjson.dumps(codec.dump_state(random_game(Random(1)).state)))  # noqa: S311 # the same
    del written[part]
    with pytest.raises(KeyError):
        codec.load_state(written)


def test_lots_that_opened_and_prices_that_differ_are_worked_out_again() -> None:
    state = random_game(Random(2)).state  # noqa: S311 # the same
    lots = {**state.lots, 51: replace(state.lots[51], opening_price=state.auction.settings.min_price + 1)}
    coming = Stock(kinds_to_come(state.auction, lots.values()))
    uneven = replace(state, lots=lots, coming=coming)
    assert len(coming.in_order) > 1
    assert through_json(uneven) == uneven
