"""Workbooks are read as the CSV that they would be saved as, and none can hold a server up."""

import datetime
import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from leagues.files.limits import MOST_BYTES, MOST_COLUMNS
from leagues.files.parse_errors import ParseError
from leagues.files.workbooks import is_workbook, read_workbook
from tests.leagues.files.file_forms import Rows, as_workbook

LIST: Rows = [["Name", "Club"], ["Ada", "Reds"]]


def with_sheet(xml: str, **parts: str) -> bytes:
    """A workbook whose first sheet is this XML, and other parts are as given."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(as_workbook(LIST))) as before,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name in before.namelist():
            content = before.read(name)
            after.writestr(name, xml.encode() if name == "xl/worksheets/sheet1.xml" else parts.get(name, content))
    return out.getvalue()


def sheet(rows: str, before: str = "") -> str:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<?xml version="1.0"?>{before}<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>'


def cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.0, "1"),
        (1.5, "1.5"),
        (12, "12"),
        (-3, "-3"),
        (1e15, "1000000000000000"),
        (True, "True"),
        (datetime.date(2025, 8, 15), "2025-08-15"),
        (datetime.datetime(2025, 8, 15, 19, 30), "2025-08-15 19:30:00"),  # noqa: DTZ001 # cells know no zone
        (datetime.time(19, 30), "19:30:00"),
        ("Müller,\n Ada ", '"Müller, Ada"'),
        ("=not a formula", "=not a formula"),
    ],
)
def test_cells_are_the_texts_that_a_csv_has(value: Any, text: str) -> None:
    content = as_workbook([["a", "b"], [value if value != "=not a formula" else "x", "c"]])
    if value == "=not a formula":
        content = with_sheet(sheet(f"<row><c t='inlineStr'><is><t>a</t></is></c></row><row>{cell('A2', value)}</row>"))
        assert read_workbook(content).text == f"a\n{text}\n"
    else:
        assert read_workbook(content).text == f"a,b\n{text},c\n"


def test_rows_keep_their_numbers_and_empty_ends_are_left_out() -> None:
    rows: Rows = [["a", "b", None], [], ["c", None, None], [None, None]]
    assert read_workbook(as_workbook(rows)).text.rstrip("\n") == "a,b\n\nc,"


@pytest.mark.parametrize(
    ("others", "hidden", "text", "asked"),
    [
        ([], "", "Name,Club\nAda,Reds\n", False),
        ([("Notes", [["to do"]])], "", "Name,Club\nAda,Reds\n", True),
        ([("More", [["Spieler", "Verein", "Pos"], ["Dee", "Blues", "FW"]])], "", "Spieler,Verein,Pos\nDee,Blues,FW\n",
         True),
        ([("More", [["Spieler", "Verein", "Pos"]])], "More", "Name,Club\nAda,Reds\n", False),
    ],
)  # fmt: skip
def test_sheet_with_the_most_known_columns_is_read_and_named(
    others: list[tuple[str, Rows]], hidden: str, text: str, asked: bool
) -> None:
    found = read_workbook(as_workbook(LIST, *others, hidden=hidden))
    assert (found.text, bool(found.questions)) == (text, asked)
    assert all("one of 2" in question for question in found.questions)


def broken_zip() -> bytes:
    return as_workbook(LIST)[:-200]


def other_zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("content.xml", "an .ods")
    return out.getvalue()


BOMBS: dict[str, tuple[Callable[[], bytes], str]] = {
    "a part that unfolds": (lambda: with_sheet(" " * (51 * 1024**2)), "larger than 50 MB unpacked"),
    "a far row": (lambda: with_sheet(sheet(f'<row r="999999999999">{cell("A1", "x")}</row>')), "larger than files"),
    "a far column": (
        lambda: with_sheet(sheet("".join(f'<row r="{i}">{cell(f"XFD{i}", "x")}</row>' for i in range(1, 20_001)))),
        "",
    ),
    "more columns": (lambda: as_workbook([["x"] * (MOST_COLUMNS + 1)]), f"{MOST_COLUMNS} columns at most"),
    "one long text in many cells": (
        lambda: as_workbook([["x" * 30_000] * 100] * (MOST_BYTES // 3_000_000 + 1)),
        "larger than files",
    ),
    "entities that unfold": (
        lambda: with_sheet(sheet("<row><c>&b;</c></row>", '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>')),
        "can't be read",
    ),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_no_workbook_grows_beyond_what_files_may_be(bomb: str) -> None:
    make, words = BOMBS[bomb]
    if not words:
        assert not read_workbook(make()).text.strip()
        return
    with pytest.raises(ParseError, match=words):
        read_workbook(make())


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (broken_zip(), "damaged"),
        (other_zip(), "no .xlsx"),
        (with_sheet("<worksheet"), "can't be read"),
        (with_sheet(sheet("<row r='x'/>")), "can't be read"),
        (with_sheet(sheet("<row><c r='A1' t='s'><v>99</v></c></row>")), "can't be read"),
        (with_sheet(sheet("<row><c r='A1' t='e'><v>#REF!</v></c></row>")), "line 1: A cell of the sheet 'List' says"),
        (with_sheet("", **{"[Content_Types].xml": "<x/>"}), "can't be read"),
    ],
)
def test_what_is_no_workbook_is_refused_with_what_to_do(content: bytes, words: str) -> None:
    assert is_workbook(content)
    with pytest.raises(ParseError, match=words):
        read_workbook(content)
