"""Bars are shared among the guards of a release."""

import pytest

from rollouts.evidence import bars


def test_false_alarms_of_all_guards_together_are_one_in_a_hundred() -> None:
    for guards in (1, 3, 10):
        assert guards / bars.roll_back_bar(guards) == pytest.approx(bars.FALSE_ROLL_BACKS)
        assert bars.pause_bar(guards) == bars.roll_back_bar(guards) / 10
    assert bars.PASSING == 20


def test_release_without_a_guard_has_no_bar() -> None:
    with pytest.raises(ValueError, match="guard"):
        bars.roll_back_bar(0)
