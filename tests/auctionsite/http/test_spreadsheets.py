"""No exported cell is a formula."""

import pytest

from auctionsite.http.spreadsheets import escape_formula


@pytest.mark.parametrize(
    ("cell", "exported"),
    [
        ("=1+1", "'=1+1"),
        ("+49 30", "'+49 30"),
        ("-x", "'-x"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ("\r=1", "'\r=1"),
    ]
    + [(cell, cell) for cell in ("-1", "+1.5", -1, 2.5, None, "", "a=1", "FC København", {"minutes": 90})],
)
def test_formulas_are_neutralised_and_numbers_stay(cell: object, exported: object) -> None:
    assert escape_formula(cell) == exported
