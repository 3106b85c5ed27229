"""A workbook of Excel becomes the text of a CSV: its first sheet with columns that we know, a line for each row. Pure.

A workbook is a zip of XML, so a small one may become huge: everything that it could grow into is bounded.
"""

import csv
import io
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from leagues.files.column_words import WORDS, plain_name
from leagues.files.encodings import FileText
from leagues.files.formulas import check_formulas
from leagues.files.limits import MOST_BYTES, MOST_COLUMNS, MOST_ROWS, limits
from leagues.files.parse_errors import ParseError

_MOST_UNPACKED = 50 * 1024 * 1024
_MOST_PARTS, _MOST_SHEETS = 2_000, 50
_LAST_ROW = 5 * MOST_ROWS  # many may be empty, and what stands further down is a mistake or a trap
_HEADER_WITHIN = 20  # rows
_ERRORS = {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!"}
_KNOWN = {plain_name(word) for words in WORDS.values() for word in words}
_Rows = Iterable[tuple[Any, ...]]


def is_workbook(content: bytes) -> bool:
    """True for what begins as a zip does, as every .xlsx; nothing else that people upload does."""
    return content.startswith(b"PK\x03\x04")


def read_workbook(content: bytes) -> FileText:
    """The text of the sheet that holds the list; which one it is is said if there are several.

    Raises ParseError for what is no .xlsx, for one that is too large, and for cells with an error in them, or with
    nothing but a formula.
    """
    _check_size(content)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what the library leaves out: pictures, comments, rules of format
        try:
            sheets = _open(content)
            name, sheet = _choose(sheets)
            check_formulas(content, name, sheet)
            text = _to_csv(name, _rows_of(sheet))
        except (ParseError, MemoryError):
            raise
        except Exception as error:  # a broken workbook fails in as many ways as the library has lines
            raise ParseError([(1, _("This Excel file can't be read; save it anew as .xlsx, or as CSV."))]) from error
    if len(sheets) == 1:
        return FileText(text)
    words = _("This is the sheet {sheet!r}, one of {number}. For another, put it first.")
    return FileText(text, (words.format(sheet=name, number=len(sheets)),))


def _check_size(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise ParseError([(1, _("This Excel file is damaged; save it anew as .xlsx, or as CSV."))]) from error
    if "[Content_Types].xml" not in {part.filename for part in parts}:
        raise ParseError([(1, _("This is a zip, but no .xlsx; upload the list itself, as .xlsx or CSV."))])
    # What is said here is all that is ever unpacked: the library stops there.
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_UNPACKED:
        words = _("This Excel file is larger than {megabytes} MB unpacked; save its list alone, or as CSV.")
        raise ParseError([(1, words.format(megabytes=_MOST_UNPACKED // 1024**2))])


def _open(content: bytes) -> list[tuple[str, Any]]:
    """The visible sheets by name."""
    from openpyxl import load_workbook  # takes long, and few files are workbooks

    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"][:_MOST_SHEETS]
    for sheet in sheets:
        sheet.reset_dimensions()  # what a sheet says of its own size may be wrong, or a trap
    if not sheets:
        raise ParseError([(1, _("There is no sheet in this Excel file; put the list into one."))])
    return [(sheet.title, sheet) for sheet in sheets]


def _choose(sheets: list[tuple[str, Any]]) -> tuple[str, Any]:
    """The first sheet whose header has the most columns that we know."""
    return sheets[0] if len(sheets) == 1 else max(sheets, key=lambda each: _known_columns(_rows_of(each[1])))


def _rows_of(sheet: Any) -> _Rows:
    rows: _Rows = sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS + 1)
    return rows


def _known_columns(rows: _Rows) -> int:
    header = next((row for row in islice(rows, _HEADER_WITHIN) if any(cell is not None for cell in row)), ())
    return sum(isinstance(cell, str) and plain_name(cell) in _KNOWN for cell in header)


def _to_csv(name: str, rows: _Rows) -> str:
    """The rows as lines, so that a line's number is that of its row. Raises ParseError with the cell that is wrong."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    width = 0
    for number, row in enumerate(rows, start=1):
        cells = list(_cells(name, number, row))
        width = width or len(cells)  # of the header: a row without its last values isn't one that was cut off
        writer.writerow(cells + [""] * (width - len(cells)) if cells else [])
        if out.tell() > MOST_BYTES or number > _LAST_ROW:
            words = _("The sheet {sheet!r} is larger than files may be: {limits}.")
            raise ParseError([(number, words.format(sheet=name, limits=limits()))])
    return out.getvalue()


def _cells(name: str, number: int, row: tuple[Any, ...]) -> Iterator[str]:
    """The texts of a row, up to the last that isn't empty."""
    if row.count(None) == len(row):
        return
    filled = max(place for place, cell in enumerate(row, start=1) if cell is not None)
    if filled > MOST_COLUMNS:
        words = _("A file has {most} columns at most; the sheet {sheet!r} has more.")
        raise ParseError([(number, words.format(most=MOST_COLUMNS, sheet=name))])
    for cell in row[:filled]:
        if isinstance(cell, str) and cell in _ERRORS:
            words = _("A cell of the sheet {sheet!r} says {error}; mend its formula.")
            raise ParseError([(number, words.format(sheet=name, error=cell))])
        yield _text(cell)


def _text(cell: Any) -> str:
    """A cell as a CSV holds it: `1.0` is 1, and a day is a day."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(" ") if cell.time() != time() else cell.date().isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    return " ".join(str(cell).split())
