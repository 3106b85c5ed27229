"""Reading of uploaded files: bounded, text, and mostly a table. Pure."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Protocol

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from auctionsite.http.spreadsheets import escape_formula
from auctionsite.numbers.reading import NotAWholeNumber, read_whole_number
from auctionsite.text.typed import UnreadableText, clean_text
from leagues.files.column_words import plain_name
from leagues.files.encodings import FileText, NoText, decode_text
from leagues.files.limits import MOST_BYTES, MOST_COLUMNS, MOST_ROWS, too_many_rows
from leagues.files.parse_errors import ParseError, Problems
from leagues.files.separators import declared_separator, find_separator
from leagues.files.workbooks import is_workbook, read_workbook

PROBLEM_COLUMN = "problem"
"""The last column of a file to mend, which says what was wrong with each line. Readers pass over it."""
_NO_TEXT = re.compile("[\0\ud800-\udfff]")
_SAMPLE = 64 * 1024
"""Characters in which the separator is looked for."""
_OTHER_FILES = {
    b"\xd0\xcf\x11\xe0": gettext_noop(
        "This is an old Excel file, or one with a password; save it as .xlsx or as CSV and upload that."
    ),
    b"%PDF": gettext_noop("This is a PDF; save it as .xlsx or as CSV and upload that."),
}
"""What is said of files that begin so."""
_ESCAPED = re.compile("^'(?='*[=+@\t\r-])")
"""The apostrophe that keeps spreadsheets from running a text as a formula; see `escape_formula`."""


class TableReader(Protocol):
    """The type of what `csv.reader` returns."""

    line_num: int

    def __iter__(self) -> Iterator[list[str]]: ...


class Readable(Protocol):
    """An open file of bytes."""

    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class TableRow:
    """One line below the header: its number in the file, and its values by column, cleaned of needless spaces."""

    line: int
    values: dict[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """The columns of the header and the rows below it."""

    columns: tuple[str, ...]
    rows: tuple[TableRow, ...]

    def with_names(self, known: Iterable[str]) -> "Table":
        """The table, its columns called as they are known, however their case, accents, spaces and underscores are."""
        names = {plain_name(name): name for name in known}
        return self.renamed({column: names.get(plain_name(column), column) for column in self.columns})

    def only(self, names: Iterable[str]) -> "Table":
        """The table without the columns that have none of these names."""
        kept = tuple(column for column in self.columns if column in {*names})
        return Table(kept, tuple(TableRow(row.line, {name: row.values[name] for name in kept}) for row in self.rows))

    def renamed(self, names: Mapping[str, str]) -> "Table":
        """The table, its columns called by other names."""
        if all(names.get(column, column) == column for column in self.columns):
            return self
        columns = {column: names.get(column, column) for column in self.columns}
        rows = (TableRow(row.line, {columns[name]: value for name, value in row.values.items()}) for row in self.rows)
        return Table(tuple(columns.values()), tuple(rows))


def read_bytes(file: Readable) -> bytes:
    """All of a file, of which no more is read than is allowed. Raises ParseError if there is more."""
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        words = _("The file is larger than {megabytes} MB; split it and upload the parts.")
        raise ParseError([(1, words.format(megabytes=MOST_BYTES // 1024**2))])
    return content


def decode(content: bytes) -> str:
    """The text of a file, of a workbook that of a CSV. Raises ParseError if that isn't certain, or it is no text."""
    if content.startswith(tuple(_OTHER_FILES)) or is_workbook(content):
        return decode_asking(content).text
    try:
        file_text = decode_text(content)
    except NoText as error:
        raise _not_utf_8(content, error.at) from error
    if file_text.questions:
        raise _not_utf_8(content, next(at for at, byte in enumerate(content) if byte > 127))
    return check_text(file_text.text)


def decode_asking(content: bytes) -> FileText:
    """As `decode`, for people who see a preview: what had to be guessed comes with a question."""
    for start, words in _OTHER_FILES.items():
        if content.startswith(start):
            raise ParseError([(1, _(words))])
    if is_workbook(content):
        file_text = read_workbook(content)
    else:
        try:
            file_text = decode_text(content)
        except NoText as error:
            raise _not_utf_8(content, error.at) from error
    check_text(file_text.text)
    return file_text


def _not_utf_8(content: bytes, at: int) -> ParseError:
    line = content[:at].count(b"\n") + 1
    return ParseError([(line, _("This is not UTF-8; save the file as UTF-8 and upload it again."))])


def check_text(text: str) -> str:
    """The text, if it can be kept. Raises ParseError for a NUL byte and for halves of characters."""
    no_text = _NO_TEXT.search(text)
    if no_text:
        words = (
            _("There is a NUL byte, so this is not a text file; export it anew.")
            if no_text[0] == "\0"
            else _("There is half a character, so this is not a text file; export it anew.")
        )
        raise ParseError([(text.count("\n", 0, no_text.start()) + 1, words)])
    return text


def read_table(text: str, problems: Problems) -> Table:
    """A CSV between commas, semicolons, tabs or bars; lines that can't be read are added to `problems`.

    Empty lines and empty columns at the end are left out, and values that lines lack at their ends are empty. Raises
    ParseError for more than MOST_ROWS.
    """
    reader, lines = _open_table(text)
    columns: tuple[str, ...] = ()
    raw_rows: list[tuple[int, list[str]]] = []
    try:
        columns = _column_names(next(lines, (0, []))[1])
        raw_rows.extend(lines)
    except csv.Error as error:
        words = _("This is not CSV ({error}); check the quotation marks.")
        problems.append((reader.line_num, words.format(error=error)))
        raw_rows = []  # the lines that were read may be of one that never ended
    wrong = _wrong_widths(len(columns), raw_rows, cut_off=not text.endswith(("\n", "\r")))
    problems += [(line, _("Give as many values as the header has columns.")) for line in sorted(wrong)]
    if twice := _twice(columns):
        problems += twice
        raw_rows = []  # nobody knows which of two columns each line means
    rows = tuple(_clean_rows(columns, ((line, values) for line, values in raw_rows if line not in wrong), problems))
    return Table(_without_problem(columns), rows)


