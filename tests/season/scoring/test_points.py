"""Hundredths in and out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from season.scoring.points import format_points, to_hundredths, to_number


@pytest.mark.parametrize(("hundredths", "text"), [(0, "0"), (200, "2"), (-100, "-1"), (25, "0.25"), (-150, "-1.5")])
def test_points_are_shown_without_needless_zeros(hundredths: int, text: str) -> None:
    assert format_points(hundredths) == text


@pytest.mark.parametrize(("hundredths", "number"), [(0, "0"), (200, "2"), (-100, "-1"), (25, "0.25"), (-150, "-1.5")])
def test_whole_points_are_written_as_whole_numbers(hundredths: int, number: str) -> None:
    assert repr(to_number(hundredths)) == number


@given(st.integers(-(10**9), 10**9))
def test_what_goes_out_comes_back(hundredths: int) -> None:
    number = to_number(hundredths)
    assert to_hundredths(number) == (hundredths if abs(number) < 1e9 else None)
    assert float(format_points(hundredths)) == number


@pytest.mark.parametrize("value", [None, True, "1", 0.125, 10**400, float("inf"), float("nan"), 1e300])
def test_what_is_no_number_with_two_decimals_is_none(value: object) -> None:
    assert to_hundredths(value) is None


@pytest.mark.parametrize("sign", [1, -1])
def test_number_of_a_billion_is_too_large(sign: int) -> None:
    assert to_hundredths(sign * 999_999_999) == sign * 99_999_999_900
    assert to_hundredths(sign * 1_000_000_000) is None
