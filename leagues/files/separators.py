"""The separator of a table's values: said by the file, or found in its first lines. Pure."""

import csv
import re
from itertools import islice

_CANDIDATES = "\t;|,"
"""In the order of preference: a comma stands within texts and numbers more often than the others do."""
_DECLARED = re.compile(r'"?sep=([^"\r\n])"?[;,\t|]*', re.IGNORECASE)
_LINES_TRIED = 50


def declared_separator(first_line: str) -> str | None:
    """The separator of a first line such as `sep=;`, as Excel writes and reads it; None for any other line."""
    found = _DECLARED.fullmatch(first_line.strip("\r\n "))
    return found[1] if found else None


def find_separator(lines: list[str]) -> str:
    """The one of tab, semicolon, bar and comma that parts the lines into as many values as the header has."""
    sample = list(islice((line for line in lines if line.strip(" \t;|,\r\n")), _LINES_TRIED))
    fits = {each: _fit(sample, each) for each in _CANDIDATES if sample}
    return max(fits, key=lambda each: fits[each]) if any(found for found, *_ in fits.values()) else ","


def _fit(lines: list[str], separator: str) -> tuple[bool, float, int]:
    """Return if the header has more than one value, the share of rows that have as many, and how many it has."""
    try:
        rows = list(csv.reader(lines, delimiter=separator))
    except csv.Error:
        return False, 0, 0
    widths = [len(row) for row in rows]
    return widths[0] > 1, widths.count(widths[0]) / len(widths), widths[0]
