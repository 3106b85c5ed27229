"""Tables as spreadsheets open them: known as UTF-8 by their first character, and no cell a formula. Pure."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

BYTE_ORDER_MARK = "\ufeff"
"""Without it Excel takes UTF-8 for the encoding of its own country."""

_DECIMAL = re.compile(r"[+-]?\d+(?:\.\d+)?")
_FORMULA = re.compile("'*[=+@\t\r-]")


def escape_formula(cell: Any) -> Any:
    """Return a cell as it may be exported: text that would be a formula gets an apostrophe, numbers stay numbers.

    So does one that would lose its own apostrophe when it is imported again.
    """
    if isinstance(cell, str) and _FORMULA.match(cell) and not _DECIMAL.fullmatch(cell):
        return f"'{cell}"
    return cell


def csv_parts(columns: Sequence[str], pages: Iterable[Iterable[Sequence[Any]]]) -> Iterator[str]:
    """Yield the text of a CSV for download: its headings, then each page of rows as it is read."""
    yield BYTE_ORDER_MARK + _lines([columns])
    yield from map(_lines, pages)


def write_csv(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Return the text of a CSV for download."""
    return "".join(csv_parts(columns, [rows]))


def _lines(rows: Iterable[Sequence[Any]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows([escape_formula(cell) for cell in row] for row in rows)
    return out.getvalue()
