"""A draw that goes wrong is noticed, and a right one is called wrong as seldom as promised."""

import math
import random
from fractions import Fraction

import pytest

from rollouts.evidence.bars import FALSE_RATIO_ALARMS
from rollouts.evidence.sample_ratio import arms_ratio_is_off, log_arms_evidence, log_ratio_evidence, ratio_is_off
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


# Arms -------------------------------------------------------------------------------------------------
THIRDS = (0.3333, 0.3333, 0.3334)


def test_two_arms_are_judged_as_one_draw_is() -> None:
    for on, of in ((40, 100), (12, 100), (0, 7), (500, 1_000)):
        assert log_arms_evidence([on, of - on], [0.1, 0.9]) == pytest.approx(log_ratio_evidence(on, of, 0.1))


@pytest.mark.parametrize("counts", [(400, 400, 200), (200, 400, 400), (200, 400, 0), (0, 0, 30)])
def test_arm_of_another_size_is_noticed_whichever_it_is(counts: tuple[int, ...]) -> None:
    assert arms_ratio_is_off(counts, THIRDS)


@pytest.mark.parametrize("counts", [(0, 0, 0), (0, 0, 3), (340, 330, 330), (300, 350, 350)])
def test_arms_that_a_right_draw_makes_are_not_called_wrong(counts: tuple[int, ...]) -> None:
    assert not arms_ratio_is_off(counts, THIRDS)


def test_right_draw_of_arms_is_called_wrong_as_seldom_as_promised_however_often_one_looks() -> None:
    """300 draws of 100 subjects: 0.3 are expected at most, and more than three happen three times in 10,000."""
    draw, wrong = random.Random(5), 0  # noqa: S311 # a simulation
    for _ in range(300):
        counts = [0, 0, 0]
        for arm in draw.choices(range(3), THIRDS, k=100):
            counts[arm] += 1
            if arms_ratio_is_off(counts, THIRDS):
                wrong += 1
                break
    assert wrong <= 3


def test_arms_and_shares_that_cannot_be_are_refused() -> None:
    for counts, shares in (([1, 2], [1.0]), ([], [])):
        with pytest.raises(ValueError, match=r"Each arm has a count and a share\."):
            arms_ratio_is_off(counts, shares)
