"""Days in the orders in which people write them."""

from datetime import date, time

import pytest

from leagues.files.own_columns.day_orders import (
    DAY_FIRST,
    MONTH_FIRST,
    day_orders,
    example_of,
    is_day,
    read_day,
    read_time,
    to_iso,
)


@pytest.mark.parametrize(
    ("texts", "orders"),
    [
        (["03/04/2026", "25/04/2026"], {DAY_FIRST}),  # a 25 decides
        (["03/04/2026", "04/25/2026"], {MONTH_FIRST}),
        (["03/04/2026", "05/06/26"], {DAY_FIRST, MONTH_FIRST}),
        (["03/03/2026", "05/05/2026"], {DAY_FIRST}),  # the same day either way
        (["25/04/2026", "04/25/2026"], set()),
        (["3.4.2026"], {DAY_FIRST}),
        (["2026-04-03", "", "soon"], {DAY_FIRST}),
        ([], {DAY_FIRST}),
    ],
)
def test_the_whole_column_says_the_order(texts: list[str], orders: set[str]) -> None:
    assert day_orders(texts) == orders


@pytest.mark.parametrize(
    ("text", "order", "written"),
    [
        ("3.4.2026", DAY_FIRST, "2026-04-03"),
        ("3/4/26", MONTH_FIRST, "2026-03-04"),
        ("31-12-99", DAY_FIRST, "1999-12-31"),
        ("15.08.2026 19:30", DAY_FIRST, "2026-08-15 19:30"),
        ("8/15/2026, 7:30 PM", MONTH_FIRST, "2026-08-15 19:30"),
        ("15/08/2026 19:30:00", DAY_FIRST, "2026-08-15 19:30"),
        ("31.02.2026", DAY_FIRST, "31.02.2026"),
        ("15.08.2026 kick-off", DAY_FIRST, "15.08.2026 kick-off"),
        ("15.08/2026", DAY_FIRST, "15.08/2026"),
        ("2026-08-15T19:30:00Z", DAY_FIRST, "2026-08-15T19:30:00Z"),
        ("", DAY_FIRST, ""),
    ],
)
def test_days_become_iso_and_all_else_stays(text: str, order: str, written: str) -> None:
    assert to_iso(text, order) == written


@pytest.mark.parametrize(
    ("text", "at"),
    [("19:30", time(19, 30)), ("19.30 Uhr", time(19, 30)), ("19h30", time(19, 30)), ("12:05 am", time(0, 5)),
     ("7:30 p.m.", time(19, 30)), ("24:00", None), ("", None), ("noon", None)],
)  # fmt: skip
def test_times(text: str, at: time | None) -> None:
    assert read_time(text) == at


def test_what_is_a_day_and_which_shows_the_two_orders() -> None:
    assert read_day("3/4/2026", MONTH_FIRST) == date(2026, 3, 4)
    assert read_day("x", DAY_FIRST) is None
    assert [is_day(text) for text in ("3.4.26", "2026-04-03 19:30", "3:4", "7", "2026")] == [True, True] + [False] * 3
    assert example_of(["", "03/03/2026", "03/04/2026 19:30"]) == "03/04/2026"
    assert example_of(["03/03/2026"]) == ""
