"""Rules in words, for pages and documents."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from season.scoring.points import format_points
from season.scoring.scheme import Measure, Rule, Test


def describe_rule(rule: Rule, names: Mapping[str, str]) -> str:
    """Return a rule in words: `10 (GK), 6 (DEF) for each of Goals`. `names` are the statistics' names by key."""
    tests = [*([rule.test] if rule.test.bounds() else []), *rule.when]
    conditions = _(" and ").join(
        _("{what} is {bounds}").format(what=_measure(test.measure, names), bounds=_bounds(test)) for test in tests
    )
    if rule.per is None:  # it has bounds, then
        words = _("{points} if {conditions}")
    elif rule.per == 1:
        words = _("{points} for each of {what} if {conditions}") if conditions else _("{points} for each of {what}")
    elif conditions:
        words = _("{points} for every {number} of {what} if {conditions}")
    else:
        words = _("{points} for every {number} of {what}")
    what = _measure(rule.test.measure, names)
    return words.format(points=_points(rule.points), number=rule.per, what=what, conditions=conditions)


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
        return low if low == high else _("{low} to {high}").format(low=low, high=high)
    words = {
        "at_least": _("at least {number}"),
        "above": _("above {number}"),
        "at_most": _("at most {number}"),
        "below": _("below {number}"),
    }
    return _(" and ").join(words[name].format(number=value) for name, value in bounds.items())
