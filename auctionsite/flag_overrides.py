"""Flags as the environment sets them. Settings read it; a mistake stops the start, with what to write instead."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from django.core.exceptions import ImproperlyConfigured

FEATURE_PREFIX = "FEATURE_"
DEFAULT_STEP_MINUTES = {"staging": "30,240", "production": "60,240"}
"""By environment; in others a release may go up at once."""
_LONGEST_STEP = 10_000
_WORDS = {"true": True, "1": True, "on": True, "false": False, "0": False, "off": False}


def parse_overrides(environment: Mapping[str, str]) -> dict[str, bool]:
    """The value of each FEATURE_<NAME>, by the flag's name. Raises ImproperlyConfigured."""
    overrides = {}
    for key, text in environment.items():
        if not key.startswith(FEATURE_PREFIX):
            continue
        if text.strip().lower() not in _WORDS:
            raise ImproperlyConfigured(f"{key} is {text!r}; write true or false, or leave it out.")
        overrides[key.removeprefix(FEATURE_PREFIX).lower()] = _WORDS[text.strip().lower()]
    return overrides


def parse_peak_hours(text: str) -> frozenset[int]:
    """The hours of `18-23`: 18 to 22, since the last is when it ends. Past midnight is `22-2`. Empty: none."""
    if not text.strip():
        return frozenset()
    first, dash, last = text.partition("-")
    if not (dash and first.strip().isdigit() and last.strip().isdigit() and int(first) < 24 and int(last) <= 24):
        raise ImproperlyConfigured(f"ROLLOUT_PEAK_HOURS is {text!r}; write two hours of the day, such as 18-23.")
    start, end = int(first), int(last)
    return frozenset(range(start, end)) if start <= end else frozenset([*range(start, 24), *range(end)])


def format_hours(hours: Collection[int]) -> str:
    """Return hours as `parse_peak_hours` takes them: `18-23`, `22-2`; empty for none."""
    if not hours:
        return ""
    first = next((hour for hour in sorted(hours) if (hour - 1) % 24 not in hours), 0)
    return f"{first}-{first + len(hours) if first + len(hours) <= 24 else first + len(hours) - 24}"


class StepMinutes(NamedTuple):
    """The minutes that a release stays on a step of the ladder, and on 50 %; 0: it may go up at once."""

    each: int = 0
    at_half: int = 0


def parse_step_minutes(text: str) -> StepMinutes:
    """The times of `60,240`: 60 minutes on each step, 240 on 50 %. One number is for all. Empty: none."""
    if not text.strip():
        return StepMinutes()
    numbers = [each.strip() for each in text.split(",")]
    if len(numbers) > 2 or not all(
        each.isascii() and each.isdigit() and int(each) <= _LONGEST_STEP for each in numbers
    ):
        raise ImproperlyConfigured(
            f"ROLLOUT_STEP_MINUTES is {text!r}; write minutes for each step and for 50 %, such as 60,240. "
            f"{_LONGEST_STEP} are the most, 0 is none."
        )
    return StepMinutes(int(numbers[0]), int(numbers[-1]))
