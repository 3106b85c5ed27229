"""A file that somebody chose, and what a format of others makes of it. Pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from auctionsite import bounded_json
from leagues.files.limits import MOST_BYTES, MOST_ROWS, too_many_rows
from leagues.files.parse_errors import ParseError, Problems
from leagues.files.tables import Table, TableRow, read_columns, read_table


@dataclass
class SourceFile:
    """A file's name and text. What is wrong with its lines is added to `problems`, and the others are read.

    `season`, such as 2025/26, is the one that is wanted of a file with several.
    """

    name: str
    text: str
    problems: Problems = field(default_factory=list)
    season: str = ""

    @cached_property
    def is_json(self) -> bool:
        """True if it is JSON: by its name or its content, since people name files as they like."""
        return self.name.lower().endswith(".json") or self.text.lstrip("\ufeff \t\r\n")[:1] in {"{", "["}

    @cached_property
    def json(self) -> Any:
        """Return what the JSON says, decimals as texts; None for other files. Raises ParseError if it can't be read."""
        if not self.is_json:
            return None
        try:
            text = self.text.lstrip("\ufeff")
            return bounded_json.load(text, MOST_BYTES, parse_float=str, parse_constant=str)
        except bounded_json.JsonRefused as error:
            line = error.line if isinstance(error, bounded_json.JsonBroken) else 1
            raise ParseError([(line, str(error))]) from error

    @cached_property
    def table(self) -> Table:
        """The table that it is. Raises ParseError as `read_table` does, and for JSON, which is none."""
        if self.is_json:
            raise ParseError([(1, _("This JSON is in no format that we know. Upload a table, such as a CSV."))])
        return read_table(self.text, self.problems)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The columns of the table that it is; none for JSON. Raises ParseError for too many."""
        return () if self.is_json else read_columns(self.text)

    @property
    def stem(self) -> str:
        """The name without its folder and ending: Cricsheet's files are called by the id of their match."""
        return self.name.replace("\\", "/").rpartition("/")[2].partition(".")[0]

    def has_columns(self, *names: str) -> bool:
        """True if it is a table with all of these columns, and maybe others."""
        return {*names} <= {*self.columns}


@dataclass(frozen=True, slots=True)
class Format:
    """Files as others write them. `table` has them in our own columns.

    A table is one of them if it has `columns`, and maybe others; JSON if `in_json` says so of what it holds.
    """

    name: str
    table: Callable[[SourceFile], Table]
    columns: tuple[str, ...] = ()
    in_json: Callable[[Any], bool] | None = None

    def knows(self, source: SourceFile) -> bool:
        """True if the file is one of these, by what is in it."""
        if self.in_json is not None:
            return source.is_json and self.in_json(source.json)
        return source.has_columns(*self.columns)


def renamed(columns: Mapping[str, str]) -> Callable[[SourceFile], Table]:
    """Return what gives a table in our columns: ours for each of theirs. The others are left out."""

    def table(source: SourceFile) -> Table:
        there = {theirs: ours for theirs, ours in columns.items() if theirs in source.table.columns}
        rows = ((row.line, {ours: row.values[name] for name, ours in there.items()}) for row in source.table.rows)
        return table_of(tuple(there.values()), rows)

    return table


def with_figures(who: Mapping[str, str]) -> Callable[[SourceFile], Table]:
    """Return what gives a table of figures: ours for each of the columns `who`, and all others as they are called."""

    def table(source: SourceFile) -> Table:
        others = (name for name in source.table.columns if name not in {*who, *who.values()})
        return renamed({**who, **{name: name for name in others}})(source)

    return table


def table_of(columns: tuple[str, ...], rows: Iterable[tuple[int, Mapping[str, str]]]) -> Table:
    """Return a table of rows with their numbers; what a row doesn't say is empty. Raises ParseError for too many."""
    table_rows = tuple(TableRow(line, {name: values.get(name, "") for name in columns}) for line, values in rows)
    if len(table_rows) > MOST_ROWS:
        raise ParseError([(1, too_many_rows())])
    return Table(columns, table_rows)
