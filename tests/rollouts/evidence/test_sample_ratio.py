"""A draw that goes wrong is noticed, and a right one is called wrong as seldom as promised."""

import math
from fractions import Fraction

import pytest

from rollouts.evidence.bars import FALSE_RATIO_ALARMS
from rollouts.evidence.sample_ratio import log_ratio_evidence, ratio_is_off
from tests.rollouts.evidence.exact import chance_of_ever


@pytest.mark.parametrize("share", [Fraction(1, 100), Fraction(1, 10), Fraction(1, 2), Fraction(95, 100)], ids=str)
def test_right_draw_is_called_wrong_as_seldom_as_promised(share: Fraction) -> None:
    assert chance_of_ever(lambda on, n: ratio_is_off(on, n, float(share)), share, 120) <= FALSE_RATIO_ALARMS


def test_wrong_draw_is_noticed_in_both_directions() -> None:
    assert ratio_is_off(40, 100, 0.1)
    assert ratio_is_off(10, 1_000, 0.1)
    assert not ratio_is_off(12, 100, 0.1)
    assert not ratio_is_off(0, 7, 0.1)


def test_at_the_ends_of_the_ladder_one_subject_is_enough() -> None:
    assert log_ratio_evidence(1, 1, 0) == log_ratio_evidence(0, 1, 1) == math.inf
    assert not ratio_is_off(0, 500, 0)
    assert not ratio_is_off(500, 500, 1)


def test_counts_and_shares_that_cannot_be_are_refused() -> None:
    with pytest.raises(ValueError, match="share"):
        ratio_is_off(1, 2, 1.5)
    with pytest.raises(ValueError, match="3 of 2"):
        ratio_is_off(3, 2, 0.5)
