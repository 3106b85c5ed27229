"""The columns of a file that somebody made: which of ours each of them is, by its name and by what is in it. Pure.

What is certain is taken. What could be two columns, or is needed and found nowhere, is a question to a person, who
answers once for all files with this header. Programs aren't asked: to them a question is a problem of the first line.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from django.utils.translation import gettext as _

from leagues.files.column_words import WORDS, plain_name
from leagues.files.own_columns.day_orders import DAY_FIRST, MONTH_FIRST, day_orders, example_of, is_day
from leagues.files.parse_errors import one_of
from leagues.files.tables import Table

_NEARLY = 0.85
"""How alike two names are, of 1, so that one may be the other with a letter wrong."""
DAY_ORDER = "day_order"
"""The answer that says which number of `03/04/2026` is the day."""


@dataclass(frozen=True, slots=True)
class Field:
    """A column of ours. A file must have it if it is `needed`, unless it has the field `unless`; `days`: it holds them.

    The label is in English, marked for translation, and said in the reader's language.

    `words` are further names for it, beside those of `WORDS`. By them a column is taken only if no value is longer than
    `longest` letters, if that is given: a code of a country is not its name.
    """

    name: str
    label: str
    needed: bool = False
    unless: str = ""
    days: bool = False
    longest: int = 0
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ColumnQuestion:
    """A question that only the maker of the file can answer. `choices` are values and words, the likeliest first."""

    field: str
    label: str
    choices: Sequence[tuple[str, str]]

    def has(self, answers: Mapping[str, str]) -> bool:
        """True if one of the choices is the answer."""
        return answers.get(self.field) in {value for value, _ in self.choices}

    def __str__(self) -> str:
        if self.field == DAY_ORDER:
            advice = _("Write days as 2026-08-15.")
            return f"{self.label} {advice}"
        words = _("Call the column of {label} {field!r}; it could be {columns}.")
        columns = one_of(word for value, word in self.choices[:5] if value)
        return words.format(label=self.label, field=self.field, columns=columns)


@dataclass(frozen=True, slots=True)
class Meaning:
    """The meaning of a file's columns: theirs for each of ours, what is to be asked, and what nobody needs."""

    columns: Mapping[str, str]
    questions: Sequence[ColumnQuestion]
    unused: Sequence[str]
    day_order: str = DAY_FIRST

    @property
    def renamed(self) -> dict[str, str]:
        """Ours for each column that is called otherwise."""
        return {theirs: ours for ours, theirs in self.columns.items() if plain_name(ours) != plain_name(theirs)}


def signature_of(columns: Iterable[str]) -> str:
    """Return what is the same for all files with this header."""
    return hashlib.sha256("\n".join(map(plain_name, columns)).encode()).hexdigest()


def find_columns(table: Table, fields: Sequence[Field], answers: Mapping[str, str] | None = None) -> Meaning:
    """Return what the columns of a table mean; `answers` are a person's, by the field that was asked."""
    answers = answers or {}
    columns_by_field, unclear = _by_name(table, fields)
    for name, column in answers.items():
        if name not in columns_by_field and column in table.columns:
            columns_by_field = {ours: theirs for ours, theirs in columns_by_field.items() if theirs != column}
            columns_by_field[name] = column
    free = [column for column in table.columns if column not in columns_by_field.values()]
    _take_the_only_days(table, fields, columns_by_field, free)
    questions = [
        _question(field, unclear.get(field.name, free))
        for field in fields
        if free and field.name not in answers and _is_open(field, columns_by_field, unclear)
    ]
    days = [columns_by_field[field.name] for field in fields if field.days and field.name in columns_by_field]
    days += [column for column in free if questions and _holds_days(table, column)]
    texts = [row.values[column] for row in table.rows for column in days]
    orders = day_orders(texts)
    order = answers.get(DAY_ORDER, "")
    if len(orders) > 1 and order not in orders:
        questions.append(_order_question(texts))
    columns_by_field = {field.name: columns_by_field[field.name] for field in fields if field.name in columns_by_field}
    return Meaning(columns_by_field, questions, free, order if order in orders else min(orders, default=DAY_FIRST))


def in_our_words(table: Table, fields: Sequence[Field]) -> tuple[Table, Meaning]:
    """Return the table with our names for those of its columns that are certain; the others are called as before."""
    meaning = find_columns(table, fields)
    return table.renamed({theirs: ours for ours, theirs in meaning.columns.items()}), meaning


def _by_name(table: Table, fields: Sequence[Field]) -> tuple[dict[str, str], dict[str, list[str]]]:
    """The column for each field that its name says, and the columns for those that several may be."""
    columns = table.columns
    own = {plain_name(field.name): field.name for field in fields}
    columns_by_field = {own[plain_name(column)]: column for column in columns if plain_name(column) in own}
    unclear: dict[str, list[str]] = {}
    for field in fields:
        words = {plain_name(word) for word in (*WORDS.get(field.name, ()), *field.words)}
        free = [column for column in columns if column not in columns_by_field.values()]
        called = [column for column in free if plain_name(column) in words and _fits(table, column, field)]
        if field.name not in columns_by_field and len(called) == 1:
            columns_by_field[field.name] = called[0]
        elif field.name not in columns_by_field and called:
            unclear[field.name] = called
    others = {plain_name(column): column for column in columns if column not in columns_by_field.values()}
    for field in fields:
        near = get_close_matches(plain_name(field.name), others, cutoff=_NEARLY)
        if near and field.name not in {*columns_by_field, *unclear}:
            unclear[field.name] = [others[name] for name in near]
    return columns_by_field, unclear


def _fits(table: Table, column: str, field: Field) -> bool:
    return not field.longest or all(len(row.values[column]) <= field.longest for row in table.rows)


def _take_the_only_days(table: Table, fields: Sequence[Field], found: dict[str, str], free: list[str]) -> None:
    """A column of days is the field of days, if there is one of each."""
    wanted = [field.name for field in fields if field.days and field.name not in found]
    with_days = [column for column in free if wanted and _holds_days(table, column)]
    if len(wanted) == len(with_days) == 1:
        found[wanted[0]] = with_days[0]
        free.remove(with_days[0])


def _holds_days(table: Table, column: str) -> bool:
    texts = [text for row in table.rows if (text := row.values[column])]
    return bool(texts) and all(is_day(text) for text in texts)


def _is_open(field: Field, found: Mapping[str, str], unclear: Mapping[str, list[str]]) -> bool:
    needed = field.needed and field.unless not in found
    return field.name not in found and (needed or field.name in unclear)


def _question(field: Field, columns: Sequence[str]) -> ColumnQuestion:
    choices = [(column, column) for column in columns]
    choices += [] if field.needed else [("", _("Not in the file"))]
    return ColumnQuestion(field.name, _(field.label), choices)


def _order_question(texts: Iterable[str]) -> ColumnQuestion:
    choices = [(DAY_FIRST, _("The first number is the day")), (MONTH_FIRST, _("The first number is the month"))]
    return ColumnQuestion(DAY_ORDER, _("What is {day}?").format(day=example_of(texts)), choices)
