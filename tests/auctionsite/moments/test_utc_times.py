"""Moments as operators read them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from auctionsite.moments.utc_times import format_utc

NOW = datetime(2026, 5, 2, 23, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        (datetime(2026, 5, 2, 14, 5, 59, 999_999, tzinfo=UTC), "14:05 UTC"),
        (NOW, "23:00 UTC"),
        (datetime(2026, 5, 2, 23, 5, tzinfo=UTC), "23:05 UTC"),
        (datetime(2026, 5, 2, 23, 5, 0, 1, tzinfo=UTC), "23:06 UTC"),
        (datetime(2026, 5, 2, 23, 59, 1, tzinfo=UTC), "3 May 00:00 UTC"),
        (datetime(2026, 5, 1, 23, 59, 1, tzinfo=UTC), "1 May 23:59 UTC"),
    ],
)
def test_what_is_to_come_is_rounded_up_and_another_day_is_named(moment: datetime, shown: str) -> None:
    for hours in (0, 2, -5):
        zone = timezone(timedelta(hours=hours))
        assert format_utc(moment.astimezone(zone), NOW.astimezone(zone)) == shown
