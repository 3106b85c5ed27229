"""The parts of a scheme: measures, bounds and points."""

import pytest

from season.scoring.scheme import Measure, Rule, ScoringScheme, Test

RUNS = Measure(("runs",))
RATE = Measure(("runs",), times=100, divided_by="balls")


def test_a_measure_is_a_sum_or_a_ratio() -> None:
    assert Measure(("goals", "assists")).parts({"goals": 2, "assists": 1}) == (3, 1)
    assert RATE.parts({"runs": 3, "balls": 4}) == (300, 4)
    assert RATE.parts({"runs": 3}) is None


@pytest.mark.parametrize(
    ("bounds", "holding"),
    [
        ({"at_least": 200}, {2, 3}),
        ({"above": 200}, {3}),
        ({"at_most": 200}, {0, 1, 2}),
        ({"below": 200}, {0, 1}),
        ({"at_least": 100, "below": 300}, {1, 2}),
        ({}, {0, 1, 2, 3}),
    ],
)
def test_bounds_are_hundredths_and_two_of_them_exclude_theirs(bounds: dict[str, int], holding: set[int]) -> None:
    test = Test(RUNS, **bounds)
    assert {runs for runs in range(4) if test.holds({"runs": runs})} == holding


def test_a_ratio_is_compared_exactly_and_never_holds_without_a_divisor() -> None:
    test = Test(RATE, at_least=3333)
    assert test.holds({"runs": 1, "balls": 3})  # 33.33…
    assert not Test(RATE, at_least=3334).holds({"runs": 1, "balls": 3})
    assert not test.holds({"runs": 1, "balls": 0})


def test_points_may_differ_by_position() -> None:
    rule = Rule("Goal", Test(RUNS), {"GK": 1000, "FWD": 400}, per=1)
    assert [rule.points_for(position) for position in ("GK", "FWD", "MID")] == [1000, 400, 0]
    assert Rule("Goal", Test(RUNS), 50).points_for("anything") == 50


def test_the_order_of_rules_makes_another_scheme_and_the_order_of_keys_does_not() -> None:
    one, other = Rule("A", Test(RUNS), 100, per=1), Rule("B", Test(RUNS), 200, per=1)
    assert ScoringScheme((one, other)).digest == ScoringScheme((one, other)).digest
    assert ScoringScheme((one, other)).digest != ScoringScheme((other, one)).digest
    by_position = [Rule("A", Test(RUNS), points) for points in ({"GK": 1, "FWD": 2}, {"FWD": 2, "GK": 1})]
    assert len({ScoringScheme((rule,)).digest for rule in by_position}) == 1
