"""Football as the product's import makes it: imported once by each worker, and copied for every test after that.

Most tests begin with it, and the import takes as long as the rest of many a test.
"""

from functools import cache

from django.db import connection, transaction
from psycopg import sql

from leagues.models import Asset, Sport
from leagues.services import import_shipped_clubs


def make() -> Sport:
    """Make the sport, which must not be there, and its clubs; the sport."""
    with connection.cursor() as cursor:
        cursor.execute(_COPY, _imported())
    return Sport.objects.get(key="football")


@cache
def _imported() -> tuple[str, str]:
    """The rows that the import makes, as JSON; it is taken back."""
    with transaction.atomic(), connection.cursor() as cursor:
        import_shipped_clubs()
        cursor.execute(_READ)
        [(sport, clubs)] = cursor.fetchall()
        transaction.set_rollback(True)
    return sport, clubs


_SPORTS, _ASSETS = sql.Identifier(Sport._meta.db_table), sql.Identifier(Asset._meta.db_table)
_COLUMNS = sql.SQL(", ").join(
    sql.Identifier(str(field.column)) for field in Asset._meta.concrete_fields if not field.primary_key
)
_READ = sql.SQL("""
    SELECT (SELECT to_jsonb(sport)::text FROM {} sport WHERE key = 'football'),
        (SELECT jsonb_agg(asset ORDER BY id)::text FROM {} asset WHERE sport_id = 'football')
""").format(_SPORTS, _ASSETS)
_COPY = sql.SQL("""
    WITH sport AS (INSERT INTO {sports} SELECT * FROM jsonb_populate_record(NULL::{sports}, %s::jsonb))
    INSERT INTO {assets} ({columns}) SELECT {columns} FROM jsonb_populate_recordset(NULL::{assets}, %s::jsonb)
""").format(sports=_SPORTS, assets=_ASSETS, columns=_COLUMNS)
