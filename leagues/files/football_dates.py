"""Dates of Football.TXT, most of which leave out the year. Pure."""

import re
from dataclasses import dataclass
from datetime import date

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DATE = re.compile(
    r"\[?(?:(?P<weekday>Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*\.?\s+)?"
    r"(?P<month>[A-Z][a-z]{2,8})[/ ](?P<day>\d{1,2})(?:\s+(?P<year>\d{4}))?\]?"
)
_SEASON = re.compile(r"\b(?P<year>(?:19|20)\d{2})(?P<next>[/-]\d{2,4})?\b")
_YEARS = (1850, 2200)
_SUMMER = 7  # seasons that are named by two years begin in July at the earliest


def is_date(content: str) -> bool:
    """True if a line is a date and nothing else: `Tue Sep/16 2025`, `[Sat May 30]`."""
    found = _DATE.fullmatch(content)
    return bool(found and found["month"][:3].lower() in _MONTHS)


@dataclass
class Calendar:
    """Gives dates their year: from the first date that has one, else from the season in the title or `season`."""

    season: str = ""
    _start: tuple[int, int] | None = None

    def title(self, text: str) -> None:
        """A title such as `UEFA Champions League 2025/26` says the season."""
        self.season = text if _SEASON.search(text) else self.season

    def day(self, content: str) -> date:
        """The day of a date line. Raises ValueError with what to do."""
        match = _DATE.fullmatch(content)
        if match is None:
            raise ValueError(f"{content!r} is no date; write it like `Tue Sep/16 2025`.")
        month, day = _MONTHS.index(match["month"][:3].lower()) + 1, int(match["day"])
        year = int(match["year"]) if match["year"] else self._year_of(month)
        if year is None:
            raise ValueError(f"Write the year of {content!r}: the file names no season before it.")
        try:
            result = date(year, month, day)
        except ValueError:
            raise ValueError(f"There is no {content!r} in {year}.") from None
        if not _YEARS[0] <= year <= _YEARS[1]:
            raise ValueError(f"{content!r} is in no season that anybody plays; correct the year.")
        if match["weekday"] and _DAYS[result.weekday()] != match["weekday"]:
            name = f"{result:%A}"
            raise ValueError(f"{content!r} is a {name} in {year}; correct it, or write the year that is meant.")
        self._start = self._start or (year, month)
        return result

    def _year_of(self, month: int) -> int | None:
        """The year of a month: a season goes on from where it started, into the next year."""
        if self._start is not None:
            year, first = self._start
            return year if month >= first else year + 1
        season = _SEASON.search(self.season)
        if season is None:
            return None
        return int(season["year"]) + bool(season["next"] and month < _SUMMER)
