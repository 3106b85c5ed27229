"""Flags of the environment, and the hours that are guarded."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from auctionsite.flag_overrides import format_hours, parse_overrides, parse_peak_hours, parse_step_minutes


def test_each_feature_of_the_environment_is_a_flag_by_name() -> None:
    found = parse_overrides({"FEATURE_WAITING_ROOM": "on", "FEATURE_SEASON": " FALSE ", "OTHER": "on"})
    assert found == {"waiting_room": True, "season": False}


def test_value_that_is_neither_on_nor_off_stops_the_start() -> None:
    with pytest.raises(ImproperlyConfigured, match="FEATURE_X is 'maybe'; write true or false"):
        parse_overrides({"FEATURE_X": "maybe"})


@pytest.mark.parametrize(
    ("text", "hours"), [("18-23", {18, 19, 20, 21, 22}), ("22-2", {22, 23, 0, 1}), ("", set()), (" ", set())]
)
def test_peak_hours_end_with_the_last_and_may_pass_midnight(text: str, hours: set[int]) -> None:
    assert parse_peak_hours(text) == hours


@pytest.mark.parametrize("text", ["18-23", "22-2", "", "0-24", "23-24", "0-1"])
def test_hours_are_written_as_they_are_read(text: str) -> None:
    assert format_hours(parse_peak_hours(text)) == text


@pytest.mark.parametrize("text", ["18", "18-25", "24-2", "a-b", "-3"])
def test_hours_that_are_none_stop_the_start(text: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="write two hours of the day"):
        parse_peak_hours(text)


@pytest.mark.parametrize(("text", "minutes"), [("60,240", (60, 240)), ("5", (5, 5)), (" 0 , 1 ", (0, 1)), ("", (0, 0))])
def test_minutes_of_steps_are_for_each_and_for_half(text: str, minutes: tuple[int, int]) -> None:
    assert parse_step_minutes(text) == minutes


@pytest.mark.parametrize("text", ["an hour", "-1", "1,2,3", "1,", "10001", "1.5"])
def test_minutes_that_are_none_stop_the_start(text: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="write minutes for each step and for 50 %, such as 60,240"):
        parse_step_minutes(text)
