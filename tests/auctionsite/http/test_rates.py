"""Rates as the environment writes them."""

import pytest

from auctionsite.http.rates import Rate


@pytest.mark.parametrize(("text", "rate"), [("120/60", Rate(120, 60, 120)), ("120/60/5", Rate(120, 60, 5))])
def test_burst_is_the_count_where_it_is_not_given(text: str, rate: Rate) -> None:
    assert Rate.parse(text) == rate


@pytest.mark.parametrize("text", ["", "120", "0/60", "120/0", "120/60/0", "1/2/3/4", "a/b"])
def test_what_is_no_rate_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"write count/seconds|not enough values|invalid literal"):
        Rate.parse(text)


def test_arguments_are_the_interval_and_how_far_ahead_of_it_one_may_be_in_microseconds() -> None:
    assert Rate(120, 60, 5).arguments() == (500_000, 2_000_000)
    assert Rate(1, 60, 1).arguments() == (60_000_000, 0)
