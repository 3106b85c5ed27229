"""Experiments whose truth is known: what changes nothing is seldom said to, and what does is known after some leagues.

`benchmarks/experiments.py` plays hundreds of each; here are as many as show that none of it is broken.
"""

import pytest

from benchmarks import experiments
from benchmarks.experiments import EXPERIMENTS, SAME


@pytest.mark.parametrize("name", [name for name, each in EXPERIMENTS.items() if each.measured in SAME])
def test_flag_that_changes_nothing_is_seldom_said_to(name: str) -> None:
    assert experiments.played(EXPERIMENTS[name], 40)["known"] <= 0.1


@pytest.mark.parametrize("name", ["twice as many bids", "twice as many bids, 33.33 %", "60 and 80 % complete"])
def test_difference_is_known_after_some_leagues(name: str) -> None:
    found = experiments.played(EXPERIMENTS[name], 20)
    assert found["known"] >= 0.7
    assert found["leagues"] < 300


def test_seven_leagues_on_each_side_say_nothing() -> None:
    assert experiments.played(EXPERIMENTS["twice as many bids, 14 leagues"], 40)["known"] == 0


def test_wrong_draw_is_noticed_and_a_right_one_is_not() -> None:
    wrong = experiments.Experiment(measured=SAME[0], leagues=1_500, drawn=0.4)
    assert experiments.played(wrong, 5)["ratio"] == 1
    assert experiments.played(EXPERIMENTS["twice as many bids, 33.33 %"], 20)["ratio"] == 0
