"""Results as football-data.co.uk has them: a table of each league's season. Pure.

Dates are written dd/mm/yy or dd/mm/yyyy, and times are those of the United Kingdom, whatever the league. There are no
rounds, so a fixture's id is made of league and sides; where two sides meet twice on one ground, as in Scotland, the
second match is called so.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from leagues.files.external_ids import external_id_of
from leagues.files.formats.source import Format, SourceFile, table_of
from leagues.files.tables import Table, TableRow

_NEEDED = ("Div", "Date", "HomeTeam", "AwayTeam", "FTHG", "FTAG")
_COLUMNS = ("external_id", "kickoff", "home", "away", "home_score", "away_score", "status")
_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})")
_TIME = re.compile(r"(\d{1,2}):(\d{2})")
_LONDON = ZoneInfo("Europe/London")
_FIRST_YEAR = 1950
"""Two digits mean the year from 1950 to 2049: the oldest of these files are of the 1993/94 season."""


def _matches(source: SourceFile) -> Iterator[TableRow]:
    """Go through the lines that have a match; the files end with lines of commas."""
    return (row for row in source.table.rows if any(row.values.values()))


def _fixtures(source: SourceFile) -> Table:
    meetings: Counter[str] = Counter()

    def rows() -> Iterator[tuple[int, Mapping[str, str]]]:
        for row in _matches(source):
            values = row.values
            pair = external_id_of(values["Div"], values["HomeTeam"], values["AwayTeam"])
            meetings[pair] += 1
            yield (
                row.line,
                {
                    "external_id": pair if meetings[pair] == 1 else f"{pair}-{meetings[pair]}",
                    "kickoff": _kickoff(values["Date"], values.get("Time", "")),
                    "home": values["HomeTeam"],
                    "away": values["AwayTeam"],
                    "home_score": values["FTHG"],
                    "away_score": values["FTAG"],
                    "status": "finished" if values["FTHG"] else "scheduled",
                },
            )

    return table_of(_COLUMNS, rows())


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
    for row in _matches(source):
        for column in ("HomeTeam", "AwayTeam"):
            clubs.setdefault(row.values[column], row.line)
    return table_of(("name",), ((line, {"name": name}) for name, line in clubs.items()))


FIXTURES = Format("football-data.co.uk", _fixtures, _NEEDED)
CLUBS = Format("football-data.co.uk", _clubs, _NEEDED)
