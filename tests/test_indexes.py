"""Indexes and constraints: all that the models name are in the database, and no index repeats another."""

from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection, models

from auctionsite.settings import BASE_DIR

PREFIXES = """
    WITH index AS (
        SELECT indexrelid, indrelid, indisunique, indnkeyatts AS width,
               indkey::int2[] AS keys, indclass::oid[] AS classes, indoption::int2[] AS options
        FROM pg_index WHERE indpred IS NULL AND indexprs IS NULL
    )
    SELECT shorter.indrelid::regclass::text, shorter.indexrelid::regclass::text, longer.indexrelid::regclass::text
    FROM index AS shorter JOIN index AS longer USING (indrelid)
    WHERE NOT shorter.indisunique AND shorter.width < longer.width
      AND longer.keys[0:shorter.width - 1] = shorter.keys[0:shorter.width - 1]
      AND longer.classes[0:shorter.width - 1] = shorter.classes[0:shorter.width - 1]
      AND longer.options[0:shorter.width - 1] = shorter.options[0:shorter.width - 1]
    ORDER BY 1, 2, 3
"""
"""(table, index, the index that begins with it); these arrays are numbered from 0."""


def our_models() -> list[type[models.Model]]:
    return [model for app in apps.get_app_configs() if Path(app.path).parent == BASE_DIR for model in app.get_models()]


@pytest.mark.django_db
@pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)
def test_the_database_has_what_the_model_names(model: type[models.Model]) -> None:
    """Django drops a unique constraint with a condition along with the index of its one field (`AlterField`).

    Where this fails: such a migration drops the index by its name (see `auctions/0029`).
    """
    named = {each.name for each in [*model._meta.constraints, *model._meta.indexes]}
    with connection.cursor() as cursor:
        there = connection.introspection.get_constraints(cursor, model._meta.db_table)
    assert named - {*there} == set()


@pytest.mark.django_db
def test_no_index_is_the_beginning_of_another() -> None:
    """Where this fails: `db_index=False` on the foreign key. Many-to-many tables are Django's."""
    ours = {model._meta.db_table for model in our_models()}
    with connection.cursor() as cursor:
        cursor.execute(PREFIXES)
        found = [row for row in cursor.fetchall() if row[0] in ours]
    assert found == []
