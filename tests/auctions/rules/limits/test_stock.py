"""Lots that can still come up, by kind."""

from collections import Counter
from functools import partial

import pytest

from auctions.rules.limits.stock import ANSWERS_KEPT, Stock
from leagues.settings.limits import LotKind

GK, DEF = ("GK",), ("DEF",)
STOCK = Stock([(5, GK), (2, DEF), (5, GK), (2, GK)])


def test_kinds_are_in_order_of_price_with_their_numbers() -> None:
    assert STOCK.in_order == (((2, DEF), 1), ((2, GK), 1), ((5, GK), 2))


def test_all_lots_are_counted() -> None:
    assert (STOCK.size, Stock().size) == (4, 0)


def test_order_is_made_once_for_many_bids() -> None:
    assert STOCK.in_order is STOCK.in_order


def test_question_is_answered_once_and_of_many_some_again() -> None:
    stock, asked = Stock([(5, GK)]), list[int]()

    def answer(number: int) -> int:
        asked.append(number)
        return number

    for question in [*range(ANSWERS_KEPT), 0, ANSWERS_KEPT, 0]:
        assert stock.once(question, partial(answer, question)) == question
    assert (asked.count(0), len(asked)) == (2, ANSWERS_KEPT + 2)
    assert stock == Stock([(5, GK)])


def test_kinds_of_which_there_are_none_stand_among_the_others() -> None:
    assert STOCK.in_order_with([(3, GK), (5, GK), (3, GK)]) == (((2, DEF), 1), ((2, GK), 1), ((3, GK), 0), ((5, GK), 2))
    assert STOCK.in_order_with([(5, GK)]) is STOCK.in_order


@pytest.mark.parametrize(
    ("gone", "come", "left"),
    [
        ([(5, GK)], [], [(2, DEF), (2, GK), (5, GK)]),
        ([(5, GK), (5, GK)], [(9, DEF)], [(2, DEF), (2, GK), (9, DEF)]),
        ([], [(2, DEF)], [(2, DEF), (2, DEF), (2, GK), (5, GK), (5, GK)]),
    ],
)
def test_changed_stock_is_another(gone: list[LotKind], come: list[LotKind], left: list[LotKind]) -> None:
    before = Stock([(5, GK), (2, DEF), (5, GK), (2, GK)])
    assert STOCK.changed(Counter(gone), Counter(come)) == Stock(left)
    assert before == STOCK


def test_stock_without_a_change_is_the_same_one() -> None:
    lot: Counter[LotKind] = Counter([(5, GK)])
    assert STOCK.changed(lot, lot) is STOCK


def test_stocks_are_compared_by_what_they_hold_whether_in_order_or_not() -> None:
    one, other = Stock([(1, GK), (2, GK)]), Stock([(2, GK), (1, GK)])
    assert one.in_order
    assert one == other
    assert one != Stock([(1, GK)])
    assert repr(Stock([(1, GK)])) == "Stock({(1, ('GK',)): 1})"
