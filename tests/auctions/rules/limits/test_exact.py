"""The cheapest filling under two limits at once, where taking one after the other goes wrong."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auctions.rules.limits import exact
from auctions.rules.limits.stock import Stock
from leagues.settings.limits import LotKind
from tests.auctions.rules.limits.gaps import SQUAD, gap_of, groups, kinds_of, lots
from tests.auctions.rules.reference_limits import best_rest
from tests.thoroughness import TIMES

ONE_EACH = "GK: 1, DEF: 1, each club: at most 1"


@pytest.mark.parametrize(("lots", "cost", "missing"), [
    # the cheapest of all is the GK of Leeds, and with it the only DEF has no room
    ([(1, "GK Leeds"), (2, "DEF Leeds"), (9, "GK Hull")], 11, {}),
    ([(1, "GK Leeds"), (2, "DEF Leeds"), (9, "GK Hull"), (3, "DEF York")], 4, {}),
    ([(1, "GK Leeds"), (2, "DEF Leeds")], 1, {"DEF": 1}),
    ([(5, "GK Leeds"), (2, "DEF Leeds"), (3, "MID Hull")], 2, {"GK": 1}),
    ([], 0, {"GK": 1, "DEF": 1}),
])  # fmt: skip
def test_way_that_was_taken_is_given_up_for_a_better_one(
    lots: list[tuple[int, str]], cost: int, missing: dict[str, int]
) -> None:
    filling = exact.fill(gap_of(ONE_EACH, [], 2, 0), kinds_of(*lots), {}, all_needs=not missing)
    assert (filling.cost, filling.missing) == (cost, missing)


@pytest.mark.parametrize(("limits", "free", "wanted", "lots", "cost", "unfilled", "missing"), [
    # the cheap GK of Hull is given back at its own price, and not at that of the dearer one
    (ONE_EACH, 2, 0, [(2, "GK Hull"), (4, "GK Hull"), (3, "DEF Hull"), (3, "GK York")], 3 + 3, 0, {}),
    # of Leeds first the DEF has room, then the GK in its place, and nothing comes after them
    ("GK: 2, DEF: 1–2, club Leeds: at most 1", 4, 4, [(2, "DEF Leeds"), (3, "GK Leeds"), (4, "DEF Hull")], 3 + 4, 2,
     {"GK": 1}),
    # no more of a position than a roster holds, whatever clubs have room for it
    (ONE_EACH, 4, 2, [(1, "DEF York"), (5, "DEF Hull")], 1, 1, {"GK": 1}),
    ("GK: 1, club Leeds: at most 1", 2, 2, [(1, "GK York"), (1, "GK Hull"), (9, "FWD Bath")], 1 + 9, 0, {}),
    ("GK: 1–2, club Leeds: at most 1", 3, 3, [(1, "GK York"), (1, "GK Hull"), (1, "GK Bath"), (9, "FWD Derby")],
     1 + 1 + 9, 0, {}),
])  # fmt: skip
def test_positions_and_clubs_hold_no_more_than_they_may(
    limits: str, free: int, wanted: int, lots: list[tuple[int, str]], cost: int, unfilled: int, missing: dict[str, int]
) -> None:
    filling = exact.fill(gap_of(limits, [], free, wanted), kinds_of(*lots), {}, all_needs=not missing)
    assert (filling.cost, filling.unfilled, filling.missing) == (cost, unfilled, missing)


def test_lots_that_do_not_count_are_left_out() -> None:
    kinds = kinds_of((1, "GK Leeds"), (1, "GK Leeds"), (4, "GK Hull"))
    gap = gap_of("GK: 2, each club: at most 2", [], 2, 2)
    assert exact.fill(gap, kinds, {}, all_needs=True).cost == 2
    assert exact.fill(gap, kinds, {(1, ("GK", "Leeds")): 1}, all_needs=True).cost == 5


@settings(deadline=None, max_examples=200 * TIMES)
@given(lots=lots, taken=st.lists(groups, max_size=3), free=st.integers(0, 4), less=st.integers(0, 4))
def test_flow_finds_the_best_of_all_choices(
    lots: list[LotKind], taken: list[tuple[str, str]], free: int, less: int
) -> None:
    wanted = max(0, free - less)
    gap, kinds = gap_of(SQUAD, [*taken], free, wanted), Stock(lots).in_order
    filling = exact.fill(gap, kinds, {}, all_needs=False)
    if not filling.missing:
        assert exact.fill(gap, kinds, {}, all_needs=True) == filling
    assert (*filling.shortfall, filling.cost) == best_rest(SQUAD, tuple(sorted(lots)), tuple(taken), free, wanted)
