"""A clock of the database that a test sets: what asks `clock_timestamp()` on this connection is told that.

Functions are looked up in the search path, and here a schema with one of this name stands before Postgres's own.
"""

from datetime import UTC, datetime, timedelta

from django.db import connection

_SCHEMA = "set_clock"


class DatabaseClock:
    """The clock in a test's transaction, at whose end it is gone."""

    def __init__(self, now: datetime) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE SCHEMA {_SCHEMA}")
            self._now = now
            self.set(now)
            cursor.execute("SELECT current_schemas(false)::text[]")
            found = ", ".join(cursor.fetchone()[0])
            cursor.execute(f"SET LOCAL search_path = {_SCHEMA}, {found}, pg_catalog")

    @property
    def now(self) -> datetime:
        """The time that it says."""
        return self._now

    def set(self, now: datetime) -> None:
        """Have it say this."""
        self._now = now.astimezone(UTC)
        with connection.cursor() as cursor:
            cursor.execute(
                f"CREATE OR REPLACE FUNCTION {_SCHEMA}.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE "
                f"AS $$ SELECT '{self._now.isoformat()}'::timestamptz $$"
            )

    def advance(self, **time: float) -> None:
        """Move it on, by what `timedelta` takes."""
        self.set(self._now + timedelta(**time))
