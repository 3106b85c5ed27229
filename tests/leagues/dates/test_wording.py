"""Dates in words."""

from datetime import UTC, datetime

import pytest

from leagues.dates.wording import date_in_words


@pytest.mark.parametrize(
    ("zone", "reader", "words"),
    [
        ("Europe/Berlin", "Europe/Berlin", "Sun 29 Mar 2026, 03:30 (Berlin)"),
        ("Europe/Berlin", "Europe/Zurich", "Sun 29 Mar 2026, 03:30 (Berlin)"),
        ("Europe/Berlin", "America/New_York", "Sun 29 Mar 2026, 03:30 in Berlin (Sat 28 Mar 2026, 21:30 your time)"),
        ("America/New_York", "UTC", "Sat 28 Mar 2026, 21:30 in New York (Sun 29 Mar 2026, 01:30 your time)"),
    ],
)
def test_the_readers_time_stands_beside_the_leagues_where_it_differs(zone: str, reader: str, words: str) -> None:
    assert date_in_words(datetime(2026, 3, 29, 1, 30, tzinfo=UTC), zone, reader) == words
