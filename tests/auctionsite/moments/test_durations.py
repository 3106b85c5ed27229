"""Lengths of time in words."""

from datetime import timedelta

import pytest

from auctionsite.moments.durations import format_duration, format_wait, format_whole_minutes, read_duration


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(-3, "0 s"), (0.9, "0 s"), (119, "119 s"), (120, "2 min"), (7199, "119 min"), (7200, "2 h"), (172_800, "2 days")],
)
def test_span_is_said_in_the_largest_unit_of_which_there_are_two(seconds: float, said: str) -> None:
    assert format_duration(timedelta(seconds=seconds)) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0.2, "1 s"), (6, "6 s"), (59.1, "1 min"), (64, "1 min 4 s"), (899.2, "15 min"), (3661, "61 min 1 s")],
)
def test_wait_is_never_said_shorter_than_it_is(seconds: float, said: str) -> None:
    assert format_wait(seconds) == said


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("0 min", 0), ("30 min", 30), ("1 h", 60), ("90 min", 90), ("1 day", 1440), ("36 h", 2160), ("14 days", 20_160)],
)
def test_whole_minutes_are_written_as_they_are_read(text: str, minutes: int) -> None:
    assert read_duration(text) == timedelta(minutes=minutes)
    assert format_whole_minutes(timedelta(minutes=minutes)) == text


@pytest.mark.parametrize(("text", "minutes"), [(" 2WEEKS", 20_160), ("1 hour", 60), ("5 minutes", 5), ("3d", 4320)])
def test_duration_is_read_as_people_write_it(text: str, minutes: int) -> None:
    assert read_duration(text) == timedelta(minutes=minutes)


@pytest.mark.parametrize("text", ["", "5", "h", "-1 h", "1.5 h", "1 h 30 min", "1234567 min", "\u0663 h", "1 month"])
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="such as 30 min, 4 h or 2 days"):
        read_duration(text)
