"""Limits for tests, which are off elsewhere."""

from collections.abc import Iterator

import pytest
from pytest_django.fixtures import Settings

from accounts.rate_limits import limits
from auctionsite.http.rates import Rate


@pytest.fixture
def limited(settings: Settings) -> Iterator[Settings]:
    """Limits as they are by default; each test counts people of its own."""
    rates = {
        "auth": "5/60",
        "auth_address": "30/60/50",
        "create_auction": "5/3600",
        "bid": "120/60/5",
        "bid_slow": "10/60",
        "announcement": "3/3600",
        "other": "100/60",
    }
    settings.RATE_LIMITS = {name: Rate.parse(rate) for name, rate in rates.items()}
    limits._away_until = 0.0
    yield settings
    limits._away_until = 0.0
