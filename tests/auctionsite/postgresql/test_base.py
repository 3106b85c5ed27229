"""Django's connections come from our pool."""

from django.db import connection

from auctionsite.postgresql.base import process_pool
from auctionsite.postgresql.pool import Pool


def test_connections_come_from_the_pool_that_notices_absence(db: None) -> None:
    assert isinstance(process_pool(), Pool)
    with connection.cursor() as cursor:
        cursor.execute("SHOW timezone")
        assert cursor.fetchone() == ("UTC",)
