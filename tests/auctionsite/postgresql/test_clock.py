"""The database's clock is read, and not the machine's or the transaction's."""

from datetime import UTC, datetime

import pytest

from auctionsite.postgresql.clock import database_now
from tests.database_clock import DatabaseClock

pytestmark = pytest.mark.django_db


def test_clock_is_the_databases() -> None:
    clock = DatabaseClock(datetime(2031, 2, 3, 4, 5, tzinfo=UTC))
    assert database_now() == clock.now


def test_clock_moves_on_within_a_transaction() -> None:
    assert database_now() < database_now()
