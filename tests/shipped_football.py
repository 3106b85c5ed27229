"""Football as the product's import makes it: imported once by each worker, and copied for every test after that.

Most tests begin with it, and the import takes as long as the rest of many a test.
"""

from functools import cache

from django.db import connection, transaction
from django.db.models import Model
from psycopg import sql

from leagues.models import Asset, AssetList, ListEntry, Sport
from leagues.services import import_shipped_clubs


def make() -> Sport:
    """Make the sport, which must not be there, and its clubs; the sport."""
    with connection.cursor() as cursor:
        cursor.execute(_COPY, _imported())
    return Sport.objects.get(key="football")


@cache
def _imported() -> tuple[str, str, str]:
    """The rows that the import makes, as JSON; it is taken back."""
    with transaction.atomic(), connection.cursor() as cursor:
        import_shipped_clubs()
        cursor.execute(_READ)
        [(sport, clubs, listed)] = cursor.fetchall()
        transaction.set_rollback(True)
    return sport, clubs, listed


def _columns(model: type[Model]) -> sql.Composed:
    fields = (field for field in model._meta.concrete_fields if not field.primary_key)
    return sql.SQL(", ").join(sql.Identifier(str(field.column)) for field in fields)


_TABLES = {
    "sports": sql.Identifier(Sport._meta.db_table),
    "assets": sql.Identifier(Asset._meta.db_table),
    "lists": sql.Identifier(AssetList._meta.db_table),
    "entries": sql.Identifier(ListEntry._meta.db_table),
}
_READ = sql.SQL("""
    SELECT (SELECT to_jsonb(sport)::text FROM {sports} sport WHERE key = 'football'),
        (SELECT jsonb_agg(asset ORDER BY id)::text FROM {assets} asset WHERE sport_id = 'football'),
        (SELECT to_jsonb(list)::text FROM {lists} list WHERE sport_id = 'football')
""").format(**_TABLES)
_COPY = sql.SQL("""
    WITH sport AS (INSERT INTO {sports} SELECT * FROM jsonb_populate_record(NULL::{sports}, %s::jsonb)),
    asset AS (
        INSERT INTO {assets} ({asset_columns})
        SELECT {asset_columns} FROM jsonb_populate_recordset(NULL::{assets}, %s::jsonb) RETURNING *
    ),
    list AS (
        INSERT INTO {lists} ({list_columns})
        SELECT {list_columns} FROM jsonb_populate_record(NULL::{lists}, %s::jsonb) RETURNING id
    )
    INSERT INTO {entries} (asset_list_id, asset_id, position, club, rank, file_id)
    SELECT list.id, asset.id, asset.position, asset.club, asset.rank, '' FROM list, asset ORDER BY asset.id
""").format(asset_columns=_columns(Asset), list_columns=_columns(AssetList), **_TABLES)
