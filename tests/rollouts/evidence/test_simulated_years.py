"""Releases whose truth is known: the harmless stay, the harmful go, and without traffic nothing is said.

`benchmarks/evidence.py` plays thousands of each; here are as many as show that none of it is broken.
"""

import random

import pytest

from benchmarks import evidence
from benchmarks.evidence import RELEASES, Release
from rollouts.evidence.comparison import compare_arms


@pytest.mark.parametrize("name", [name for name, release in RELEASES.items() if release.ratio == 1])
def test_harmless_release_stays(name: str) -> None:
    assert evidence.roll_backs(RELEASES[name], 6)["rolled_back"] == 0


@pytest.mark.parametrize("name", ["four times", "four times, a bad hour"])
def test_release_with_four_times_the_failures_goes_after_a_few(name: str) -> None:
    found = evidence.roll_backs(RELEASES[name], 10)
    assert found["rolled_back"] >= 0.8
    assert found["failures"] < 100


def test_seven_leagues_are_too_few_to_roll_back() -> None:
    assert evidence.roll_backs(RELEASES["four times, seven leagues"], 20)["rolled_back"] == 0


def test_without_traffic_nothing_is_promoted_and_nothing_rolled_back() -> None:
    luck = random.Random(evidence.SEED)  # noqa: S311 # makes leagues
    assert compare_arms(evidence.leagues_of(Release(leagues=0), luck)).log_value == 0
    assert evidence.promotions(0.05, 0.0, 5, 72)["promoted"] == 0
    assert evidence.promotions(0.05, 0.0, 5, 73) == {"promoted": 1, "subjects": 73}


@pytest.mark.parametrize("rate", [0.05, 0.06])
def test_rate_that_is_not_below_the_limit_is_seldom_promoted(rate: float) -> None:
    assert evidence.promotions(0.05, rate, 40, 300)["promoted"] <= 0.1
