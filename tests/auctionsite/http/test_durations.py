"""Lengths of time in words."""

from datetime import timedelta

import pytest

from auctionsite.http.durations import format_duration


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(-3, "0 s"), (0.9, "0 s"), (119, "119 s"), (120, "2 min"), (7199, "119 min"), (7200, "2 h"), (172_800, "2 days")],
)
def test_span_is_said_in_the_largest_unit_of_which_there_are_two(seconds: float, said: str) -> None:
    assert format_duration(timedelta(seconds=seconds)) == said
