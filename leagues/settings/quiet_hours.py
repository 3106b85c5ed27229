"""Quiet hours as somebody types them, such as `22:00–08:00`, in a time zone. Pure."""

import re
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.translation import gettext as _

_HOURS = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])\s*[-–]\s*([01]?[0-9]|2[0-3]):([0-5][0-9])")


class UnreadableQuietHours(ValueError):
    """Text that says no quiet hours. The message says what to do."""


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From one minute of the day to another, on every day, by the clocks of a zone; past midnight if `end` is less."""

    start: int
    end: int
    zone: ZoneInfo


def zone_of(name: str) -> ZoneInfo:
    """Return a time zone by its name, such as Europe/London. Raises UnreadableQuietHours."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        words = _("Give a time zone by its name, such as Europe/London or Asia/Kolkata.")
        raise UnreadableQuietHours(words) from None


@lru_cache(maxsize=256)
def read_quiet_hours(text: str, zone: str) -> QuietHours:
    """Return the quiet hours that a text says. Raises UnreadableQuietHours."""
    hours = _HOURS.fullmatch(text.strip())
    if hours is None:
        raise UnreadableQuietHours(_("Give two times of the day, such as 22:00–08:00."))
    start_hour, start_minute, end_hour, end_minute = map(int, hours.groups())
    start, end = start_hour * 60 + start_minute, end_hour * 60 + end_minute
    if start == end:
        raise UnreadableQuietHours(_("Give two different times, such as 22:00–08:00: clocks must run at some hour."))
    return QuietHours(start, end, zone_of(zone))
