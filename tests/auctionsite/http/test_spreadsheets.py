"""No exported cell is a formula."""

import pytest

from auctionsite.http.spreadsheets import escape_formula, write_csv


@pytest.mark.parametrize(
    ("cell", "exported"),
    [
        ("=1+1", "'=1+1"),
        ("+49 30", "'+49 30"),
        ("-x", "'-x"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ("\r=1", "'\r=1"),
        ("'=1", "''=1"),
    ]
    + [(cell, cell) for cell in ("-1", "+1.5", -1, 2.5, None, "", "a=1", "FC København", {"minutes": 90})],
)
def test_formulas_are_neutralised_and_numbers_stay(cell: object, exported: object) -> None:
    assert escape_formula(cell) == exported


def test_table_is_known_as_utf_8_and_keeps_its_amounts() -> None:
    written = write_csv(["name", "price (€)"], [["=1+1", -3], ["Ødegaard, M", 12_375]])
    assert written == '\ufeffname,price (€)\r\n\'=1+1,-3\r\n"Ødegaard, M",12375\r\n'
