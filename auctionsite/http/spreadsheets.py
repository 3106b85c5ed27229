"""Tables as spreadsheets open them: known as UTF-8 by their first character, and no cell a formula. Pure."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
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


def write_csv(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Return the text of a CSV for download."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerows([escape_formula(cell) for cell in row] for row in (columns, *rows))
    return BYTE_ORDER_MARK + out.getvalue()
