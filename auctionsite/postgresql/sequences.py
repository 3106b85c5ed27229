"""Ids that are known before their rows are written, so that a command can name what it makes."""

from django.db import connection


def reserve_ids(table: str, many: int = 1) -> list[int]:
    """Take the next ids of a table: nobody else gets them, also if no row is ever written with them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [table, many],
        )
        return [int(row[0]) for row in cursor.fetchall()]
