"""Intervals hold the truth as often as they say, by exact binomial tails; limits are passed and broken as seldom."""

import math
from collections.abc import Callable
from fractions import Fraction

import pytest

from rollouts.evidence.bars import PASSING
from rollouts.evidence.rates import Interval, log_above, log_below, rate_interval
from tests.rollouts.evidence.exact import binomial, chance_of_ever

TRUTHS = [Fraction(1, 1000), Fraction(1, 50), Fraction(1, 20), Fraction(3, 10), Fraction(1, 2), Fraction(97, 100)]


@pytest.mark.parametrize("truth", TRUTHS, ids=str)
def test_interval_misses_the_truth_as_seldom_as_it_says(truth: Fraction) -> None:
    for subjects in (1, 7, 40, 100):
        missed = Fraction(0)
        for failed in range(subjects + 1):
            interval = rate_interval(failed, subjects)
            if not interval.low <= truth <= interval.high:
                missed += binomial(failed, subjects, truth)
        assert missed <= Fraction(1, 20)


@pytest.mark.parametrize("truth", [Fraction(1, 20), Fraction(1, 2)], ids=str)
def test_intervals_looked_at_after_every_subject_all_hold_it(truth: Fraction) -> None:
    def misses(failed: int, subjects: int) -> bool:
        interval = rate_interval(failed, subjects)
        return not interval.low <= truth <= interval.high

    assert chance_of_ever(misses, truth, 24) <= Fraction(1, 20)


def test_interval_is_around_what_was_seen_and_narrows() -> None:
    seven, many = rate_interval(0, 7), rate_interval(50, 1_000)
    assert seven.low == 0
    assert seven.high == pytest.approx(0.489, abs=1e-3)
    assert many.low == pytest.approx(0.0298, abs=1e-4)
    assert many.high == pytest.approx(0.0773, abs=1e-4)
    assert rate_interval(0, 0) == Interval(0, 1)
    assert rate_interval(7, 7).high == 1
    assert rate_interval(7, 7).low == pytest.approx(1 - seven.high)


def test_interval_is_wider_the_surer_it_is() -> None:
    sure, surer = rate_interval(5, 100, 0.05), rate_interval(5, 100, 0.001)
    assert surer.low < sure.low < 0.05 < sure.high < surer.high


@pytest.mark.parametrize("limit", [Fraction(1, 100), Fraction(1, 20)], ids=str)
@pytest.mark.parametrize("evidence", [log_below, log_above])
def test_rate_at_the_limit_is_called_otherwise_as_seldom_as_the_bar_says(
    evidence: Callable[[float, int, int], float], limit: Fraction
) -> None:
    ever = chance_of_ever(lambda x, n: evidence(float(limit), x, n) >= math.log(PASSING), limit, 150)
    assert ever <= Fraction(1, 20)


@pytest.mark.parametrize(("failed", "subjects"), [(-1, 3), (4, 3), (0, -1)])
def test_counts_that_cannot_be_are_refused(failed: int, subjects: int) -> None:
    with pytest.raises(ValueError, match="can't have failed"):
        rate_interval(failed, subjects)


@pytest.mark.parametrize("limit", [0.0, 1.0, -0.1, math.nan])
def test_limit_that_cannot_be_is_refused(limit: float) -> None:
    for evidence in (log_below, log_above):
        with pytest.raises(ValueError, match="limit"):
            evidence(limit, 1, 2)
