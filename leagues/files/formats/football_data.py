"""Results as football-data.co.uk has them: a table of each league's season. Pure.

For some leagues it has one table of all seasons, with other columns, and for the matches to come one of all leagues.

Dates are written dd/mm/yy or dd/mm/yyyy, and times are those of the United Kingdom, whatever the league. There are no
rounds, so a fixture's id is made of league and sides; where two sides meet twice on one ground, as in Scotland, the
second match is called so.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leagues.files.external_ids import external_id_of
from leagues.files.formats.source import Format, SourceFile, table_of
from leagues.files.list_names import split_title
from leagues.files.parse_errors import ParseError
from leagues.files.tables import Table

_SEASON = ("Div", "Date", "HomeTeam", "AwayTeam", "FTHG", "FTAG")
_TO_COME = ("Div", "Date", "HomeTeam", "AwayTeam")
_SEASONS = ("Country", "League", "Season", "Date", "Home", "Away", "HG", "AG")
_NAMES = ("Div", "Season", "Date", "Time", "HomeTeam", "AwayTeam", "FTHG", "FTAG")
_NAMES_OF_SEASONS = ("League", "Season", "Date", "Time", "Home", "Away", "HG", "AG")
_LEAGUES_NAMED = 5
_COLUMNS = ("external_id", "kickoff", "home", "away", "home_score", "away_score", "status")
_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})")
_TIME = re.compile(r"(\d{1,2}):(\d{2})")
_LONDON = ZoneInfo("Europe/London")
_FIRST_YEAR = 1950
"""Two digits mean the year from 1950 to 2049: the oldest of these files are of the 1993/94 season."""


class _Match(NamedTuple):
    """A line with a match. `league` is what ids begin with, and `season` is empty where a file has one alone."""

    line: int
    league: str
    season: str
    date: str
    time: str
    home: str
    away: str
    home_score: str
    away_score: str


def _matches(source: SourceFile) -> Iterator[_Match]:
    """Go through the lines that have a match; the files end with lines of commas."""
    names = _NAMES_OF_SEASONS if source.has_columns(*_SEASONS) else _NAMES
    for row in source.table.rows:
        if any(row.values.values()):
            league, *others = (row.values.get(name, "") for name in names)
            country = row.values.get("Country", "")
            yield _Match(row.line, f"{country} {league}".strip() if names is _NAMES_OF_SEASONS else league, *others)


def _fixtures(source: SourceFile) -> Table:
    meetings: Counter[str] = Counter()

    def rows() -> Iterator[tuple[int, Mapping[str, str]]]:
        for match in _of_one_season(source):
            pair = external_id_of(match.league, match.season, match.home, match.away)
            meetings[pair] += 1
            yield (
                match.line,
                {
                    "external_id": pair if meetings[pair] == 1 else f"{pair}-{meetings[pair]}",
                    "kickoff": _kickoff(match.date, match.time),
                    "home": match.home,
                    "away": match.away,
                    "home_score": match.home_score,
                    "away_score": match.away_score,
                    "status": "finished" if match.home_score else "scheduled",
                },
            )

    return table_of(_COLUMNS, rows())


def _of_one_season(source: SourceFile) -> list[_Match]:
    """The matches of the season that is wanted, if the file has several. The others are one problem."""
    matches = list(_matches(source))
    _check_one_league(matches)
    seasons = list(dict.fromkeys(match.season for match in matches))
    if len(seasons) < 2:
        return matches
    wanted = [season for season in seasons if split_title(season)[1] == split_title(source.season)[1] != ""]
    if not wanted:
        words = _("This file has {number} seasons, from {first} to {last}. Keep the lines of this competition's.")
        raise ParseError([(1, words.format(number=len(seasons), first=seasons[0], last=seasons[-1]))])
    others = [match.line for match in matches if match.season not in wanted]
    more = len(others) - 1
    words = (
        ngettext(
            "This line and {number} other are of another season than {season}, and left out.",
            "This line and {number} others are of another season than {season}, and left out.",
            more,
        )
        if more
        else _("This line is of another season than {season}, and left out.")
    )
    source.problems.append((others[0], words.format(number=more, season=wanted[0])))
    return [match for match in matches if match.season in wanted]


def _check_one_league(matches: Sequence[_Match]) -> None:
    """Raises ParseError for a file of several leagues, such as that of all matches to come."""
    leagues = sorted({each.league for each in matches})
    if len(leagues) > 1:
        known = ", ".join(leagues[:_LEAGUES_NAMED]) + (", …" if len(leagues) > _LEAGUES_NAMED else "")
        words = _("This file has {number} leagues: {leagues}. Keep the lines of one.")
        raise ParseError([(1, words.format(number=len(leagues), leagues=known))])


def _kickoff(date: str, time: str) -> str:
    """The day and the time, if there is one, as our own tables have them; what can't be read stays as it is."""
    day, at = _DATE.fullmatch(date), _TIME.fullmatch(time)
    if day is None:
        return date
    year = int(day[3]) if len(day[3]) == 4 else (int(day[3]) - _FIRST_YEAR) % 100 + _FIRST_YEAR
    written = f"{year:04}-{int(day[2]):02}-{int(day[1]):02}"
    if at is None:
        return f"{written}T{time}" if time else written
    try:
        begins = datetime.fromisoformat(f"{written}T{int(at[1]):02}:{at[2]}").replace(tzinfo=_LONDON)
    except ValueError:
        return f"{written}T{time}"
    return begins.isoformat()


def _clubs(source: SourceFile) -> Table:
    clubs: dict[str, int] = {}
    for match in _matches(source):
        for name in (match.home, match.away):
            clubs.setdefault(name, match.line)
    return table_of(("name",), ((line, {"name": name}) for name, line in clubs.items()))


_NAME = "football-data.co.uk"
FIXTURES = Format(_NAME, _fixtures, _SEASON)
TO_COME = Format(f"{_NAME}, fixtures.csv", _fixtures, _TO_COME)
SEASONS = Format(f"{_NAME}, all seasons of a league", _fixtures, _SEASONS)
CLUBS = Format(_NAME, _clubs, _SEASON)
