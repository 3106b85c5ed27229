"""Football as the product's import makes it: imported once by each worker, and copied for every test after that.

Most tests begin with it, and the import takes as long as the rest of many a test.
"""

import json
from functools import cache

from django.db import connection, transaction
from psycopg import sql
from psycopg.types.json import Jsonb

from leagues.models import Asset, Sport
from leagues.services import import_shipped_clubs


def make() -> Sport:
    """Make the sport, which must not be there, and its clubs; the sport."""
    sport, clubs = _imported()
    with connection.cursor() as cursor:
        cursor.execute(_COPY, (Jsonb(sport), Jsonb(clubs)))
    return Sport.objects.get(key="football")


@cache
def _imported() -> tuple[object, object]:
    """The rows that the import makes, which is taken back."""
    with transaction.atomic(), connection.cursor() as cursor:
        import_shipped_clubs()
        cursor.execute(_READ)
        [(sport, clubs)] = cursor.fetchall()
        transaction.set_rollback(True)
    return json.loads(sport), json.loads(clubs)


_SPORTS, _ASSETS = (sql.Identifier(model._meta.db_table) for model in (Sport, Asset))
_COLUMNS = sql.SQL(", ").join(
    sql.Identifier(field.column) for field in Asset._meta.concrete_fields if not field.primary_key
)
_READ = sql.SQL(
    "SELECT (SELECT to_jsonb(sport)::text FROM {} sport), (SELECT jsonb_agg(asset ORDER BY id)::text FROM {} asset)"
).format(_SPORTS, _ASSETS)
_COPY = sql.SQL("""
    WITH sport AS (INSERT INTO {sports} SELECT * FROM jsonb_populate_record(NULL::{sports}, %s))
    INSERT INTO {assets} ({columns}) SELECT {columns} FROM jsonb_populate_recordset(NULL::{assets}, %s)
""").format(sports=_SPORTS, assets=_ASSETS, columns=_COLUMNS)
