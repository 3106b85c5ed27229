"""Rules in words, for pages and documents."""

from collections.abc import Mapping

from season.scoring.points import format_points
from season.scoring.scheme import Measure, Rule, Test


def describe_rule(rule: Rule, names: Mapping[str, str]) -> str:
    """Return a rule in words: `10 (GK), 6 (DEF) for each of Goals`. `names` are the statistics' names by key."""
    what = _measure(rule.test.measure, names)
    each = "" if rule.per is None else f" for {'each' if rule.per == 1 else f'every {rule.per}'} of {what}"
    tests = [*([rule.test] if rule.test.bounds() else []), *rule.when]
    conditions = " and ".join(f"{_measure(test.measure, names)} is {_bounds(test)}" for test in tests)
    return f"{_points(rule.points)}{each}{f' if {conditions}' if conditions else ''}"


def _points(points: int | Mapping[str, int]) -> str:
    if isinstance(points, int):
        return format_points(points)
    positions: dict[int, list[str]] = {}
    for position, worth in points.items():
        positions.setdefault(worth, []).append(position)
    return ", ".join(f"{format_points(worth)} ({', '.join(codes)})" for worth, codes in positions.items())


def _measure(measure: Measure, names: Mapping[str, str]) -> str:
    total = " + ".join(names.get(key, key) for key in measure.statistics)
    if measure.divided_by is None:
        return total
    times = f"{measure.times} × " if measure.times != 1 else ""
    return f"{times}{total} ÷ {names.get(measure.divided_by, measure.divided_by)}"


def _bounds(test: Test) -> str:
    bounds = {name: format_points(value) for name, value in test.bounds().items()}
    low, high = bounds.get("at_least"), bounds.get("at_most")
    if low is not None and high is not None:
        return low if low == high else f"{low} to {high}"
    words = {"at_least": "at least {}", "above": "above {}", "at_most": "at most {}", "below": "below {}"}
    return " and ".join(words[name].format(value) for name, value in bounds.items())
