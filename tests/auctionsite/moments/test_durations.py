"""Lengths of time in words."""

from datetime import timedelta

import pytest

from auctionsite.moments.durations import format_duration, format_wait


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
