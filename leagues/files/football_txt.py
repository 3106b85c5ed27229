"""Football.TXT, the format of openfootball: headings, dates, and one match a line. Pure.

    » League, Matchday 1
      Tue Sep/16 2025
        18.45  Athletic Club (ESP)     v Arsenal FC (ENG)         0-2 (0-0)
               Juventus FC (ITA)       v Galatasaray SK (TUR)     3-2 a.e.t. (3-0, 1-0)

In its other dialect the result stands between the sides, and a line may begin with its date:

    ▪ Quarter-finals
    Sat Jul 6 18:00   England   5-3 pen. 1-1 a.e.t. (1-1, 0-0)  Switzerland   @ Düsseldorf
        England:      Pickford - Walker, Stones, Konsa - Saka (Alexander-Arnold 46')
    [Sat Aug/31]
      FC Burnley              - FC Liverpool

A match without a time begins when the one above it does, up to the next date; one without a date above it, since its
heading, has none. A result can be absent, carry the score after extra time (`a.e.t.`) and of the penalties
(`4-3 pen.`), and scores at full time and half time in brackets. Goals stand in brackets on lines of their own; who
played follows `Side:`, up to an empty line. Lines with `|` say of groups and rounds what the matches say again.
"""

import re
from dataclasses import dataclass, field
from datetime import date, time

from django.utils.translation import gettext as _

from auctionsite.numbers.writing import grouped
from auctionsite.text.typed import clean_text
from leagues.files.external_ids import external_id_of
from leagues.files.football_dates import Calendar, split_date
from leagues.files.football_results import FootballTxtResult, parse_result, split_result
from leagues.files.limits import MOST_ROWS
from leagues.files.parse_errors import ParseError, Problems

_LONGEST_LINE = 500
_HEADING = re.compile(r"(?:Matchday|Round|Group|Quarter|Semi|Final)", re.IGNORECASE)
_GOALS = re.compile(r"[(\[].*|.*\d'.*")
_TIME = re.compile(r"(?P<hour>\d{1,2})[.:](?P<minute>\d{2})(?:\s+UTC(?P<offset>[+-]\d{1,2}))?\s+")
_VENUE = re.compile(r"\s+@\s.*")
_VERSUS = re.compile(r"\s+v\s+")
_RESULT = re.compile(r"\s+(?=\d+-\d+(?:\s|$|,)|\[[a-z])")
_NO_RESULT = re.compile(r"\s+-\s+")
_NUMBER = re.compile(r"\(\d{1,3}\)\s+")
_LINE_UP = re.compile(r"[^\W\d][^:;,'()]{1,40}:\s+\S")
_CLUB = re.compile(r"(?P<name>[^()]*[^()\s])(?:\s+\((?P<country>[A-Z]{3})\))?")


@dataclass(frozen=True, slots=True)
class Club:
    """A club as the file writes it; `country` is its three letters, empty where the file has none."""

    external_id: str
    name: str
    country: str


@dataclass(frozen=True, slots=True)
class Match:
    """One match. It begins `at` a local time, or one `utc_offset` hours ahead of UTC."""

    line: int
    round: str
    day: date | None
    at: time | None
    utc_offset: int | None
    home: Club
    away: Club
    result: FootballTxtResult


def parse_clubs(text: str) -> list[Club]:
    """All clubs that play in the file, in the order of their first match; dates don't matter to them.

    The whole file is read. Raises ParseError for every line that is none of the format's, for two clubs which would
    have the same id, and for a file without clubs.
    """
    reader = _Reader()
    reader.read(text)
    if reader.problems:
        raise ParseError(reader.problems)
    return list(reader.clubs.values())


def parse_matches(text: str, season: str = "") -> list[Match]:
    """All matches of the file, in its order. `season`, such as 2025/26, gives dates a year if the file names none.

    Raises ParseError for every wrong line, as `parse_clubs` does, and for every date that can't be.
    """
    problems: Problems = []
    matches = read_matches(text, season, problems)
    if problems:
        raise ParseError(sorted(problems))
    return matches


def read_matches(text: str, season: str, problems: Problems) -> list[Match]:
    """As `parse_matches`, but what is wrong with lines is added to `problems`, and the other matches are returned.

    Matches below a date that can't be are left out with it.
    """
    reader = _Reader(calendar=Calendar(season))
    reader.read(text)
    problems += reader.problems + reader.date_problems
    return reader.matches


@dataclass(frozen=True, slots=True)
class _Sides:
    """The parts of a match line, in either dialect."""

    clock: re.Match[str] | None
    names: tuple[str, ...]
    result: str

    @classmethod
    def read(cls, content: str, *, by_dash: bool) -> "_Sides | None":
        """Return the parts, or None if it is no match line; `by_dash`: `-` may stand where the result will."""
        clock = _TIME.match(content)
        match = _VENUE.sub("", content[clock.end() :] if clock else content)
        before, *after = _RESULT.split(match, maxsplit=1)
        if _VERSUS.search(before):
            return cls(clock, tuple(_VERSUS.split(before)), after[0] if after else "")
        if after and not _GOALS.match(match):
            result, away = split_result(after[0])
            return cls(clock, (before, away), result) if away else None
        if by_dash and not _GOALS.match(match) and len(names := _NO_RESULT.split(match)) == 2:
            return cls(clock, tuple(names), "")
        return None


