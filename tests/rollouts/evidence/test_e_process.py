"""Evidence against a null reaches a bar as seldom as it promises, counted exactly; and is kept and read again."""

import math
from collections.abc import Sequence
from fractions import Fraction
from functools import partial

import pytest

from rollouts.evidence.e_process import BETTER, BOTH, WORSE, EProcess, log_evidence, log_mean
from tests.rollouts.evidence.exact import binomial, chance_of_ever

NULLS = [Fraction(1, 100), Fraction(1, 20), Fraction(1, 2), Fraction(9, 10)]
ALTERNATIVES = {"worse": WORSE, "better": BETTER, "both": BOTH}
BARS = (5, 20, 100)


def reached(odds: Sequence[float], null: float, bar: int, hits: int, trials: int) -> bool:
    return log_evidence(odds, null, hits, trials) >= math.log(bar)


@pytest.mark.parametrize("null", NULLS, ids=str)
@pytest.mark.parametrize("side", ALTERNATIVES)
def test_bar_is_ever_reached_as_seldom_as_it_says(side: str, null: Fraction) -> None:
    for bar in BARS:
        ever = chance_of_ever(partial(reached, ALTERNATIVES[side], float(null), bar), null, 60)
        assert ever <= Fraction(1, bar)


@pytest.mark.parametrize(("side", "truth"), [("worse", Fraction(1, 100)), ("better", Fraction(1, 10))], ids=str)
def test_the_same_holds_on_the_harmless_side_of_the_null(side: str, truth: Fraction) -> None:
    """A release that is better than what is tolerated is called worse still more seldom."""
    assert chance_of_ever(partial(reached, ALTERNATIVES[side], 0.05, 20), truth, 60) <= Fraction(1, 20)


@pytest.mark.parametrize("null", NULLS, ids=str)
def test_mean_under_the_null_is_one(null: Fraction) -> None:
    """Exactly: so it is a likelihood ratio, and nothing was left out of it."""
    for odds in (WORSE, BETTER, BOTH):
        mean = sum(math.exp(log_evidence(odds, float(null), x, 30)) * float(binomial(x, 30, null)) for x in range(31))
        assert mean == pytest.approx(1, abs=1e-9)


def test_trial_by_trial_is_the_same_as_all_at_once() -> None:
    process = EProcess(WORSE)
    for number in range(200):
        process.observe(0.05, number % 8 == 0)
    assert process.log_value == pytest.approx(log_evidence(WORSE, 0.05, 25, 200))


def test_before_the_first_trial_nothing_speaks_for_either_side() -> None:
    """Its value begins at 1: that bar is reached by it, and none above."""
    process = EProcess(WORSE)
    assert process.reached(1)
    assert not process.reached(1.001)


def test_what_was_reached_stays_reached() -> None:
    process = EProcess(WORSE)
    for _ in range(3):
        process.observe(0.05, True)
    high = process.log_value
    for _ in range(500):
        process.observe(0.05, False)
    assert process.log_value < 0 < high == process.highest
    assert process.reached(math.exp(high) * 0.999)
    assert not process.reached(math.exp(high) * 1.001)


def test_certain_trials_say_nothing() -> None:
    process = EProcess(WORSE)
    process.observe(1, True)
    process.observe(0, False)
    assert process.log_value == pytest.approx(0)


@pytest.mark.parametrize(("chance", "hit"), [(0, True), (-0.1, False), (1.1, True), (math.nan, False)])
def test_trial_that_cannot_be_is_refused_and_changes_nothing(chance: float, hit: bool) -> None:
    process = EProcess(BOTH)
    with pytest.raises(ValueError, match="chance"):
        process.observe(chance, hit)
    assert (process.log_value, process.highest) == (EProcess(BOTH).log_value, EProcess(BOTH).highest)


def test_mean_of_logarithms_neither_overflows_nor_vanishes() -> None:
    assert log_mean([5_000.0, 5_000.0]) == 5_000
    assert log_mean([-5_000.0, -math.inf]) == pytest.approx(-5_000 - math.log(2))
    assert log_mean([-math.inf]) == -math.inf
