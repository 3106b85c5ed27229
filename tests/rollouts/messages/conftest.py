"""A clock of the database that tests move."""

from datetime import UTC, datetime

import pytest

from tests.database_clock import DatabaseClock


@pytest.fixture
def clock(db: None) -> DatabaseClock:
    return DatabaseClock(datetime(2027, 3, 4, 13, 5, tzinfo=UTC))
