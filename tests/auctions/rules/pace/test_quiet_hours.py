"""Quiet hours: tables of instants around the changes of three zones' clocks, worked out by hand.

London puts its clocks forward at 01:00 UTC on 29 March 2026, and back at 01:00 UTC on 25 October. New York does at
07:00 UTC on 8 March and 06:00 UTC on 1 November. Lord Howe Island, by half an hour, back at 15:00 UTC on 4 April and
forward at 15:30 UTC on 3 October.
"""

from datetime import datetime

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from auctions.rules.pace.quiet_hours import earlier, later, running
from leagues.settings.quiet_hours import read_quiet_hours

LONDON, NEW_YORK, LORD_HOWE, KOLKATA = "Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"
MINUTE, DAY = 60_000, 86_400_000
NIGHT = "22:00–08:00"


def instant(text: str) -> int:
    """Epoch ms of a moment such as `2026-03-28 21:00`, UTC."""
    return int(datetime.fromisoformat(f"{text}Z").timestamp() * 1000)


@pytest.mark.parametrize(
    ("zone", "hours", "since", "minutes", "until"),
    [
        # An ordinary night, and quiet hours by day.
        (LONDON, NIGHT, "2026-01-15 21:00", 60, "2026-01-15 22:00"),
        (LONDON, NIGHT, "2026-01-15 21:00", 61, "2026-01-16 08:01"),
        (LONDON, NIGHT, "2026-01-15 21:00", 60 + 14 * 60 + 1, "2026-01-17 08:01"),
        (LONDON, NIGHT, "2026-01-16 08:00", 60, "2026-01-16 09:00"),
        (KOLKATA, NIGHT, "2026-01-15 16:00", 60, "2026-01-16 03:00"),
        (LONDON, "09:00–17:00", "2026-06-15 07:30", 60, "2026-06-15 16:30"),
        (LONDON, "00:00–08:00", "2026-01-15 23:00", 90, "2026-01-16 08:30"),
        # The night in which the clocks go forward is an hour shorter, or half an hour.
        (LONDON, NIGHT, "2026-03-28 21:00", 120, "2026-03-29 08:00"),
        (NEW_YORK, NIGHT, "2026-03-08 02:00", 120, "2026-03-08 13:00"),
        (LORD_HOWE, NIGHT, "2026-10-03 10:30", 120, "2026-10-03 22:00"),
        # The night in which they go back is longer.
        (LONDON, NIGHT, "2026-10-24 20:00", 120, "2026-10-25 09:00"),
        (NEW_YORK, NIGHT, "2026-11-01 01:00", 120, "2026-11-01 14:00"),
        (LORD_HOWE, NIGHT, "2026-04-04 10:00", 120, "2026-04-04 22:30"),
        # The night's start doesn't exist: it begins as the clocks pass over it.
        (LONDON, "01:30–03:00", "2026-03-29 00:30", 30, "2026-03-29 01:00"),
        (LONDON, "01:30–03:00", "2026-03-29 00:30", 31, "2026-03-29 02:01"),
        (LONDON, "01:16–03:00", "2026-03-29 00:30", 31, "2026-03-29 02:01"),
        (NEW_YORK, "02:30–04:00", "2026-03-08 06:30", 60, "2026-03-08 08:30"),
        (LORD_HOWE, "02:15–03:00", "2026-10-03 15:00", 60, "2026-10-03 16:30"),
        # Its end doesn't exist, or all of it.
        (LONDON, "23:00–01:30", "2026-03-28 22:30", 60, "2026-03-29 01:30"),
        (LONDON, "01:10–01:50", "2026-03-29 00:30", 60, "2026-03-29 01:30"),
        # Its end comes twice: the second time counts. Its start does: the first time counts.
        (LONDON, "23:00–01:30", "2026-10-24 21:30", 60, "2026-10-25 02:00"),
        (NEW_YORK, "00:00–01:15", "2026-11-01 03:30", 45, "2026-11-01 06:30"),
        (LORD_HOWE, "00:00–01:45", "2026-04-04 12:45", 30, "2026-04-04 15:30"),
        (LONDON, "01:30–05:00", "2026-10-25 00:00", 60, "2026-10-25 05:30"),
        (NEW_YORK, "01:30–05:00", "2026-11-01 05:00", 60, "2026-11-01 10:30"),
    ],
)  # fmt: skip
def test_running_time_passes_over_the_night(zone: str, hours: str, since: str, minutes: int, until: str) -> None:
    quiet, ms = read_quiet_hours(hours, zone), minutes * MINUTE
    assert later(quiet, instant(since), ms) == instant(until)
    assert running(quiet, instant(since), instant(until)) == ms
    assert running(quiet, instant(until), instant(since)) == -ms
    assert earlier(quiet, instant(until), ms) == instant(since)


@pytest.mark.parametrize(
    ("zone", "hours", "within", "ends"),
    [
        (LONDON, NIGHT, "2026-03-29 00:59", "2026-03-29 07:00"),
        (LONDON, NIGHT, "2026-10-25 01:30", "2026-10-25 08:00"),
        (NEW_YORK, NIGHT, "2026-03-08 07:00", "2026-03-08 12:00"),
        (NEW_YORK, NIGHT, "2026-11-01 06:00", "2026-11-01 13:00"),
        (LORD_HOWE, NIGHT, "2026-04-04 15:00", "2026-04-04 21:30"),
        (LORD_HOWE, NIGHT, "2026-10-03 15:30", "2026-10-03 21:00"),
        (LONDON, "23:00–01:30", "2026-10-25 00:45", "2026-10-25 01:30"),  # between the first 01:30 and the second
    ],
)
def test_what_would_end_within_the_night_ends_with_it(zone: str, hours: str, within: str, ends: str) -> None:
    quiet = read_quiet_hours(hours, zone)
    assert later(quiet, instant(within), 0) == instant(ends)
    assert running(quiet, instant(within), instant(ends)) == 0


def test_without_quiet_hours_all_time_runs() -> None:
    assert (later(None, 10, 5), earlier(None, 10, 5), running(None, 10, 5), running(None, 5, 10)) == (15, 5, -5, 5)


@settings(max_examples=60, deadline=None)
@given(
    zone=st.sampled_from([LONDON, NEW_YORK, LORD_HOWE, KOLKATA]),
    hours=st.sampled_from([NIGHT, "01:30–02:15", "02:15–01:45", "00:00–23:30", "12:00–13:00"]),
    since=st.integers(instant("2026-03-01 00:00"), instant("2026-11-30 00:00")),
    lengths=st.lists(st.sampled_from([0, 1, MINUTE, 3_599_999, DAY, 5 * DAY + 7]), min_size=1, max_size=4),
)
def test_time_in_pieces_is_time_as_a_whole(zone: str, hours: str, since: int, lengths: list[int]) -> None:
    """However often a clock is stopped and started again, it ends at the same instant, and never within the night."""
    quiet, whole = read_quiet_hours(hours, zone), sum(lengths)
    at = since
    for each in lengths:
        at = later(quiet, at, each)
    assert at == later(quiet, since, whole)
    assert running(quiet, since, at) == whole
    assert later(quiet, at, 0) == at
    assert running(quiet, earlier(quiet, at, whole), at) == whole
