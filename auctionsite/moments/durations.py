"""Durations as people say them. Pure."""

import re
from collections.abc import Iterator
from datetime import timedelta
from math import ceil

from django.utils.translation import ngettext

from auctionsite.text.isolates import isolated

_UNITS: tuple[tuple[str, int], ...] = (("h", 3_600), ("min", 60))
_TYPED = re.compile(r"(\d{1,6})\s*(?:(min|minutes?)|(h|hours?)|(d|days?)|(weeks?))", re.IGNORECASE | re.ASCII)
_TYPED_UNITS = (timedelta(minutes=1), timedelta(hours=1), timedelta(days=1), timedelta(weeks=1))


def format_wait(seconds: float) -> str:
    """Return for how long to wait, never less than it is: `6 s`, `1 min 4 s`, `15 min`."""
    minutes, rest = divmod(max(1, ceil(seconds)), 60)
    said = (f"{minutes} min" if minutes else "", f"{rest} s" if rest else "")
    return isolated(" ".join(filter(None, said)))


def format_duration(length: timedelta) -> str:
    """Return a duration in the largest unit of which there are two at least: `95 s`, `2 min`, `47 h`.

    Nothing is shorter than `0 s`.
    """
    seconds = max(0, int(length.total_seconds()))
    if (days := seconds // 86_400) > 1:
        return ngettext("{number} day", "{number} days", days).format(number=days)
    fitting: Iterator[str] = (f"{seconds // size} {name}" for name, size in _UNITS if seconds >= 2 * size)
    return isolated(next(fitting, f"{seconds} s"))


def read_duration(text: str) -> timedelta:
    """Return the duration of `30 min`, `4 h`, `1 day` or `2 weeks`. Raises ValueError with what to write."""
    match = _TYPED.fullmatch(text.strip())
    if match is None:
        raise ValueError("Write a number and min, h, days or weeks, such as 30 min, 4 h or 2 days.")
    number, *units = match.groups()
    return int(number) * next(size for unit, size in zip(units, _TYPED_UNITS, strict=True) if unit)


def format_whole_minutes(length: timedelta) -> str:
    """Return a duration of whole minutes as `read_duration` reads it, nothing rounded: `0 min`, `90 min`, `1 h`."""
    minutes = length // timedelta(minutes=1)
    for name, size in (("days", 1440), ("h", 60)):
        if minutes and minutes % size == 0:
            return f"{minutes // size} {'day' if name == 'days' and minutes == size else name}"
    return f"{minutes} min"
