"""The database's clock, by which instants are compared that may come from several machines."""

from datetime import datetime

from django.db import connection


def database_now() -> datetime:
    """Return what the database's clock says."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        now: datetime = cursor.fetchone()[0]
    return now
