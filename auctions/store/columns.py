"""The columns in which the dataclasses of the state are kept, as pieces of SQL that follow from their fields.

Rows are written from JSON, so a piece names a column of a table, a field of `row`, or both.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from auctions.rules.state import (
    AuctionHeader,
    EarlierBid,
    FieldKind,
    LotState,
    ParticipantState,
    Proxy,
    Trait,
    described,
    filled,
)
from leagues.settings.auction import AuctionSettings

_TYPES = {
    int: "bigint",
    bool: "boolean",
    str: "text",
    tuple[int, ...]: "bigint[]",
    tuple[str, ...]: "text[]",
    tuple[Proxy, ...]: "jsonb",
    tuple[EarlierBid, ...]: "jsonb",
    AuctionSettings: "jsonb",
}


def ms(column: str) -> str:
    """Return SQL for a timestamp as epoch milliseconds."""
    return f"(extract(epoch from {column}) * 1000)::bigint"


def instant(expression: str) -> str:
    """Return SQL for epoch milliseconds as a timestamp."""
    return f"'epoch'::timestamptz + {expression} * interval '1 millisecond'"


@dataclass(frozen=True, slots=True)
class Column:
    """The column of a field: `type` is the SQL type of its JSON."""

    field: str
    name: str
    type: str
    is_instant: bool
    marks: tuple[Any, ...]

    @property
    def read(self) -> str:
        """The column as the field's value, under its name. Ids and JSON travel as text."""
        if self.is_instant:
            return f"{ms(self.name)} AS {self.field}"
        return f"{self.name}{'::text' if self.type in {'uuid', 'jsonb'} else ''} AS {self.field}"

    @property
    def value(self) -> str:
        """The field of a row as the column's value."""
        return instant(f"row.{self.field}") if self.is_instant else f"row.{self.field}"


class Columns:
    """The columns of one dataclass. `fixed` ones are written with a row and never again.

    Naming one of them in an update would take the lock that readers of foreign keys wait for.
    """

    def __init__(self, kind: type) -> None:
        self.all = [_column(field) for field in described(kind) if Trait.DERIVED not in field.marks]
        self.key = [column for column in self.all if Trait.KEY in column.marks]
        self.fixed = [column for column in self.all if Trait.FIXED in column.marks]
        self.changing = [column for column in self.all if column not in self.key + self.fixed]
        self.json = [column for column in self.all if column.type == "jsonb"]


def _column(field: FieldKind) -> Column:
    is_instant = Trait.INSTANT in field.marks or field.clock is not None
    name = f"{field.name}_id" if Trait.REFERENCE in field.marks else field.name
    return Column(field.name, name, _type(field), is_instant, field.marks)


def _type(field: FieldKind) -> str:
    kind = filled(field.type)
    if kind is str and {Trait.KEY, Trait.REFERENCE} & {*field.marks}:
        return "uuid"
    return "text" if isinstance(kind, type) and issubclass(kind, Enum) else _TYPES[kind]


# Pieces of statements -----------------------------------------------------------------------------
def read(columns: Sequence[Column]) -> str:
    """Return the list of a SELECT: values by field."""
    return ", ".join(each.read for each in columns)


def names(columns: Sequence[Column]) -> str:
    """Return the columns of an INSERT."""
    return ", ".join(each.name for each in columns)


def values(columns: Sequence[Column]) -> str:
    """Return the values of an INSERT, from `row`."""
    return ", ".join(each.value for each in columns)


def fields(columns: Sequence[Column]) -> str:
    """Return the definition of `row`, for a JSON object."""
    return ", ".join(f"{each.field} {each.type}" for each in columns)


def assigned(columns: Sequence[Column]) -> str:
    """Return the assignments of an UPDATE, from `row`."""
    return ", ".join(f"{each.name} = {each.value}" for each in columns)


def excluded(columns: Sequence[Column]) -> str:
    """Return the assignments of an ON CONFLICT DO UPDATE."""
    return ", ".join(f"{each.name} = excluded.{each.name}" for each in columns)


AUCTION, LOT, PARTICIPANT = Columns(AuctionHeader), Columns(LotState), Columns(ParticipantState)
