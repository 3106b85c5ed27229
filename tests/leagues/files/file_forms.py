"""One list in every form in which people save it: encodings, separators, headers, a workbook."""

import csv
import io
from collections.abc import Callable, Sequence
from typing import Any

from openpyxl import Workbook

Rows = Sequence[Sequence[Any]]

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-be with its mark", "cp1252")
SEPARATORS = (",", ";", "\t", "|")


def encoded(text: str, encoding: str) -> bytes:
    """The text as a program writes it that saves in this encoding."""
    if encoding == "utf-16-be with its mark":
        return b"\xfe\xff" + text.encode("utf-16-be")
    return text.encode(encoding)


def as_csv(rows: Rows, separator: str = ",", line_end: str = "\r\n") -> str:
    """The rows between separators."""
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator=line_end).writerows(rows)
    return out.getvalue()


def as_workbook(rows: Rows, *others: tuple[str, Rows], hidden: str = "") -> bytes:
    """The rows on the first sheet of a workbook; other sheets come after it."""
    book = Workbook()
    book.remove(book.active)
    for title, content in (("List", rows), *others):
        sheet = book.create_sheet(title)
        for row in content:
            sheet.append(list(row))
        sheet.sheet_state = "hidden" if title == hidden else "visible"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


WAYS_OF_EXCEL: dict[str, Callable[[str], str]] = {
    "as it is": lambda text: text,
    "sep= above": lambda text: f"sep={_separator(text)}\r\n{text}",
    "sep= above, and saved again": lambda text: f"sep={_separator(text)}{_separator(text) * 2}\r\n{text}",
    "empty columns at the end": lambda text: _each_line(text, lambda line: line + _separator(text) * 3),
    "empty rows at the end": lambda text: text + f"{_separator(text) * 3}\r\n" * 4,
    "empty rows above": lambda text: "\r\n" + _separator(text) * 3 + "\r\n" + text,
    "values missing at ends of lines": lambda text: _each_line(text, lambda line: line.rstrip(_separator(text))),
    "no line break at the end": lambda text: text.rstrip("\r\n"),
    "old Macs' lines": lambda text: text.replace("\r\n", "\r"),
}
"""What Excel, and those who come after it, do to a table."""


def _separator(text: str) -> str:
    return max(SEPARATORS, key=text.partition("\r\n")[0].count)


def _each_line(text: str, change: Callable[[str], str]) -> str:
    return "".join(f"{change(line)}\r\n" for line in text.splitlines())
