"""Quiet hours as somebody types them."""

from zoneinfo import ZoneInfo

import pytest

from leagues.settings.quiet_hours import QuietHours, UnreadableQuietHours, read_quiet_hours


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [("22:00–08:00", 1320, 480), ("9:30-17:05", 570, 1025), (" 00:00 – 23:59 ", 0, 1439), ("23:00 - 0:15", 1380, 15)],
)
def test_two_times_of_the_day_are_read(text: str, start: int, end: int) -> None:
    assert read_quiet_hours(text, "Asia/Kolkata") == QuietHours(start, end, ZoneInfo("Asia/Kolkata"))


@pytest.mark.parametrize("text", ["", "22–8", "24:00–08:00", "22:00", "22:60–08:00", "at night", "22:00–08:00–09:00"])
def test_other_text_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(UnreadableQuietHours, match="such as 22:00–08:00"):
        read_quiet_hours(text, "UTC")


def test_hours_that_never_end_are_refused() -> None:
    with pytest.raises(UnreadableQuietHours, match="clocks must run at some hour"):
        read_quiet_hours("08:00–8:00", "UTC")


@pytest.mark.parametrize("zone", ["", "Nowhere/Atlantis", "../etc/passwd", "Europe", "\0"])
def test_zone_that_is_none_is_refused(zone: str) -> None:
    with pytest.raises(UnreadableQuietHours, match="a time zone by its name"):
        read_quiet_hours("22:00–08:00", zone)
