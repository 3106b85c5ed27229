"""A file of seats: a line for each manager, one for each further keeper, and all or nothing."""

import pytest

from auctions.seating.files import read_seats
from auctions.seating.typed import TableUnreadable, TypedKeeper, TypedSeat

MANAGERS = {"Max": 7, "Mia": 8, "Zoë (2)": 9}
BEFORE = {
    7: TypedSeat(7, "200", "3", "6", (TypedKeeper("Ajax", "9"),)),
    8: TypedSeat(8, "200"),
    9: TypedSeat(9, "200", "", "", (TypedKeeper("Celtic", "4"),)),
}


def test_what_a_file_says_takes_the_place_of_what_is_and_the_rest_stays() -> None:
    text = 'Manager,Purse,Largest,Player,Price\nmax,"12,500",25,PSV,300\nMAX,,,Benfica,5\nzoe (2),90,,,\n'
    assert read_seats(text, MANAGERS, BEFORE) == [
        TypedSeat(7, "12,500", "3", "25", (TypedKeeper("PSV", "300", 2), TypedKeeper("Benfica", "5", 3)), 2),
        TypedSeat(8, "200"),
        TypedSeat(9, "90", "", "", (), 4),
    ]


def test_rows_are_read_as_a_spreadsheet_copies_them() -> None:
    [row, *_] = read_seats("team\tmoney\tslots_min\nMax\t41\t0", MANAGERS, BEFORE)
    assert row == TypedSeat(7, "41", "0", "6", (), 2)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("manager,budget\nMax,1\nOtto,2\n,3\n", [
            (3, "Otto isn't one of Max, Mia, Zoë (2)."),
            (4, "A line without a manager isn't one of Max, Mia, Zoë (2)."),
        ]),
        ("manager,budget,keeper\nMax,100,Ajax\nMax,120,PSV\n", [
            (3, "Line 2 says another budget: leave it empty here."),
        ]),
        ("manager,wage\nMax,1\n", [(1, "There is no column 'wage'; use manager, budget, ")]),
        ("budget,price\n1,2\n", [(1, "The first line names the columns: manager, budget, ")]),
        ("manager,budget,purse\nMax,1,2\n", [(1, "2 columns mean 'budget'; keep one of them.")]),
        ("manager,budget\nMax,1,2,3\n", [(2, "Give as many values as the header has columns.")]),
    ],
    ids=["unknown manager", "two budgets", "unknown column", "no manager", "column twice", "too many values"],
)  # fmt: skip
def test_file_that_cannot_be_read_is_refused_by_line(text: str, said: list[tuple[int, str]]) -> None:
    with pytest.raises(TableUnreadable) as caught:
        read_seats(text, MANAGERS, BEFORE)
    problems = caught.value.problems
    assert [each.line for each in problems] == [line for line, _ in said]
    assert all(words in each.sentence for each, (_, words) in zip(problems, said, strict=True)), problems
