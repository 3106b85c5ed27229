"""Writes many rows in few statements."""

from collections.abc import Collection, Iterable, Sequence
from typing import TypeVar

from django.db import models

M = TypeVar("M", bound=models.Model)
AT_A_TIME = 1000
"""The most rows that one statement writes."""


def update_rows(rows: Iterable[M], fields: Collection[str]) -> None:
    """Write these fields of rows that are in the database, and that nobody else removes meanwhile.

    Django's `bulk_update` makes a CASE of each row and field, at 1 ms of CPU for each row of six fields. Here the rows
    are given whole, and Postgres finds by their keys that all of them are there: a tenth of that.
    """
    rows_to_write: Sequence[M] = [*rows]
    if rows_to_write:
        rows_to_write[0]._meta.base_manager.bulk_create(
            rows_to_write, batch_size=AT_A_TIME, update_conflicts=True, unique_fields=["pk"], update_fields=[*fields]
        )
