"""The database's clock, by which changes of flags are stamped: the machines of a fleet may differ."""

from datetime import datetime

from django.db import connection


def database_now() -> datetime:
    """Return the database's time; within a transaction too it goes on."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        now: datetime = cursor.fetchone()[0]
    return now
