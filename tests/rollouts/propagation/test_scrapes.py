"""The last time that somebody read complete figures."""

from datetime import UTC, datetime, timedelta

import pytest

from rollouts.propagation import scrapes
from tests.database_clock import DatabaseClock

pytestmark = pytest.mark.django_db


def test_only_the_newest_counts() -> None:
    clock = DatabaseClock(datetime(2027, 3, 4, 13, 5, tzinfo=UTC))
    assert not scrapes.scraped_since(clock.now - timedelta(days=1))
    scrapes.record_scrape()
    clock.advance(minutes=10)
    scrapes.record_scrape()
    assert scrapes.scraped_since(clock.now - timedelta(seconds=1))
    assert not scrapes.scraped_since(clock.now)
