"""Files of scores become rows: what an asset did in a fixture, in CSV or JSON, ours or others' as they are."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from auctionsite import bounded_json
from auctionsite.numbers.reading import NotAWholeNumber, read_whole_number
from leagues.files.formats import known as formats
from leagues.files.formats.known import known_table
from leagues.files.formats.source import SourceFile
from leagues.files.limits import MOST_BYTES, MOST_ROWS
from leagues.files.parse_errors import ParseError, Problems
from leagues.files.tables import PROBLEM_COLUMN, Table, check_text, unknown_columns
from leagues.sport_definitions import MOST, Statistic

IDENTITY_COLUMNS = ("fixture", "asset", "name", "position")
"""The columns beside the statistics."""


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """A line of a file. `asset` is an external id, empty where the file has only the `name`.

    `statistics` has those that the line gives a number for; others stay as they are.
    """

    line: int
    fixture: str
    asset: str
    name: str
    position: str
    statistics: Mapping[str, int]


def parse_scores(text: str, file_name: str, statistics: Iterable[Statistic], problems: Problems) -> list[ScoreRow]:
    """The rows of a file: of one of others, else our JSON or a table. What is wrong with lines is added to `problems`.

    Lines count from 1, and in JSON are the objects of the list. Raises ParseError for what is no table at all.
    """
    by_key = {each.key: each for each in statistics}
    rows = []
    for line, values in _lines(SourceFile(file_name, check_text(text), problems), by_key):
        if (row := _row(line, values, by_key, problems)) is not None:
            rows.append(row)
    if not rows and not problems:
        problems.append((1, _("There are no scores below the header; add one a line.")))
    return rows


def _row(line: int, values: Mapping[str, Any], known: Mapping[str, Statistic], problems: Problems) -> ScoreRow | None:
    wrong = [sentence for key, value in values.items() if key in known and (sentence := _wrong(known[key], value))]
    who = {name: str(values.get(name, "")).strip() for name in IDENTITY_COLUMNS}
    if not who["fixture"]:
        wrong.append(_("Give the fixture's id."))
    if not who["asset"] and not who["name"]:
        wrong.append(_("Say who it was: give asset, the external id, or name."))
    problems += [(line, sentence) for sentence in wrong]
    if wrong:
        return None
    figures = {key: _number(value) for key, value in values.items() if key in known}
    return ScoreRow(line, **who, statistics={key: number for key, number in figures.items() if number is not None})


def _number(value: Any) -> int | None:
    """The whole number that a cell or a JSON value is; None for everything else."""
    if not isinstance(value, str):
        return value if isinstance(value, int) and not isinstance(value, bool) else None
    try:
        return read_whole_number(value)
    except NotAWholeNumber:
        return None


def _wrong(statistic: Statistic, value: Any) -> str | None:
    """Return the problem of a statistic's number, if it has one; an empty number leaves the statistic as it is."""
    number = _number(value)
    if value is None or value == "" or (number is not None and statistic.least <= number <= statistic.most):
        return None
    is_far_out = number is None or abs(number) > MOST
    shown = value[:20] if isinstance(value, str) else _("far out") if is_far_out else str(number)
    sentence = _("{statistic} is {shown}; give a whole number from {least} to {most}.")
    return sentence.format(statistic=statistic.key, shown=shown, least=statistic.least, most=statistic.most)


def _lines(source: SourceFile, known: Mapping[str, Statistic]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Go through what the lines say, in our columns; files of others may have more than we know."""
    table = known_table(source, formats.SCORES)
    if table is None and source.is_json:
        return _json_lines(source.text, known, source.problems)
    return ((row.line, row.values) for row in (table or _own_table(source, known)).rows)


def _own_table(source: SourceFile, known: Iterable[str]) -> Table:
    """The table that a file in our columns is. Raises ParseError."""
    table = source.table.with_names((*IDENTITY_COLUMNS, *known))
    header = unknown_columns(table, (*IDENTITY_COLUMNS, *known))
    if "fixture" not in table.columns:
        header.append((1, _("There must be a column 'fixture', and 'asset' or 'name'.")))
    if header:
        raise ParseError(header)
    return table


# JSON ---------------------------------------------------------------------------------------------


def _json_lines(
    text: str, known: Mapping[str, Statistic], problems: Problems
) -> Iterator[tuple[int, Mapping[str, Any]]]:
    entries = _load(text)
    for line, entry in enumerate(entries, start=1):
        wrong = _wrong_entry(entry, known)
        problems += [(line, sentence) for sentence in wrong]
        if not wrong:
            yield line, {**{name: entry[name] for name in IDENTITY_COLUMNS if name in entry}, **entry["statistics"]}


def _load(text: str) -> list[Any]:
    """The list that a JSON text is. Raises ParseError."""
    try:
        entries = bounded_json.load(text, MOST_BYTES, parse_float=_Unreadable, parse_constant=_Unreadable)
    except bounded_json.JsonRefused as error:
        line = error.line if isinstance(error, bounded_json.JsonBroken) else 1
        raise ParseError([(line, str(error))]) from error
    if not isinstance(entries, list) or len(entries) > MOST_ROWS:
        sentence = _("Give a list of {most} objects at most, each with fixture, asset and statistics.")
        raise ParseError([(1, sentence.format(most=f"{MOST_ROWS:,}"))])
    return entries


class _Unreadable(str):
    """A number that isn't whole, or none; shown as it was written."""

    __slots__ = ()


def _wrong_entry(entry: Any, known: Mapping[str, Statistic]) -> list[str]:
    if not isinstance(entry, dict) or not isinstance(entry.get("statistics"), dict):
        example = '{"fixture": "12", "asset": "7", "statistics": {"minutes": 90}}'
        return [_("Give an object such as {example}.").format(example=example)]
    fields = (*IDENTITY_COLUMNS, "statistics")
    wrong = [
        _("There is no field {name!r}; use {fields}.").format(name=name[:40], fields=", ".join(fields))
        for name in entry.keys() - {*fields, PROBLEM_COLUMN}
    ]
    wrong += [
        _("{name} must be a text.").format(name=name) for name in IDENTITY_COLUMNS if not _is_text(entry.get(name, ""))
    ]
    unknown = entry["statistics"].keys() - known.keys()
    sentence = _("There is no statistic {name!r}; use {known}.")
    return wrong + [sentence.format(name=name[:40], known=", ".join(known)) for name in sorted(unknown)]


def _is_text(value: Any) -> bool:
    """True if the value can be stored and looked up; a number is as good as a text."""
    try:
        return isinstance(value, int) or bool(check_text(value) == value)
    except (ParseError, TypeError):
        return False
