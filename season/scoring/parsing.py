"""Schemes out of JSON, with a sentence for every place that is wrong."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from season.scoring.points import MOST, to_hundredths
from season.scoring.scheme import Measure, Rule, SchemeError, ScoringScheme, Test

_MOST_RULES, _MOST_WHEN, _LONGEST_NAME = 100, 5, 60
_LARGEST_STEP = 10**6
_LOW, _HIGH = ("at_least", "above"), ("at_most", "below")
_TEST_FIELDS = ("statistic", "times", "divided_by", *_LOW, *_HIGH)
_RULE_FIELDS = ("name", *_TEST_FIELDS, "per", "when", "points")


def parse_scheme(data: object, statistics: Iterable[str], positions: Iterable[str] = ()) -> ScoringScheme:
    """The scheme of a JSON object, for a sport with these statistics and positions. Raises SchemeError."""
    return _Reader(tuple(statistics), tuple(positions)).scheme(data)


def stored_scheme(data: object) -> ScoringScheme:
    """A scheme that was parsed once and kept: what it names may have been taken from the sport since."""
    return _Reader(None, None).scheme(data)


class _Reader:
    """Reads all of a scheme and gathers what is wrong with it, so that everything can be mended at once."""

    def __init__(self, statistics: tuple[str, ...] | None, positions: tuple[str, ...] | None) -> None:
        self.statistics, self.positions = statistics, positions
        self.problems: dict[str, str] = {}

    def scheme(self, data: object) -> ScoringScheme:
        content = self._object(data, "scheme", ("rules",))
        rules = content.get("rules")
        if not isinstance(rules, list) or not 1 <= len(rules) <= _MOST_RULES:
            self.problems.setdefault("rules", _("Give a list of 1 to {most} rules.").format(most=_MOST_RULES))
            rules = []
        parsed = [self._rule(each, f"rules[{at}]") for at, each in enumerate(rules)]
        self._names(parsed)
        if self.problems:
            raise SchemeError(self.problems)
        return ScoringScheme(tuple(parsed))

    def _rule(self, data: object, place: str) -> Rule:
        content = self._object(data, place, _RULE_FIELDS)
        if not content:
            return _NO_RULE
        name = content.get("name")
        if not isinstance(name, str) or not 1 <= len(name.strip()) <= len(name) <= _LONGEST_NAME:
            sentence = _("Give a name of 1 to {most} characters; breakdowns show it.")
            self.problems[f"{place}.name"] = sentence.format(most=_LONGEST_NAME)
        per = content.get("per")
        if "per" in content and not _is_step(per):
            self.problems[f"{place}.per"] = _step_wanted()
        test = self._test(content, place)
        if "per" not in content and not test.bounds():
            sentence = _("Say when it counts: `per` for every so many, or a bound such as `at_least`.")
            self.problems.setdefault(f"{place}.per", sentence)
        if per is not None and test.measure.divided_by is not None:
            sentence = _("A ratio can't be counted; give bounds such as `below` in place of `per`.")
            self.problems[f"{place}.per"] = sentence
        return Rule(str(name), test, self._points(content, place), per, self._when(content, place))

    def _when(self, content: dict[str, Any], place: str) -> tuple[Test, ...]:
        tests = content.get("when", [])
        if not isinstance(tests, list) or len(tests) > _MOST_WHEN:
            self.problems[f"{place}.when"] = _("Give a list of {most} conditions at most.").format(most=_MOST_WHEN)
            return ()
        return tuple(self._condition(each, f"{place}.when[{at}]") for at, each in enumerate(tests))

    def _condition(self, data: object, place: str) -> Test:
        content = self._object(data, place, _TEST_FIELDS)
        test = self._test(content, place) if content else _NO_TEST
        if content and not test.bounds():
            self.problems.setdefault(place, _("Give a bound: {bounds}.").format(bounds=", ".join((*_LOW, *_HIGH))))
        return test

    def _test(self, content: dict[str, Any], place: str) -> Test:
        bounds = {name: to_hundredths(content[name]) for name in (*_LOW, *_HIGH) if name in content}
        for name, value in bounds.items():
            if value is None:
                self.problems[f"{place}.{name}"] = _("Give a number with two decimals at most.")
        for one, other in (_LOW, _HIGH):
            if one in bounds and other in bounds:
                self.problems[f"{place}.{other}"] = _("Give either {one} or {other}.").format(one=one, other=other)
        test = Test(self._measure(content, place), **bounds)
        self._possible(test, place)
        return test

    def _possible(self, test: Test, place: str) -> None:
        low, high = (
            next((getattr(test, name) for name in names if name in test.bounds()), None) for names in (_LOW, _HIGH)
        )
        strict = test.above is not None or test.below is not None
        if low is not None and high is not None and (low > high or (strict and low == high)):
            self.problems.setdefault(place, _("Nothing lies between these bounds; the lower one comes first."))

    def _measure(self, content: dict[str, Any], place: str) -> Measure:
        given = content.get("statistic")
        keys = given if isinstance(given, list) else [given]
        if not keys or len(set(map(str, keys))) < len(keys):
            self.problems[f"{place}.statistic"] = _("Give one statistic, or a list of different ones to add up.")
        self._known(keys, f"{place}.statistic")
        times, divided_by = content.get("times", 1), content.get("divided_by")
        if divided_by is not None:
            self._known([divided_by], f"{place}.divided_by")
        elif "times" in content:
            self.problems[f"{place}.times"] = _("Belongs to `divided_by`; leave it out here.")
        if not _is_step(times):
            self.problems[f"{place}.times"] = _step_wanted()
        return Measure(tuple(map(str, keys)) or ("",), times, divided_by)

    def _known(self, keys: list[Any], place: str) -> None:
        if self.statistics is None:
            return
        unknown = [key for key in keys if key not in self.statistics]
        if unknown:
            known = ", ".join(self.statistics) or pgettext("statistics of a sport", "none yet")
            sentence = _("The sport has no statistic {name}; its statistics: {known}.")
            self.problems[place] = sentence.format(name=_shown(unknown[0]), known=known)

    def _points(self, content: dict[str, Any], place: str) -> int | dict[str, int]:
        given = content.get("points")
        if not isinstance(given, dict):
            return self._number(given, f"{place}.points")
        if not given:
            self.problems[f"{place}.points"] = _("Give points for at least one position.")
        self._positions(given, f"{place}.points")
        return {position: self._number(value, f"{place}.points.{position}") for position, value in given.items()}

    def _positions(self, given: Iterable[str], place: str) -> None:
        if self.positions is None:
            return
        known = ", ".join(self.positions) or pgettext("positions of a sport", "none, so give one number")
        sentence = _("The sport has no such position; its positions: {known}.")
        for position in given:
            if position not in self.positions:
                self.problems[f"{place}.{position}"] = sentence.format(known=known)

    def _number(self, value: object, place: str) -> int:
        points = to_hundredths(value)
        if points is None or not 0 < abs(points) <= MOST:
            sentence = _("Give points from {least} to {most} with two decimals at most, and not 0.")
            self.problems.setdefault(place, sentence.format(least=-MOST // 100, most=MOST // 100))
        return points or 0

    def _names(self, rules: list[Rule]) -> None:
        """Two rules of one name couldn't be told apart in a breakdown."""
        first: dict[str, int] = {}
        for at, rule in enumerate(rules):
            if rule is not _NO_RULE and first.setdefault(rule.name, at) != at:
                sentence = _("{rule} has this name; give another.").format(rule=f"rules[{first[rule.name]}]")
                self.problems.setdefault(f"rules[{at}].name", sentence)

    def _object(self, data: object, place: str, fields: tuple[str, ...]) -> dict[str, Any]:
        """The data, which must be an object with no fields but these; empty if it is none."""
        if not isinstance(data, dict) or not data:
            self.problems[place] = _("Give an object with {fields}.").format(fields=", ".join(fields))
            return {}
        for name in data.keys() - {*fields}:
            self.problems[f"{place}.{name}"] = _("There is no such field; use {fields}.").format(
                fields=", ".join(fields)
            )
        return data


_NO_TEST = Test(Measure(("",)))
_NO_RULE = Rule("", _NO_TEST, 0)


def _step_wanted() -> str:
    return _("Give a whole number from 1 to {most}.").format(most=_LARGEST_STEP)


def _is_step(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= _LARGEST_STEP


def _shown(value: object) -> str:
    return repr(value)[:60]
