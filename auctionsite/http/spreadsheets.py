"""Cells that a spreadsheet would run as formulas, made harmless for export. Pure."""

import re
from typing import Any

_DECIMAL = re.compile(r"[+-]?\d+(?:\.\d+)?")
_FORMULA = re.compile("'*[=+@\t\r-]")


def escape_formula(cell: Any) -> Any:
    """Return a cell as it may be exported: text that would be a formula gets an apostrophe, numbers stay numbers.

    So does one that would lose its own apostrophe when it is imported again.
    """
    if isinstance(cell, str) and _FORMULA.match(cell) and not _DECIMAL.fullmatch(cell):
        return f"'{cell}"
    return cell
