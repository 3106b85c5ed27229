"""Forecasts of evidence: what it will need is said beforehand, and is what it then needs."""

import math
from fractions import Fraction

import pytest

from rollouts.evidence import forecast
from rollouts.evidence.bars import PASSING, roll_back_bar
from rollouts.evidence.e_process import WORSE, log_evidence
from rollouts.evidence.rates import log_below
from tests.rollouts.evidence.exact import chance_of_ever


def test_without_a_failure_below_five_percent_takes_73_subjects_and_below_one_370() -> None:
    assert forecast.subjects_to_pass(0.05) == 73
    assert forecast.subjects_to_pass(0.01) == 370
    assert log_below(0.05, 0, 73) >= math.log(PASSING) > log_below(0.05, 0, 72)
    assert log_below(0.01, 0, 370) >= math.log(PASSING) > log_below(0.01, 0, 369)


@pytest.mark.parametrize("rate", [Fraction(1, 100), Fraction(1, 50)], ids=str)
def test_about_half_of_all_releases_pass_by_then(rate: Fraction) -> None:
    """Counted exactly."""
    needed = forecast.subjects_to_pass(0.05, float(rate))
    assert needed is not None
    passed = chance_of_ever(lambda x, n: log_below(0.05, x, n) >= math.log(PASSING), rate, needed)
    assert Fraction(1, 3) < passed < Fraction(3, 4)


def test_what_never_passes_has_no_number() -> None:
    assert forecast.subjects_to_pass(0.05, 0.05) is None
    assert forecast.subjects_to_pass(0.05, 0.049) is None  # too near for the nearest alternative
    assert forecast.subjects_to_pass(1e-7) is None  # more than there will ever be


def test_more_failures_take_more_subjects() -> None:
    found = [forecast.subjects_to_pass(0.05, rate) for rate in (0.0, 0.02, 0.03, 0.04)]
    assert found == sorted(found, key=lambda each: each or 0)
    assert None not in found


def test_pass_waits_until_as_many_failures_as_will_come_are_few_enough() -> None:
    """One of 73 will fail, so it takes as many as are enough with one failure; a higher bar, with two."""
    with_one, with_two_for_more = (forecast.subjects_with_failures(0.05, *each) for each in ((1, PASSING), (2, 100)))
    assert forecast.subjects_to_pass(0.05, 0.013) == 73
    assert forecast.subjects_to_pass(0.05, 1 / 73) == forecast.subjects_to_pass(0.05, 0.015) == with_one
    assert forecast.subjects_to_pass(0.05, bar=100) == forecast.subjects_with_failures(0.05, 0, 100)
    assert forecast.subjects_to_pass(0.05, 0.013, bar=100) == with_two_for_more
    assert 73 < (with_one or 0) < (with_two_for_more or 0)


def test_low_bar_is_passed_by_the_first_subject() -> None:
    assert log_below(0.9, 0, 1) > math.log(1.5)
    assert forecast.subjects_to_pass(0.9, bar=1.5) == 1


def test_greater_harm_is_told_sooner() -> None:
    twice, four, ten = (forecast.failures_to_tell(ratio, 0.1, roll_back_bar(1)) for ratio in (2.0, 4.0, 10.0))
    assert (twice, four) == (216, 36)
    assert ten is not None
    assert ten < 36
    tolerant = forecast.failures_to_tell(2.0, 0.1, roll_back_bar(1), tolerated=1.5)
    assert tolerant is not None
    assert tolerant > 216
    null, truth = 0.15 / 1.05, 0.2 / 1.1  # the chances that the next failure has the flag, at 1.5 and 2 times the pace
    evidence = [log_evidence(WORSE, null, truth * failures, failures) for failures in (tolerant - 1, tolerant)]
    assert evidence[0] < math.log(roll_back_bar(1)) <= evidence[1]


def test_no_harm_and_no_control_are_never_told() -> None:
    assert forecast.failures_to_tell(1.0, 0.5, 100) is None
    assert forecast.failures_to_tell(4.0, 0.0, 100) is None
    assert forecast.failures_to_tell(4.0, 1.0, 100) is None
    assert forecast.subjects_to_tell(4.0, 0.1, 0.0, 100) is None
    assert forecast.subjects_to_tell(1.0, 0.1, 0.1, 100) is None


def test_subjects_are_as_many_as_have_so_many_failures() -> None:
    assert forecast.subjects_to_tell(4.0, 0.1, 0.02, 100) == math.ceil(36 / (0.9 * 0.02 + 0.1 * 0.08))
    assert forecast.subjects_to_tell(4.0, 0.5, 0.5, 100) == math.ceil(30 / 0.75)  # of those with it all fail


def test_time_goes_by_the_pace_of_now() -> None:
    assert forecast.seconds_until(73, 7, 12.0) == (73 - 7) / 12 * 86_400
    assert forecast.seconds_until(73, 7, 0.5) == (73 - 7) * 2 * 86_400
    assert forecast.seconds_until(73, 73, 0.0) == 0
    assert forecast.seconds_until(73, 7, 0.0) is None
    assert forecast.seconds_until(None, 7, 12.0) is None
