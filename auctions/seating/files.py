"""A table of seats from a file or pasted rows: a line for each manager, and one for each further keeper.

Pure, but for the language of its sentences.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from django.utils.translation import gettext as _

from auctions.seating.typed import Problem, TableUnreadable, TypedKeeper, TypedSeat
from leagues.files.column_words import plain_name
from leagues.files.parse_errors import ParseError, Problems
from leagues.files.tables import Table, TableRow, read_table, unknown_columns

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "manager": ("manager", "name", "team", "owner", "franchise"),
    "budget": ("budget", "purse", "money"),
    "smallest roster": ("smallest roster", "smallest", "slots_min", "min"),
    "largest roster": ("largest roster", "largest", "slots_max", "max"),
    "keeper": ("keeper", "keeps", "player", "retained", "asset", "club"),
    "price": ("price", "cost", "salary"),
}
"""For each column of ours, what it may be called."""
_FIELDS = {"budget": "budget", "smallest roster": "slots_min", "largest roster": "slots_max"}


def read_seats(text: str, managers: Mapping[str, int], before: Mapping[int, TypedSeat]) -> list[TypedSeat]:
    """Return the rows of `before` with what a file says of them; `managers` are the seats by name.

    What it leaves empty stays; of a manager that it names, exactly its keepers are kept. Raises TableUnreadable.
    """
    problems: Problems = []
    try:
        table = _with_our_columns(read_table(text, problems), problems)
    except ParseError as error:
        raise TableUnreadable([Problem(None, sentence, line) for line, sentence in error.problems]) from error
    problems += [] if problems else unknown_columns(table, COLUMNS)
    if not problems and "manager" not in table.columns:
        problems.append((1, _("The first line names the columns: {columns}.").format(columns=", ".join(COLUMNS))))
    if problems:
        raise TableUnreadable([Problem(None, sentence, line) for line, sentence in sorted(problems)])
    return _merge(table.rows, {plain_name(name): seat for name, seat in managers.items()}, before, [*managers])


def _with_our_columns(table: Table, problems: Problems) -> Table:
    """Return the table, its columns called as ours; of two that mean the same nobody knows which counts."""
    ours = {plain_name(word): column for column, words in COLUMNS.items() for word in words}
    called = {column: ours.get(plain_name(column), column) for column in table.columns}
    for column, times in Counter(called.values()).items():
        if times > 1:
            sentence = _("{number} columns mean {column}; keep one of them.")
            problems.append((1, sentence.format(number=times, column=repr(column))))
            return table
    return table.renamed(called)


def _merge(
    lines: tuple[TableRow, ...], managers: Mapping[str, int], before: Mapping[int, TypedSeat], names: list[str]
) -> list[TypedSeat]:
    rows, named, problems = dict(before), dict[int, TypedSeat](), list[Problem]()
    for line in lines:
        seat = managers.get(plain_name(line.values["manager"]))
        if seat is None:
            who = line.values["manager"]
            sentence = (
                _("{name} isn't one of {managers}.") if who else _("A line without a manager isn't one of {managers}.")
            )
            problems.append(Problem(None, sentence.format(name=who, managers=", ".join(names)), line.line))
            continue
        said = named.get(seat, TypedSeat(seat, "", line=line.line))
        problems += _said_otherwise(said, line)
        named[seat] = _with_line(said, line)
    if problems:
        raise TableUnreadable(problems)
    for seat, said in named.items():
        kept = {field: getattr(said, field) or getattr(rows[seat], field) for field in _FIELDS.values()}
        rows[seat] = replace(said, **kept)
    return [*rows.values()]


def _with_line(said: TypedSeat, line: TableRow) -> TypedSeat:
    given = {field: line.values[column] for column, field in _FIELDS.items() if line.values.get(column)}
    keeper = TypedKeeper(line.values.get("keeper", ""), line.values.get("price", ""), line.line)
    keepers = (*said.keepers, keeper) if keeper.name or keeper.price else said.keepers
    return replace(said, **given, keepers=keepers)  # type: ignore[arg-type] # all of `given` are texts


def _said_otherwise(said: TypedSeat, line: TableRow) -> list[Problem]:
    """A problem for each amount that an earlier line says differently of the same manager."""
    return [
        Problem(
            said.participant,
            _("Line {line} says another {column}: leave it empty here.").format(line=said.line, column=column),
            line.line,
        )
        for column, field in _FIELDS.items()
        if line.values.get(column) and getattr(said, field) not in {"", line.values[column]}
    ]
