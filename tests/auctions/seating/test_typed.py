"""Rows as people type them: all that is wrong is said at once, and numbers are read as everywhere."""

import pytest

from auctions.rules.commands import SeatTerms
from auctions.seating.typed import TableUnreadable, TypedKeeper, TypedSeat, read_table

LOTS = {"Ajax": 51, "PSV": 52}


def lot_named(name: str) -> int:
    if name not in LOTS:
        raise ValueError(f"{name} isn't there: check the spelling.")
    return LOTS[name]


def keepers(*typed: tuple[str, str]) -> tuple[TypedKeeper, ...]:
    return tuple(TypedKeeper(name, price) for name, price in typed)


@pytest.mark.parametrize(
    ("row", "terms"),
    [
        (TypedSeat(7, "200"), SeatTerms(participant=7, budget=200)),
        (TypedSeat(7, "0"), SeatTerms(participant=7, budget=0)),
        (TypedSeat(7, "12,500", "18", "25"), SeatTerms(participant=7, budget=12_500, slots_min=18, slots_max=25)),
        (TypedSeat(7, "₹ 41,00,000", " ", ""), SeatTerms(participant=7, budget=4_100_000)),
        (
            TypedSeat(7, "60", "", "4", keepers((" Ajax ", "1,0"), ("", ""), ("PSV", "5"))),
            SeatTerms(participant=7, budget=60, slots_max=4, keepers=((51, 1), (52, 5))),
        ),
    ],
    ids=["budget", "nothing", "grouped", "as in India", "keepers"],
)
def test_row_is_read_as_terms(row: TypedSeat, terms: SeatTerms) -> None:
    assert read_table([row], lot_named) == (terms,)


def test_everything_that_is_wrong_is_said_of_the_row_in_which_it_stands() -> None:
    rows = [
        TypedSeat(7, "", "three", "4", keepers(("Ajax", ""), ("", "5"), ("Inter", "5"), ("PSV", "0"))),
        TypedSeat(8, "10.000", "", "101", (TypedKeeper("PSV", "ten", 4),), 3),
        TypedSeat(9, "50"),
    ]
    with pytest.raises(TableUnreadable) as caught:
        read_table(rows, lot_named)
    assert [(each.participant, each.line, each.sentence) for each in caught.value.problems] == [
        (7, None, "Budget: Give an amount, 0 or more."),
        (7, None, "Smallest roster: Give a whole number in digits, such as 1000."),
        (7, None, "Ajax: give a price, 1 or more."),
        (7, None, "Say who is kept for 5."),
        (7, None, "Inter isn't there: check the spelling."),
        (7, None, "PSV: Give a whole number from 1 to 1,000,000,000."),
        (8, 3, "Budget: 10.000 could be 10 or 10,000. Write it without a separator."),
        (8, 3, "Largest roster: Give a whole number from 0 to 100."),
        (8, 4, "PSV: Give a whole number in digits, such as 1000."),
    ]
