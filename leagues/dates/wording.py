"""A date in words: in the reader's zone, with the league's beside it where that is another hour. Pure."""

from datetime import datetime
from zoneinfo import ZoneInfo

_EVENING = 18


def in_zone(instant: datetime, zone: str) -> str:
    """Return an instant on the wall of a zone: `Fri 27 Nov 2026, 20:00`."""
    wall = instant.astimezone(ZoneInfo(zone))
    return f"{wall:%a} {wall.day} {wall:%b %Y, %H:%M}"


def city(zone: str) -> str:
    """Return the last part of a zone's name, as people say it: `New York`."""
    return zone.rpartition("/")[2].replace("_", " ")


def date_in_words(instant: datetime, zone: str, reader: str) -> str:
    """Return an instant in the league's zone, and in the reader's where clocks there show something else."""
    there, here = in_zone(instant, zone), in_zone(instant, reader)
    return f"{there} ({city(zone)})" if there == here else f"{there} in {city(zone)} ({here} your time)"


def soon(instant: datetime, now: datetime, zone: str) -> str:
    """Return an instant as people say it who mean to be there: `tonight, 20:00`, `tomorrow, 9:30`, else the date."""
    wall, today = instant.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone)).date()
    days = (wall.date() - today).days
    if days == 0:
        return f"{'tonight' if wall.hour >= _EVENING else 'today'}, {wall.hour}:{wall:%M}"
    return f"tomorrow, {wall.hour}:{wall:%M}" if days == 1 else f"on {in_zone(instant, zone)}"
