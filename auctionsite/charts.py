"""The coordinates of a chart: numbers in, places in an SVG out. Pure; templates draw it."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 400, 220
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 12, 10, 26
_STEPS = (1, 2, 5)
_MOST_LABELS = 8
COLOURS = 8
"""So many lines look different; the next ones begin again, in dashes."""


@dataclass(frozen=True, slots=True)
class AxisTick:
    """A mark on an axis: where, and what is written there."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A point, and what it says to whoever points at it."""

    x: float
    y: float
    title: str


@dataclass(frozen=True, slots=True)
class ChartLine:
    """A line through its marks, in one of the colours; `dashed` from the ninth on."""

    name: str
    colour: int
    dashed: bool
    marks: Sequence[Mark]

    @property
    def points(self) -> str:
        """As an SVG's polyline wants them."""
        return " ".join(f"{mark.x},{mark.y}" for mark in self.marks)


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: lines or single marks, between two axes."""

    x_ticks: Sequence[AxisTick]
    y_ticks: Sequence[AxisTick]
    lines: Sequence[ChartLine] = ()
    marks: Sequence[Mark] = ()
    width: int = WIDTH
    height: int = HEIGHT
    left: int = _LEFT
    right: int = WIDTH - _RIGHT
    top: int = _TOP


@dataclass(frozen=True, slots=True)
class _Scale:
    """Maps values from `low` to `high` to coordinates from `start` to `end`."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low) if self.high > self.low else 0.5
        return round(self.start + share * (self.end - self.start), 1)


def nice_ticks(low: float, high: float, about: int = 4) -> list[int]:
    """Round numbers that begin at or below `low` and end at or above `high`, about so many steps apart."""
    span = max(high - low, 1)
    step, power = 1, 1
    while span / step > about:
        place = _STEPS.index(step // power)
        power = power * 10 if place == len(_STEPS) - 1 else power
        step = power * (_STEPS[place + 1] if place < len(_STEPS) - 1 else 1)
    first, last = int(low // step), -int(-high // step)
    return [step * at for at in range(first, max(last, first + 1) + 1)]


def line_chart(labels: Sequence[str], series: Sequence[tuple[str, Sequence[float | None]]]) -> Chart:
    """Each series is a name and a value under each label; None: not there yet."""
    known = [value for _, values in series for value in values if value is not None]
    y_values = nice_ticks(min(0, *known, 0), max(0, *known, 0))
    y = _Scale(y_values[0], y_values[-1], HEIGHT - _BOTTOM, _TOP)
    x = _Scale(0, len(labels) - 1, _LEFT, WIDTH - _RIGHT)
    lines = [
        ChartLine(
            name=name,
            colour=number % COLOURS + 1,
            dashed=number >= COLOURS,
            marks=[
                Mark(x(at), y(value), f"{name}, {labels[at]}: {value:,.12g}")
                for at, value in enumerate(values)
                if value is not None
            ],
        )
        for number, (name, values) in enumerate(series)
    ]
    every = max(1, -(-len(labels) // _MOST_LABELS))
    shown = [AxisTick(x(at), short_label(label)) for at, label in enumerate(labels) if at % every == 0]
    return Chart(shown, [AxisTick(y(value), tick_label(value)) for value in y_values], lines=lines)


def scatter_chart(points: Sequence[tuple[float, float, str]]) -> Chart:
    """Points are x, y and what they are."""
    x_values = nice_ticks(0, max((each[0] for each in points), default=1), about=5)
    y_values = nice_ticks(min(0, *(each[1] for each in points), 0), max(0, *(each[1] for each in points), 0))
    x = _Scale(x_values[0], x_values[-1], _LEFT, WIDTH - _RIGHT)
    y = _Scale(y_values[0], y_values[-1], HEIGHT - _BOTTOM, _TOP)
    return Chart(
        [AxisTick(x(value), tick_label(value)) for value in x_values],
        [AxisTick(y(value), tick_label(value)) for value in y_values],
        marks=[Mark(x(across), y(up), title) for across, up, title in points],
    )


def tick_label(value: int) -> str:
    """A number as it fits beside an axis: `8,000`, `20k`, `600M`, `2bn`."""
    for least, unit, name in ((10**9, 10**9, "bn"), (10**6, 10**6, "M"), (10**4, 10**3, "k")):
        if abs(value) >= least:
            return f"{value / unit:,.4g}{name}"
    return f"{value:,}"


def short_label(label: str) -> str:
    """A match day's name as it fits under a chart: `Matchday 3` is `3`, `Quarter-finals` is `QF`."""
    words = label.replace("-", " ").split()
    if words and words[-1].isdigit():
        return words[-1]
    return "".join(word[0].upper() for word in words)[:3]
