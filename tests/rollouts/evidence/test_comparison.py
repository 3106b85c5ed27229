"""Arms are compared while both are there, by first failures; what hits both says nothing."""

import math
from dataclasses import replace

import pytest

from rollouts.evidence.bars import roll_back_bar
from rollouts.evidence.comparison import ExposedSubject, Stay, compare_arms, compare_for_harmlessness
from rollouts.evidence.e_process import WORSE, EProcess


def arms(on: int, off: int) -> list[ExposedSubject]:
    return [ExposedSubject(True, 0.0)] * on + [ExposedSubject(False, 0.0)] * off


def value_of(process: EProcess) -> tuple[tuple[float, ...], float, float]:
    """Return what two processes have in common that took in the same trials."""
    return process.odds, process.log_value, process.highest


def test_chance_of_a_failure_is_the_share_of_those_at_risk_just_then() -> None:
    """By hand: 2 with it and 3 without, then one of each has failed and one has come."""
    subjects = [
        ExposedSubject(True, 0, 10),
        ExposedSubject(True, 0),
        ExposedSubject(False, 0, 20),
        ExposedSubject(False, 0),
        ExposedSubject(False, 0),
        ExposedSubject(True, 15, 30),
    ]
    expected = EProcess(WORSE)
    expected.observe(2 / 5, True)
    expected.observe(2 / 5, False)
    expected.observe(2 / 4, True)
    assert value_of(compare_arms(subjects)) == value_of(expected)
    assert value_of(compare_arms(reversed(subjects))) == value_of(expected)


def test_failure_is_compared_with_those_of_its_stratum_alone() -> None:
    """By hand: 1 with it and 1 without in the first, 1 and 2 in the second; who has left can't fail any more."""
    first, second = (Stay(0, 0),), (Stay(1, 5),)
    subjects = [
        ExposedSubject(True, 0, 10, first),
        ExposedSubject(False, 0, None, first),
        ExposedSubject(True, 5, 20, second),
        ExposedSubject(False, 5, None, second),
        ExposedSubject(False, 0, 30, (Stay(0, 0, 5), Stay(1, 5, 25))),
    ]
    expected = EProcess(WORSE)
    expected.observe(1 / 2, True)
    expected.observe(1 / 3, True)
    assert value_of(compare_arms(subjects)) == value_of(expected)
    assert compare_arms([replace(each, stays=()) for each in subjects]).log_value == 0


def test_instant_belongs_to_the_stay_that_begins_with_it() -> None:
    """A failure at the moment of meeting the flag is counted, and one at a change of stratum is in the new stratum."""
    expected = EProcess(WORSE)
    expected.observe(1 / 2, True)
    assert value_of(compare_arms([ExposedSubject(True, 10, 10), ExposedSubject(False, 0)])) == value_of(expected)

    moves = ExposedSubject(True, 0, 5, (Stay(0, 0, 5), Stay(1, 5, 25)))
    first, second = ExposedSubject(False, 0, None, (Stay(0, 0),)), ExposedSubject(False, 0, None, (Stay(1, 0),))
    assert compare_arms([moves, first]).log_value == 0, "there it had left, and here it is alone"
    assert value_of(compare_arms([moves, first, second])) == value_of(expected)


def test_tolerated_pace_moves_the_null() -> None:
    expected = EProcess(WORSE)
    expected.observe(2 * 1 / (2 * 1 + 1), True)
    assert value_of(compare_arms([ExposedSubject(True, 0, 1), ExposedSubject(False, 0)], 2.0)) == value_of(expected)


def test_without_a_control_nothing_is_said() -> None:
    alone = [ExposedSubject(True, 0, at) for at in range(1, 60)]
    assert compare_arms(alone).log_value == 0
    assert compare_arms([]).log_value == 0


def test_failures_of_a_few_are_soon_enough_to_roll_back() -> None:
    """Ten of a hundred with the flag, none of nine hundred without it."""
    failing = [ExposedSubject(True, 0, at) for at in range(1, 11)]
    assert compare_arms([*failing, *arms(90, 900)]).reached(roll_back_bar(3))
    assert not compare_arms([*failing[:2], *arms(98, 900)]).reached(roll_back_bar(3))


def test_evening_that_is_bad_for_all_says_nothing() -> None:
    both = [ExposedSubject(number % 10 == 0, 0, 100 + number) for number in range(1_000)]
    assert compare_arms(both).highest < math.log(20)


def test_harmless_is_said_only_of_what_was_seen_to_be() -> None:
    failing = [ExposedSubject(number % 2 == 0, 0, 1 + number) for number in range(400)]
    assert compare_for_harmlessness(failing, 2.0).reached(20)
    assert not compare_for_harmlessness(failing, 1.0).reached(20)
    assert not compare_for_harmlessness(arms(400, 400), 2.0).reached(20)


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="before it met"):
        compare_arms([ExposedSubject(True, 10, 9)])
    for tolerated in (0.0, -1.0, math.inf, math.nan):
        with pytest.raises(ValueError, match="ratio"):
            compare_arms([], tolerated)
