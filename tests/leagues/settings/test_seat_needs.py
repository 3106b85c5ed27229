"""A check that seats that differ can fill their rosters, and the sentences if they can't."""

from typing import Any

import pytest

from leagues.settings.seat_needs import SeatNeed, obstacles_of_seats, shortage_of_seats
from tests.vectors import vectors

ALL_TOGETHER = (
    "At their opening prices the cheapest 4 lots, for all smallest rosters, cost £22m, and all together have £21m left."
)


@pytest.mark.parametrize("case", [each for each in vectors("rosters") if "wanted" in each])
def test_shortage_of_seats_that_differ_is_said_with_the_numbers(case: dict[str, Any]) -> None:
    assert shortage_of_seats(case["wanted"], case["lots"]) == case["text"]


@pytest.mark.parametrize(
    ("seats", "prices", "said"),
    [
        ([("Max", 2, 10), ("Mia", 0, 0)], [5, 5], []),
        ([("Max", 2, 9), ("Mia", 0, 50)], [5, 90, 5], [
            "Max needs 2 more lots, and the cheapest cost £10m: £9m is left.",
        ]),
        ([("Max", 1, 4), ("Mia", 1, 0)], [5, 5], [
            "Max needs 1 more lot, and the cheapest costs £5m: £4m is left.",
            "Mia needs 1 more lot, and the cheapest costs £5m: £0m is left.",
        ]),
        ([("Max", 2, 10), ("Mia", 2, 11)], [5, 5, 6, 6], [ALL_TOGETHER]),
        ([("Max", 2, 0), ("Mia", 1, 0)], [5], [
            "To fill all smallest rosters takes 3 more lots, and only 1 is on sale: 2 too few."
        ]),
    ],
)  # fmt: skip
def test_what_keeps_seats_that_differ_from_filling_their_rosters_is_said_by_name(
    seats: list[tuple[str, int, int]], prices: list[int], said: list[str]
) -> None:
    assert obstacles_of_seats([SeatNeed(*each) for each in seats], prices, "£m") == said
