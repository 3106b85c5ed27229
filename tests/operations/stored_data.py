"""Rows as another release or a hand may have written them: every JSON column and every enumeration, found by itself."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import Field, JSONField, Model

from tests.product import APPS

ENUMERATIONS_WITHOUT_CHOICES = {"auctions.AuctionEvent.kind", "auctions.Bid.code"}
"""The rules know their values; the models don't."""
LATER: dict[str, Any] = {"later": {"x": [1]}}


@dataclass(frozen=True)
class Column:
    """A column that may hold what this release doesn't know."""

    model: type[Model]
    field: "Field[Any, Any]"

    def __str__(self) -> str:
        return f"{self.model._meta.label}.{self.field.name}"

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def key(self) -> str:
        return str(self.model._meta.pk.column)

    def strange_values(self, now: str | None) -> Iterator[str]:
        """SQL values to plant in place of `now`, a JSON text: another release's, and of wrong types."""
        if isinstance(self.field, ArrayField):
            yield "{moon}"
        elif not isinstance(self.field, JSONField):
            yield "moon"[: self.field.max_length or None]
        else:
            held = json.loads(now or "null")
            yield json.dumps({**held, **LATER} if isinstance(held, dict) else [*(held or ()), LATER])
            yield "[]" if isinstance(held, dict) else "{}"
            if isinstance(held, dict):
                yield json.dumps({key: [LATER] for key in held})


def columns() -> list[Column]:
    """Every JSON column and every enumeration of ours."""
    found = [Column(model, field) for model in apps.get_models() for field in model._meta.concrete_fields]
    return [
        each
        for each in found
        if each.model._meta.app_label in APPS
        and not each.model._meta.proxy
        and (isinstance(each.field, JSONField) or _choices(each.field) or str(each) in ENUMERATIONS_WITHOUT_CHOICES)
    ]


def _choices(field: "Field[Any, Any]") -> Any:
    return field.base_field.choices if isinstance(field, ArrayField) else field.choices


@contextmanager
def no_checks() -> Iterator[None]:
    """Take the checks of all tables away: a later release may have others. They come back at the end."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE contype = 'c' AND connamespace = 'public'::regnamespace"
        )
        checks = cursor.fetchall()
        for table, name, _ in checks:
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            for table, name, definition in checks:
                cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')


def keys_of_rows(column: Column) -> list[str]:
    """The keys of all rows of the column's table, as texts."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column.key}::text FROM {column.table}")  # noqa: S608 # of our own models
        return [key for (key,) in cursor.fetchall()]


@contextmanager
def planted(column: Column, keys: list[str], value: str) -> Iterator[None]:
    """Let the column of these rows have a value that no code of this release writes; in the end, what it had."""
    name, kind = column.field.column, column.field.db_type(connection)
    of_rows = f"FROM {column.table} WHERE {column.key}::text = ANY(%s)"  # of our own models
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column.key}::text, {name}::text {of_rows}", [keys])
        before = cursor.fetchall()
    update = f"UPDATE {column.table} SET {name} = %s::{kind} WHERE {column.key}::text = %s"  # noqa: S608 # the same
    _write(update, [(value, key) for key in keys])
    try:
        yield
    finally:
        _write(update, [(was, key) for key, was in before])


def value_of(column: Column, key: str) -> str | None:
    """The column's value of one row, as a text."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {column.field.column}::text FROM {column.table} WHERE {column.key}::text = %s",  # noqa: S608 # ours
            [key],
        )
        row = cursor.fetchone()
    return row[0] if row else None


def _write(update: str, rows: list[tuple[str | None, str]]) -> None:
    """Past the triggers that keep rows as they are; the flags' version is raised, as an UPDATE in psql would."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.executemany(update, rows)
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("UPDATE rollouts_snapshotversion SET version = nextval('rollouts_version')")
