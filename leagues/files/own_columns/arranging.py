"""A file in somebody's own columns becomes the text of one in ours, each line with its number. Pure."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from leagues.files.formats.source import Format, SourceFile
from leagues.files.own_columns.columns import Field, Meaning, find_columns, signature_of
from leagues.files.own_columns.day_orders import to_iso
from leagues.files.parse_errors import ParseError
from leagues.files.tables import Table, TableRow, write_table

_WITH_NOUGHT = re.compile(r"([0-9]+)[.,]0+")
_LINE_ENDS = re.compile(r"\s*[\r\n]\s*")
RowValues = dict[str, str]


@dataclass(frozen=True, slots=True)
class ListKind:
    """A kind of list: its fields, those whose values are `ids`, and the formats of others that are taken as they are.

    `finish` makes of a row's values those of our columns, where ours say something otherwise.
    """

    fields: Sequence[Field]
    ids: frozenset[str]
    formats: Sequence[Format]
    finish: Callable[[RowValues], RowValues] = dict


@dataclass(frozen=True, slots=True)
class ArrangedFile:
    """A file as the readers of our columns take it. While there are questions in its meaning it is as it was."""

    text: str
    table: Table | None = None
    meaning: Meaning | None = None
    answered: str = ""
    """The signature of its header, if somebody answered questions about it."""

    @property
    def remarks(self) -> list[str]:
        """Sentences about the columns, for whoever sees a preview."""
        if self.meaning is None or self.meaning.questions:
            return []
        words = _("{theirs} as {ours}")
        columns = [
            words.format(theirs=theirs, ours=ours.replace("_", " ")) for theirs, ours in self.meaning.renamed.items()
        ]
        read = [_("We read {columns}.").format(columns=", ".join(columns))] if columns else []
        unused = ", ".join(self.meaning.unused)
        return read + ([_("Not used: {columns}.").format(columns=unused)] if unused else [])


def arrange_file(
    text: str, file_name: str, kind: ListKind, answers_for: Callable[[str], Mapping[str, str]]
) -> ArrangedFile:
    """Return a file in our columns; `answers_for` gives those that people gave for the signature of a header.

    Football.TXT, JSON and formats of others are left as they are. Raises ParseError for a table that can't be read.
    """
    source = SourceFile(file_name, text)
    if file_name.lower().endswith(".txt") or source.is_json or any(each.knows(source) for each in kind.formats):
        return ArrangedFile(text)
    table = source.table
    signature = signature_of(table.columns)
    answers = answers_for(signature)
    meaning = find_columns(table, kind.fields, answers)
    if meaning.questions:
        return ArrangedFile(text, table, meaning)
    whole = _whole_ids(table, kind, meaning)
    rows = {row.line: _values(row.values, kind, meaning, whole) for row in table.rows}
    if not rows or _is_ours(table, meaning, rows):
        return ArrangedFile(text, table, meaning)
    if source.problems:
        raise ParseError(sorted(source.problems))
    return ArrangedFile(write_table(_arranged(rows)), table, meaning, signature if answers else "")


def _whole_ids(table: Table, kind: ListKind, meaning: Meaning) -> frozenset[str]:
    """The fields of ids that a spreadsheet wrote as `7.0`: then all of them are so."""
    columns = {name: meaning.columns[name] for name in kind.ids if name in meaning.columns}
    whole = {name: [row.values[column] for row in table.rows] for name, column in columns.items()}
    return frozenset(name for name, ids in whole.items() if all(_WITH_NOUGHT.fullmatch(each or "0.0") for each in ids))


def _values(texts: Mapping[str, str], kind: ListKind, meaning: Meaning, whole: frozenset[str]) -> RowValues:
    """The values of a row in our columns."""
    values = {name: _LINE_ENDS.sub(" ", texts[column]) for name, column in meaning.columns.items()}
    for field in kind.fields:
        if field.days and field.name in values:
            values[field.name] = to_iso(values[field.name], meaning.day_order)
    for name in whole:
        values[name] = _WITH_NOUGHT.sub(r"\1", values[name])
    return kind.finish(values)


def _is_ours(table: Table, meaning: Meaning, rows: Mapping[int, RowValues]) -> bool:
    """True if nothing would be otherwise, so that the file can stay as it was written."""
    if meaning.unused or meaning.renamed:
        return False
    before = {row.line: {ours: row.values[theirs] for ours, theirs in meaning.columns.items()} for row in table.rows}
    return before == rows


def _arranged(rows: Mapping[int, RowValues]) -> Table:
    columns = tuple(dict.fromkeys(name for values in rows.values() for name in values))
    return Table(columns, tuple(TableRow(line, values) for line, values in sorted(rows.items())))
