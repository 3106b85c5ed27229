"""Durations as people say them. Pure."""

from collections.abc import Iterator
from datetime import timedelta

_UNITS: tuple[tuple[str, int], ...] = (("days", 86_400), ("h", 3_600), ("min", 60))


def format_duration(length: timedelta) -> str:
    """Return a duration in the largest unit of which there are two at least: `95 s`, `2 min`, `47 h`.

    Nothing is shorter than `0 s`.
    """
    seconds = max(0, int(length.total_seconds()))
    fitting: Iterator[str] = (f"{seconds // size} {name}" for name, size in _UNITS if seconds >= 2 * size)
    return next(fitting, f"{seconds} s")
