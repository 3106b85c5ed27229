"""Dates of Football.TXT, most of which leave out the year. Pure."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import dateformat
from django.utils.translation import gettext as _

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DATE = re.compile(
    r"\[?(?:(?P<weekday>Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*\.?\s+)?"
    r"(?P<month>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)[/ ](?P<day>\d{1,2})(?:\s+(?P<year>\d{4})(?!\d))?\]?(?=\s|$)"
)
_SEASON = re.compile(r"\b(?P<year>(?:19|20)\d{2})(?P<next>[/-]\d{2,4})?\b")
_YEARS = range(1850, 2201)
_SUMMER = 7  # seasons that are named by two years begin in July at the earliest


def split_date(content: str) -> tuple[str, str]:
    """Return the date that a line begins with, `Tue Sep/16 2025` or `[Sat May 30]`, and what follows; or no date."""
    found = _DATE.match(content)
    return (found[0], content[found.end() :].strip()) if found else ("", content)


@dataclass
class Calendar:
    """Gives dates their year: the weekday says it, else the date before, else the season in the title or `season`."""

    season: str = ""
    _before: date | None = None

    def title(self, text: str) -> None:
        """A title such as `UEFA Champions League 2025/26` says the season."""
        self.season = text if _SEASON.search(text) else self.season

    def day(self, content: str) -> date:
        """The day of a date. Raises ValueError with what to do."""
        match = _DATE.fullmatch(content)
        if match is None:
            raise ValueError(_("{date!r} is no date; write it like `Tue Sep/16 2025`.").format(date=content))
        month, day = _MONTHS.index(match["month"][:3]) + 1, int(match["day"])
        years = [int(match["year"])] if match["year"] else self._years(month, day)
        if not years:
            words = _("Write the year of {date!r}: the file names no season before it.")
            raise ValueError(words.format(date=content))
        possible = [found for year in years if (found := _day_of(year, month, day))]
        if not possible:
            raise ValueError(_("There is no {date!r} in {year}.").format(date=content, year=years[0]))
        result = next((each for each in possible if _fits(each, match["weekday"])), None)
        if result is None:
            raise ValueError(_contradiction(content, match["weekday"], possible[0]))
        if result.year not in _YEARS:
            words = _("{date!r} is in no season that anybody plays; correct the year.")
            raise ValueError(words.format(date=content))
        self._before = result
        return result

    def _years(self, month: int, day: int) -> list[int]:
        """The years that a date without one may be of, the likeliest first."""
        if self._before is not None:
            before = self._before
            around = [before.year, before.year + 1, before.year - 1]
            return sorted(around, key=lambda year: _distance(before, year, month, day))
        season = _SEASON.search(self.season)
        if season is None:
            return []
        first = int(season["year"])
        if not season["next"]:
            return [first]
        return [first + 1, first] if month < _SUMMER else [first, first + 1]


def _distance(before: date, year: int, month: int, day: int) -> timedelta:
    return abs((_day_of(year, month, day) or date(year, month, 28)) - before)


def _day_of(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _fits(day: date, weekday: str | None) -> bool:
    return weekday is None or _DAYS[day.weekday()] == weekday


def _contradiction(content: str, weekday: str, likeliest: date) -> str:
    """Both readings: the weekday may be wrong, or the year."""
    near = sorted(range(likeliest.year - 11, likeliest.year + 12), key=lambda year: abs(year - likeliest.year))
    others = (_day_of(year, likeliest.month, likeliest.day) for year in near)
    other = next((day for day in others if day and _fits(day, weekday)), None)
    values = {"date": content, "weekday": dateformat.format(likeliest, "l"), "year": likeliest.year}
    if other is None:
        words = _("{date!r} is a {weekday} in {year}. Correct the weekday, or write the year that is meant.")
        return words.format(**values)
    words = _(
        "{date!r} is a {weekday} in {year}, and a {other_weekday} in {other_year}. Correct the weekday, or write the "
        "year that is meant."
    )
    return words.format(**values, other_weekday=dateformat.format(other, "l"), other_year=other.year)