def read_columns(text: str) -> tuple[str, ...]:
    """The columns of a table, whose lines aren't read; none if there is no header. Raises ParseError for too many."""
    _, lines = _open_table(text)
    try:
        return _without_problem(_column_names(next(lines, (0, []))[1]))
    except csv.Error:
        return ()


def _open_table(text: str) -> tuple[TableReader, Iterator[tuple[int, list[str]]]]:
    """The reader of a table, and the lines in which something stands, with their numbers."""
    text = text.lstrip("\ufeff")
    declared = declared_separator(text.partition("\n")[0])
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text), strict=True)
    return reader, _filled_lines(reader, skip_first=declared is not None)


def _without_problem(columns: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in columns if name != PROBLEM_COLUMN)


def write_table(table: Table) -> str:
    """The text of a table that `read_table` reads as the same, each line with its number, and none a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(map(escape_formula, table.columns))
    last = 1
    for row in table.rows:
        out.write("\n" * (row.line - last - 1))
        writer.writerow([escape_formula(row.values.get(name, "")) for name in table.columns])
        last = row.line
    return out.getvalue()


def delimiter_of(text: str) -> str:
    """Return the separator of a table's values: see `separators`."""
    sample = text[:_SAMPLE].lstrip("\ufeff").splitlines()
    return declared_separator(sample[0] if sample else "") or find_separator(sample)


def _wrong_widths(columns: int, lines: list[tuple[int, list[str]]], *, cut_off: bool) -> set[int]:
    """The lines with more values than columns, and those with fewer.

    Excel leaves empty values at the ends of lines away, of sixteen lines at a time: so lines with fewer are fine where
    another has as few, unless they may be the end of a file that was cut off.
    """
    widths = Counter(len(values) for _, values in lines)
    wrong = {line for line, values in lines if any(value.strip() for value in values[columns:])}
    wrong |= {line for line, values in lines if len(values) < columns and widths[len(values)] == 1}
    if cut_off and lines and len(lines[-1][1]) < columns:
        wrong.add(lines[-1][0])
    return wrong


def _twice(columns: tuple[str, ...]) -> Problems:
    named: dict[str, str] = {}
    problems = []
    for name in columns:
        if plain_name(name) in named:
            words = _("The column {column!r} stands there twice; give each name once.")
            problems.append((1, words.format(column=name)))
        named[plain_name(name)] = name
    return problems


def _filled_lines(reader: TableReader, *, skip_first: bool) -> Iterator[tuple[int, list[str]]]:
    """The lines in which something stands, with their numbers. Raises ParseError for too many."""
    number = 0
    for values in reader:
        if (skip_first and reader.line_num == 1) or not any(value.strip() for value in values):
            continue
        if number > MOST_ROWS:
            raise ParseError([(reader.line_num, too_many_rows())])
        number += 1
        yield reader.line_num, values


def _column_names(header: list[str]) -> tuple[str, ...]:
    """The names in a header without empty ones at its end; one that is empty in between is called by its place."""
    names = [unescaped(name) for name in header]
    while names and not names[-1]:
        names.pop()
    if len(names) > MOST_COLUMNS:
        words = _("A file has {most} columns at most; leave out those that nobody needs.")
        raise ParseError([(1, words.format(most=MOST_COLUMNS))])
    return tuple(name or f"column {place}" for place, name in enumerate(names, start=1))


def _clean_rows(
    columns: tuple[str, ...], lines: Iterable[tuple[int, list[str]]], problems: Problems
) -> Iterator[TableRow]:
    """The rows, their values cleaned; those that a line lacks at its end are empty.

    What stands in many cells, as nearly everything in a long file does, is cleaned and kept once.
    """
    clean = {"": ""}
    for line, values in lines:
        row: dict[str, str] = {}
        for column, value in zip_longest(columns, values[: len(columns)], fillvalue=""):
            if value in clean:
                row[column] = clean[value]
            elif column != PROBLEM_COLUMN:
                known = len(problems)
                row[column] = _cell(line, column, unescaped(value), problems)
                if len(problems) == known:
                    clean[value] = row[column]
        row.pop(PROBLEM_COLUMN, None)
        yield TableRow(line, row)


def unescaped(value: str) -> str:
    """The text of a cell without spaces around it and the guard against formulas."""
    return _ESCAPED.sub("", value.strip(), count=1)


def _cell(line: int, column: str, value: str, problems: Problems) -> str:
    """The text of a cell, cleaned as if it was typed; what can't be seen is added to `problems`, but beside numbers."""
    try:
        return clean_text(value)
    except UnreadableText as error:
        if _is_number(value):  # which spreadsheets fence with marks of direction
            return value.strip()
        problems.append((line, _("In {column!r}: {error}").format(column=column, error=error)))
        return value.strip()


def _is_number(value: str) -> bool:
    try:
        read_whole_number(value)
    except NotAWholeNumber:
        return False
    return True


def unknown_columns(table: Table, known: Iterable[str]) -> Problems:
    """A problem for each column that isn't known."""
    names = tuple(known)
    words = _("There is no column {column!r}; use {columns}.")
    return [(1, words.format(column=name, columns=", ".join(names))) for name in table.columns if name not in names]
