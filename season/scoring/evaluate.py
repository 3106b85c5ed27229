"""From statistics to points, with a line for every rule that gave any."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from season.scoring.scheme import Rule, ScoringScheme


@dataclass(frozen=True, slots=True)
class PointsLine:
    """The points of one rule, in hundredths, counted `times` times. `value` is its measure; None for a ratio."""

    rule: str
    value: int | None
    times: int
    points: int


@dataclass(frozen=True, slots=True)
class Score:
    """The points of one asset in one fixture, in hundredths: the sum of its lines."""

    points: int
    lines: tuple[PointsLine, ...]

    def to_json(self) -> list[dict[str, Any]]:
        """The lines as they are kept."""
        return [asdict(line) for line in self.lines]


def score_performance(scheme: ScoringScheme, position: str, figures: Mapping[str, int]) -> Score:
    """Return the points of an asset that plays in `position` for its statistics; one that isn't there counts as 0."""
    lines = tuple(line for rule in scheme.rules if (line := _line(rule, position, figures)) is not None)
    return Score(sum(line.points for line in lines), lines)


def _line(rule: Rule, position: str, figures: Mapping[str, int]) -> PointsLine | None:
    points = rule.points_for(position)
    if not points or not rule.test.holds(figures) or not all(test.holds(figures) for test in rule.when):
        return None
    measure = rule.test.measure
    value = None if measure.divided_by else sum(figures.get(key, 0) for key in measure.statistics)
    times = 1 if rule.per is None or value is None else _times(value, rule.per)
    return PointsLine(rule.name, value, times, times * points) if times else None


def _times(value: int, per: int) -> int:
    """Return how many whole times `per` is in the value, towards zero: -7 has -2 times 3."""
    return value // per if value >= 0 else -(-value // per)
