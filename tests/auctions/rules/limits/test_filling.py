"""The cheapest filling of a roster, against all choices of lots that there are."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auctions.rules.limits.filling import fill, fills_as_it_fits
from auctions.rules.limits.gap import Gap, Kinds
from auctions.rules.limits.stock import Stock
from leagues.settings.limits import LotKind
from tests.auctions.rules.limits.gaps import POSITIONS, SQUAD, gap_of, groups, kinds_of, lots
from tests.auctions.rules.reference_limits import best_rest
from tests.thoroughness import TIMES

NO_LIMITS = Gap(free=9, wanted=2, needs={}, rooms=())
PLAYERS = kinds_of((1, "MID"), (1, "MID"), (2, "DEF"), (3, "DEF"), (4, "GK"), (6, "GK"), (7, "FWD"))


@pytest.mark.parametrize(
    ("wanted", "cost", "unfilled"), [(0, 0, 0), (1, 2, 0), (2, 7, 0), (3, 12, 0), (4, 21, 0), (9, 21, 5)]
)
def test_without_limits_the_cheapest_lots_fill_it_and_no_more_than_there_are(
    wanted: int, cost: int, unfilled: int
) -> None:
    kinds: Kinds = Stock([(9, ()), (5, ()), (2, ()), (5, ())]).in_order
    filling = fill(Gap(free=9, wanted=wanted, needs={}, rooms=()), kinds, {})
    assert (filling.cost, filling.unfilled, filling.missing) == (cost, unfilled, {})


def test_lots_that_do_not_count_are_left_out() -> None:
    kinds: Kinds = Stock([(2, ()), (2, ()), (5, ())]).in_order
    assert fill(NO_LIMITS, kinds, {(2, ()): 1}).cost == 7
    assert fill(NO_LIMITS, kinds, {(2, ()): 2, (5, ()): -1}).cost == 10


@pytest.mark.parametrize(("taken", "free", "wanted", "cost", "missing"), [
    ([], 5, 5, 4 + 2 + 3 + 1 + 1, {}),  # GK, two DEF, MID, and the other MID is the cheapest besides
    ([], 4, 4, 4 + 2 + 3 + 1, {}),
    (["GK"], 4, 4, 2 + 3 + 1 + 1, {}),
    (["GK", "GK"], 4, 4, 2 + 3 + 1 + 1, {}),
    (["DEF", "DEF", "MID"], 3, 0, 4, {}),  # a need is filled whatever the smallest roster is
    (["DEF", "DEF", "MID"], 3, 3, 4 + 1 + 1, {}),
    (["DEF", "DEF", "MID", "MID"], 1, 1, 4, {}),  # the last slot is for the GK
    (["DEF", "DEF", "MID", "MID"], 0, 0, 0, {"GK": 1}),
])  # fmt: skip
def test_positions_with_a_minimum_are_filled_first(
    taken: list[str], free: int, wanted: int, cost: int, missing: dict[str, int]
) -> None:
    filling = fill(gap_of(POSITIONS, [(each,) for each in taken], free, wanted), PLAYERS, {})
    assert (filling.cost, filling.missing) == (cost, missing)


def test_what_nobody_can_fill_is_filled_otherwise_or_stays_open() -> None:
    only_mids = kinds_of((3, "MID"), (4, "MID"), (5, "MID"))
    filling = fill(gap_of(POSITIONS, [], 5, 4), only_mids, {})
    assert (filling.cost, filling.unfilled, filling.missing) == (12, 1, {"GK": 1, "DEF": 2})
    assert fill(gap_of("GK: at least 1", [], 5, 2), only_mids, {}).cost == 7


def test_group_that_is_full_is_passed_over() -> None:
    cheap_gks = kinds_of((1, "GK"), (1, "GK"), (1, "GK"), (9, "FWD"), (9, "FWD"))
    assert fill(gap_of("GK: 1–2", [], 4, 4), cheap_gks, {}).cost == 1 + 1 + 9 + 9
    at_three_prices = kinds_of((1, "GK"), (2, "GK"), (3, "GK"), (9, "FWD"), (9, "FWD"))
    assert fill(gap_of("GK: 1–2", [], 4, 4), at_three_prices, {}).cost == 1 + 2 + 9 + 9


def test_no_more_of_a_kind_is_taken_than_there_is() -> None:
    """One of the GKs is needed, and the other is the cheapest besides."""
    two_gks = kinds_of((1, "GK"), (1, "GK"), (5, "FWD"), (5, "FWD"))
    assert fill(gap_of("GK: at least 1", [], 4, 4), two_gks, {}).cost == 1 + 1 + 5 + 5


def test_dearer_club_is_taken_where_the_cheapest_would_break_the_limit_of_clubs() -> None:
    two_of_leeds = kinds_of((1, "GK Leeds"), (1, "DEF Leeds"), (5, "GK Hull"), (2, "DEF Hull"))
    one_each = "GK: 1, DEF: 1, each club: at most 1"
    assert fill(gap_of(one_each, [], 2, 2), two_of_leeds, {}).cost == 1 + 2
    assert fill(gap_of(one_each, [("FWD", "Hull")], 2, 2), two_of_leeds, {}).missing in [{"GK": 1}, {"DEF": 1}]


@settings(deadline=None, max_examples=200 * TIMES)
@given(
    lots=lots, taken=st.lists(groups, max_size=4), free=st.integers(0, 4), less=st.integers(0, 4), clubs=st.booleans()
)
def test_filling_is_the_best_of_all_choices(
    lots: list[LotKind], taken: list[tuple[str, str]], free: int, less: int, clubs: bool
) -> None:
    text, width = (SQUAD, 2) if clubs else (POSITIONS, 1)
    mine = [each[:width] for each in taken]
    there = tuple(sorted((price, each[:width]) for price, each in lots))
    wanted = max(0, free - less)
    filling = fill(gap_of(text, mine, free, wanted), Stock(there).in_order, {})
    assert (*filling.shortfall, filling.cost) == best_rest(text, there, tuple(mine), free, wanted)
    if fills_as_it_fits(gap_of(text, mine, free, wanted), Stock(there).in_order, {}):
        assert filling.shortfall == (0, 0)


def test_choices_that_fit_one_by_one_may_leave_open_what_others_fill() -> None:
    one_each = "GK: 1, DEF: 1, each club: at most 1"
    kinds = kinds_of((1, "GK Leeds"), (2, "DEF Leeds"), (9, "GK Hull"))
    assert not fills_as_it_fits(gap_of(one_each, [], 2, 2), kinds, {})
    assert fill(gap_of(one_each, [], 2, 2), kinds, {}).cost == 11
    assert fills_as_it_fits(gap_of(one_each, [], 2, 2), kinds_of((1, "GK Leeds"), (2, "DEF Hull")), {})
    assert fills_as_it_fits(gap_of(one_each, [("GK", "Hull"), ("DEF", "York")], 3, 0), (), {})
