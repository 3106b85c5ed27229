"""A scoring scheme: rules, each of which gives points for a measure of what an asset did."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from season.scoring.points import to_number


class SchemeError(ValueError):
    """A scheme that can't be used. `fields` maps each wrong place (`rules[2].points`) to what to do there."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__("; ".join(f"{place}: {sentence}" for place, sentence in problems.items()))
        self.fields = problems


@dataclass(frozen=True, slots=True)
class Measure:
    """The number that a rule looks at: a sum of statistics, or that sum `times` a number over another statistic."""

    statistics: tuple[str, ...]
    times: int = 1
    divided_by: str | None = None

    def parts(self, figures: Mapping[str, int]) -> tuple[int, int] | None:
        """The measure as a fraction with a denominator above 0; None where there is nothing to divide by."""
        top = sum(figures.get(key, 0) for key in self.statistics) * self.times
        bottom = 1 if self.divided_by is None else figures.get(self.divided_by, 0)
        return (top, bottom) if bottom > 0 else None

    def to_json(self) -> dict[str, Any]:
        """As a scheme writes it."""
        [first, *more] = self.statistics
        content: dict[str, Any] = {"statistic": [first, *more] if more else first}
        if self.divided_by is not None:
            content |= {"times": self.times, "divided_by": self.divided_by}
        return content


@dataclass(frozen=True, slots=True)
class Test:
    """The bounds of a measure, in hundredths. None is no bound; `above` and `below` exclude theirs."""

    __test__ = False  # this is no test of pytest's

    measure: Measure
    at_least: int | None = None
    at_most: int | None = None
    above: int | None = None
    below: int | None = None

    def holds(self, figures: Mapping[str, int]) -> bool:
        """True if the measure lies between the bounds. One with nothing to divide by never does."""
        parts = self.measure.parts(figures)
        if parts is None:
            return False
        value, unit = 100 * parts[0], parts[1]
        return (
            (self.at_least is None or value >= self.at_least * unit)
            and (self.at_most is None or value <= self.at_most * unit)
            and (self.above is None or value > self.above * unit)
            and (self.below is None or value < self.below * unit)
        )

    def bounds(self) -> dict[str, int]:
        """The bounds that there are, by name, in hundredths."""
        names = ("at_least", "above", "at_most", "below")
        return {name: value for name in names if (value := getattr(self, name)) is not None}

    def to_json(self) -> dict[str, Any]:
        """As a scheme writes it."""
        return self.measure.to_json() | {name: to_number(value) for name, value in self.bounds().items()}


@dataclass(frozen=True, slots=True)
class Rule:
    """Points, in hundredths and by position where that matters, if all tests hold.

    Once, or with `per` for each so many of the measure; counted towards zero, so that 7 per 3 is 2 times.
    """

    name: str
    test: Test
    points: int | Mapping[str, int]
    per: int | None = None
    when: tuple[Test, ...] = ()

    def points_for(self, position: str) -> int:
        """Return the points that it gives an asset of this position each time."""
        return self.points if isinstance(self.points, int) else self.points.get(position, 0)

    def to_json(self) -> dict[str, Any]:
        """As a scheme writes it."""
        content: dict[str, Any] = {"name": self.name, **self.test.to_json()}
        if self.per is not None:
            content["per"] = self.per
        if self.when:
            content["when"] = [each.to_json() for each in self.when]
        if isinstance(self.points, int):
            content["points"] = to_number(self.points)
        else:
            content["points"] = {position: to_number(each) for position, each in self.points.items()}
        return content


@dataclass(frozen=True)
class ScoringScheme:
    """Rules, in the order in which a breakdown names them."""

    rules: tuple[Rule, ...]

    def to_json(self) -> dict[str, Any]:
        """The scheme in its one canonical form."""
        return {"rules": [rule.to_json() for rule in self.rules]}

    @cached_property
    def digest(self) -> str:
        """The same for two schemes exactly if their rules are the same, in the same order: 64 hexadecimal digits."""
        canonical = json.dumps(self.to_json(), sort_keys=True, separators=(",", ":"), ensure_ascii=True)
        return hashlib.sha256(canonical.encode()).hexdigest()
