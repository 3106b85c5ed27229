"""The flags that the environment sets. Settings read it; a mistake stops the start, with what to write instead."""

from collections.abc import Mapping

from django.core.exceptions import ImproperlyConfigured

_PREFIX = "FEATURE_"
_WORDS = {"true": True, "1": True, "on": True, "false": False, "0": False, "off": False}


def parse_overrides(environment: Mapping[str, str]) -> dict[str, bool]:
    """The value of each FEATURE_<NAME>, by the flag's name. Raises ImproperlyConfigured."""
    found = {}
    for key, text in environment.items():
        if not key.startswith(_PREFIX):
            continue
        if text.strip().lower() not in _WORDS:
            raise ImproperlyConfigured(f"{key} is {text!r}; write true or false, or leave it out.")
        found[key.removeprefix(_PREFIX).lower()] = _WORDS[text.strip().lower()]
    return found


def parse_peak_hours(text: str) -> frozenset[int]:
    """The hours of `18-23`: 18 to 22, since the last is when it ends. Past midnight is `22-2`. Empty: none."""
    if not text.strip():
        return frozenset()
    first, dash, last = text.partition("-")
    if not (dash and first.strip().isdigit() and last.strip().isdigit() and int(first) < 24 and int(last) <= 24):
        raise ImproperlyConfigured(f"ROLLOUT_PEAK_HOURS is {text!r}; write two hours of the day, such as 18-23.")
    start, end = int(first), int(last)
    return frozenset(range(start, end)) if start <= end else frozenset([*range(start, 24), *range(end)])
