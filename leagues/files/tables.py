"""Reading of uploaded files: bounded, text, and mostly a table. Pure."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from leagues.files.parse_errors import ParseError, Problems

MOST_BYTES = 5 * 1024 * 1024
MOST_ROWS = 20_000
_NO_TEXT = re.compile("[\0\ud800-\udfff]")


class TableReader(Protocol):
    """The type of what `csv.reader` returns."""

    line_num: int

    def __iter__(self) -> Iterator[list[str]]: ...


class Readable(Protocol):
    """An open file of bytes."""

    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class TableRow:
    """One line below the header: its number in the file, and its values by column, without spaces around them."""

    line: int
    values: dict[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """The columns of the header and the rows below it."""

    columns: tuple[str, ...]
    rows: tuple[TableRow, ...]


def read_bytes(file: Readable) -> bytes:
    """All of a file, of which no more is read than is allowed. Raises ParseError if there is more."""
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise ParseError([(1, f"The file is larger than {MOST_BYTES // 1024**2} MB; split it and upload the parts.")])
    return content


def decode(content: bytes) -> str:
    """The text of a file, without a byte order mark. Raises ParseError if it isn't UTF-8 or not a text at all."""
    try:
        return check_text(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise ParseError([(line, "This is not UTF-8; save the file as UTF-8 and upload it again.")]) from error


def check_text(text: str) -> str:
    """The text, if it can be kept. Raises ParseError for a NUL byte and for halves of characters."""
    no_text = _NO_TEXT.search(text)
    if no_text:
        what = "a NUL byte" if no_text[0] == "\0" else "half a character"
        line = text.count("\n", 0, no_text.start()) + 1
        raise ParseError([(line, f"There is {what}, so this is not a text file; export it anew.")])
    return text


def read_table(text: str, problems: Problems) -> Table:
    """A CSV, between commas or semicolons; lines that can't be read are added to `problems`.

    Raises ParseError for more than MOST_ROWS.
    """
    text = text.lstrip("\ufeff")
    first_line = text.partition("\n")[0]
    delimiter = ";" if ";" in first_line and "," not in first_line else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    columns: tuple[str, ...] = ()
    rows: list[TableRow] = []
    try:
        columns = tuple(name.strip() for name in next(reader, ()))
        rows = list(_rows(columns, reader, problems))
    except csv.Error as error:
        problems.append((reader.line_num, f"This is not CSV ({error}); check the quotation marks."))
    for name in sorted({name for name in columns if columns.count(name) > 1}):
        problems.append((1, f"The column {name!r} stands there twice; give each name once."))
    return Table(columns, tuple(rows))


def _rows(columns: tuple[str, ...], reader: TableReader, problems: Problems) -> Iterable[TableRow]:
    for number, values in enumerate(reader):
        if number >= MOST_ROWS:
            raise ParseError(
                [(reader.line_num, f"A file has {MOST_ROWS} rows at most; split it and upload the parts.")]
            )
        if values and len(values) != len(columns):
            problems.append((reader.line_num, "Give as many values as the header has columns."))
        elif values:
            yield TableRow(reader.line_num, dict(zip(columns, (value.strip() for value in values), strict=True)))


def unknown_columns(table: Table, known: Iterable[str]) -> Problems:
    """A problem for each column that isn't known."""
    names = tuple(known)
    return [(1, f"There is no column {name!r}; use {', '.join(names)}.") for name in table.columns if name not in names]
