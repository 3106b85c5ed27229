"""The database is told, for the block and for nothing after it, who acts."""

import pytest
from django.db import DatabaseError, connection, transaction

from auctionsite.postgresql.acting import acting


def told() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('site.source', true), current_setting('site.actor', true)")
        source, actor = cursor.fetchone()
    return source or "", actor or ""


@pytest.mark.django_db
def test_an_inner_block_counts_until_its_end() -> None:
    with acting("admin", 7):
        assert told() == ("admin", "7")
        with acting("account"):
            assert told() == ("account", "")
        assert told() == ("admin", "7")
    assert told() == ("", "")


@pytest.mark.django_db
def test_a_block_that_fails_leaves_nothing() -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), acting("admin", 7), connection.cursor() as cursor:
        cursor.execute("SELECT 1 / 0")
    assert told() == ("", "")


@pytest.mark.django_db(transaction=True)
def test_the_next_transaction_knows_nothing_of_it() -> None:
    with acting("admin", 7):
        pass
    assert told() == ("", "")
