"""Times on the wall: those that clocks skip, and those that they show twice, wherever it is."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from auctionsite.moments.local_times import NoSuchTime, read_local, read_local_once

wall = datetime.fromisoformat
SKIPPED = [
    (
        "Europe/Berlin",
        wall("2026-03-29T02:30"),
        "02:30 on 29 March 2026",
        "Is 01:30 meant, or 03:30?",
    ),
    (
        "America/New_York",
        wall("2026-03-08T02:00"),
        "02:00 on 8 March 2026",
        "Is 01:00 meant, or 03:00?",
    ),
    (
        "Australia/Lord_Howe",
        wall("2026-10-04T02:15"),
        "02:15 on 4 October 2026",
        "Is 01:45 meant, or 02:45?",
    ),
]
TWICE = [
    ("Europe/Berlin", wall("2026-10-25T02:30"), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
    ("America/New_York", wall("2026-11-01T01:00"), datetime(2026, 11, 1, 5, 0, tzinfo=UTC)),
]


@pytest.mark.parametrize(("zone", "at", "named", "asked"), SKIPPED)
def test_a_time_that_clocks_skip_is_named_with_those_near_it(zone: str, at: datetime, named: str, asked: str) -> None:
    for read in (read_local, read_local_once):
        with pytest.raises(NoSuchTime) as refused:
            read(at, ZoneInfo(zone))
        assert str(refused.value).startswith(f"Clocks in {zone} never show {named}")
        assert str(refused.value).endswith(asked)


@pytest.mark.parametrize(("zone", "at", "first"), TWICE)
def test_a_time_that_comes_twice_is_the_first_or_asked(zone: str, at: datetime, first: datetime) -> None:
    assert read_local(at, ZoneInfo(zone)).astimezone(UTC) == first
    with pytest.raises(NoSuchTime, match="twice"):
        read_local_once(at, ZoneInfo(zone))


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "Pacific/Kiritimati", "America/Los_Angeles"])
def test_every_other_time_is_what_the_clock_says(zone: str) -> None:
    for hour in range(24):
        at = wall(f"2026-07-01T{hour:02}:00")
        assert read_local_once(at, ZoneInfo(zone)).astimezone(ZoneInfo(zone)).replace(tzinfo=None) == at
