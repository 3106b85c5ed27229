"""Durations as people say them. Pure."""

from collections.abc import Iterator
from datetime import timedelta
from math import ceil

_UNITS: tuple[tuple[str, int], ...] = (("days", 86_400), ("h", 3_600), ("min", 60))


def format_wait(seconds: float) -> str:
    """Return for how long to wait, never less than it is: `6 s`, `1 min 4 s`, `15 min`."""
    minutes, rest = divmod(max(1, ceil(seconds)), 60)
    said = (f"{minutes} min" if minutes else "", f"{rest} s" if rest else "")
    return " ".join(filter(None, said))


def format_duration(length: timedelta) -> str:
    """Return a duration in the largest unit of which there are two at least: `95 s`, `2 min`, `47 h`.

    Nothing is shorter than `0 s`.
    """
    seconds = max(0, int(length.total_seconds()))
    fitting: Iterator[str] = (f"{seconds // size} {name}" for name, size in _UNITS if seconds >= 2 * size)
    return next(fitting, f"{seconds} s")
