"""Dates in words."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from leagues.dates.wording import date_in_words, soon


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


def test_a_date_that_is_near_is_said_as_people_say_it() -> None:
    now = datetime(2026, 11, 27, 10, 0, tzinfo=UTC)
    near = {12: "today, 13:00", 19: "tonight, 20:00", 23: "tomorrow, 0:00", 40: "tomorrow, 17:00"}
    for hours, words in near.items():
        assert soon(datetime(2026, 11, 27, tzinfo=UTC) + timedelta(hours=hours), now, "Europe/Berlin") == words
    assert soon(datetime(2026, 12, 4, 19, 0, tzinfo=UTC), now, "Europe/Berlin") == "on Fri 4 Dec 2026, 20:00"
    assert soon(datetime(2026, 11, 27, 19, 0, tzinfo=UTC), now, "Asia/Tokyo") == "tomorrow, 4:00"


def test_days_and_months_have_the_readers_names() -> None:
    now = datetime(2026, 10, 4, 10, 0, tzinfo=UTC)
    with translation.override("de"):
        words = soon(datetime(2026, 12, 4, 19, 0, tzinfo=UTC), now, "Europe/Berlin")
    assert "Fr" in words and "Dez 2026" in words and words.endswith("20:00")  # noqa: PT018 # one sentence
