"""A date in words: in the reader's zone, with the league's beside it where that is another hour. Pure."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import dateformat
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

_EVENING = 18


def in_zone(instant: datetime, zone: str) -> str:
    """Return an instant on the wall of a zone: `Fri 27 Nov 2026, 20:00`."""
    return dateformat.format(instant.astimezone(ZoneInfo(zone)), pgettext("format of a date", "D j M Y, H:i"))


def city(zone: str) -> str:
    """Return the last part of a zone's name, as people say it: `New York`."""
    return zone.rpartition("/")[2].replace("_", " ")


def date_in_words(instant: datetime, zone: str, reader: str) -> str:
    """Return an instant in the league's zone, and in the reader's where clocks there show something else."""
    there, here = in_zone(instant, zone), in_zone(instant, reader)
    if there == here:
        return f"{there} ({city(zone)})"
    return _("{there} in {city} ({here} your time)").format(there=there, city=city(zone), here=here)


def soon(instant: datetime, now: datetime, zone: str) -> str:
    """Return an instant as people say it who mean to be there: `tonight, 20:00`, `tomorrow, 9:30`, else the date."""
    wall, today = instant.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone)).date()
    days = (wall.date() - today).days
    if days == 0:
        words = _("tonight, {time}") if wall.hour >= _EVENING else _("today, {time}")
    else:
        words = _("tomorrow, {time}") if days == 1 else _("on {date}")
    return words.format(time=f"{wall.hour}:{wall:%M}", date=in_zone(instant, zone))