@dataclass
class _Reader:
    """Goes through a file line by line and keeps what holds for the lines below: round, day and time."""

    calendar: Calendar = field(default_factory=Calendar)
    round: str = ""
    day: date | None = None
    at: time | None = None
    utc_offset: int | None = None
    in_line_up: bool = False
    is_dated: bool = True
    matches: list[Match] = field(default_factory=list)
    clubs: dict[str, Club] = field(default_factory=dict)
    problems: list[tuple[int, str]] = field(default_factory=list)
    date_problems: list[tuple[int, str]] = field(default_factory=list)

    def read(self, text: str) -> None:
        lines = text.lstrip("\ufeff").splitlines()
        if len(lines) > MOST_ROWS:
            words = _("A file has {most} lines at most; split it into parts.").format(most=grouped(MOST_ROWS))
            raise ParseError([(MOST_ROWS, words)])
        for number, line in enumerate(lines, start=1):
            content = line.split("#", 1)[0].strip()
            self.in_line_up = self.in_line_up and bool(content)
            try:
                if content:
                    self._line(number, content)
            except ValueError as error:
                self.problems.append((number, str(error)))
        if not self.clubs and not self.problems:
            words = _("There is no match in this file; a match line is `Arsenal FC (ENG) v PSV (NED) 2-0`.")
            self.problems.append((1, words))

    def _line(self, number: int, content: str) -> None:
        if len(content) > _LONGEST_LINE:
            words = _("This line has more than {most} characters; write one match a line.")
            raise ValueError(words.format(most=_LONGEST_LINE))
        if content[0] == "=":
            self.calendar.title(content)
        elif content[0] in "»▪" or (_HEADING.match(content) and not _VERSUS.search(content)):
            self._heading(content)
        elif _LINE_UP.match(content):
            self.in_line_up = True
        else:
            self._date_or_match(number, content)

    def _heading(self, content: str) -> None:
        self.in_line_up = False
        if "|" not in content:  # which says of a group who is in it, and of a round when it is
            self.round, self.day, self.at, self.is_dated = clean_text(content.lstrip("»▪ ")), None, None, True

    def _date_or_match(self, number: int, content: str) -> None:
        day, rest = split_date(_NUMBER.sub("", content, count=1))
        if day:
            self.in_line_up = False
            self._date(number, day)
        sides = _Sides.read(rest, by_dash=not self.in_line_up)
        if sides:
            self.in_line_up = False
            self._match(number, sides)
        elif rest and not self.in_line_up and not _GOALS.match(content):
            words = _("{line!r} is no heading, date or match; correct or remove the line.")
            raise ValueError(words.format(line=content))

    def _date(self, number: int, content: str) -> None:
        self.day, self.at, self.is_dated = None, None, True
        try:
            self.day = self.calendar.day(content)
        except ValueError as error:
            self.is_dated = False
            self.date_problems.append((number, str(error)))

    def _match(self, number: int, sides: "_Sides") -> None:
        if sides.clock:
            self._begins(sides.clock)
        result = parse_result(sides.result)
        if len(sides.names) != 2:
            raise ValueError(_("Write one match a line: two clubs with ` v ` between them."))
        home, away = (self._club(name) for name in sides.names)
        if home == away:
            raise ValueError(_("{club!r} can't play against itself.").format(club=home.name))
        if self.is_dated:
            self.matches.append(Match(number, self.round, self.day, self.at, self.utc_offset, home, away, result))

    def _begins(self, clock: re.Match[str]) -> None:
        hour, minute = int(clock["hour"]), int(clock["minute"])
        offset = int(clock["offset"]) if clock["offset"] else None
        if hour > 23 or minute > 59 or abs(offset or 0) > 14:
            words = _("There is no time {time}; write it like 18.45 or 18.45 UTC+2.")
            raise ValueError(words.format(time=clock[0].strip()))
        self.at, self.utc_offset = time(hour, minute), offset

    def _club(self, text: str) -> Club:
        """The club of one side, in the spelling of its first match. Raises ValueError with what to do."""
        match = _CLUB.fullmatch(clean_text(text))
        if not match:
            words = _("The club {club!r} can't be read; write it like `Arsenal FC (ENG)`.")
            raise ValueError(words.format(club=text.strip()))
        country = match["country"] or ""
        club = Club(external_id_of(match["name"], country), match["name"], country)
        same_id = self.clubs.setdefault(club.external_id, club)
        if same_id != club:
            words = _("{club!r} and {other!r} would be the same club; spell it in one way.")
            raise ValueError(words.format(club=club.name, other=same_id.name))
        return club
