"""Football.TXT, the format of openfootball: headings, dates, and one match a line. Pure.

    » League, Matchday 1
      Tue Sep/16 2025
        18.45  Athletic Club (ESP)     v Arsenal FC (ENG)         0-2 (0-0)
               Juventus FC (ITA)       v Galatasaray SK (TUR)     3-2 a.e.t. (3-0, 1-0)

A result can be absent, carry the score after extra time (`a.e.t.`) and of the penalties (`4-3 pen.`), and scores at
half time and full time in brackets. Goals stand in brackets on lines of their own.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from leagues.external_ids import external_id_of
from leagues.parsing import ParseError

_HEADING = re.compile(r"(?:Matchday|Round|Group|Quarter|Semi|Final)", re.IGNORECASE)
_DATE = re.compile(r"\[?(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*\.?\s+)?[A-Z][a-z]{2,8}[/ ]\d{1,2}(?:\s+\d{4})?\]?")
_GOALS = re.compile(r"[(\[].*|.*\d'.*")
_TIME = re.compile(r"\d{1,2}[.:]\d{2}(?:\s+UTC[+-]\d{1,2})?\s+")
_VENUE = re.compile(r"\s+@\s.*")
_VERSUS = re.compile(r"\s+v\s+")
_RESULT_AT_END = re.compile(r"\s+(?=\d+-\d+(?:\s|$|,)|\[[a-z])")
_SCORE = r"\d+-\d+"
_RESULT = re.compile(
    rf"(?:{_SCORE}|\({_SCORE}(?:,\s*{_SCORE})*\)|,|a\.?e\.?t\.?|pen\.?|\[(?:awarded|abandoned|cancelled|postponed)\]|\s)*"
)
_CLUB = re.compile(r"(?P<name>[^()]*[^()\s])(?:\s+\((?P<country>[A-Z]{3})\))?")


@dataclass(frozen=True, slots=True)
class Club:
    """A club as the file writes it; `country` is its three letters, empty where the file has none."""

    external_id: str
    name: str
    country: str


class _Side(NamedTuple):
    line: int
    name: str
    country: str


def parse_clubs(text: str) -> list[Club]:
    """All clubs that play in the file, in the order of their first match.

    The whole file is read. Raises ParseError for every line that is none of the format's, for two clubs which would
    have the same id, and for a file without clubs.
    """
    clubs: dict[str, Club] = {}
    problems: list[tuple[int, str]] = []
    for side in _sides(text, problems):
        club = Club(external_id_of(side.name, side.country), side.name, side.country)
        if not club.external_id:
            problems.append((side.line, f"Write {club.name!r} in Latin letters: its id is made of them."))
        elif clubs.setdefault(club.external_id, club) != club:
            other = clubs[club.external_id].name
            problems.append((side.line, f"{club.name!r} and {other!r} would be the same club; spell it in one way."))
    if not clubs and not problems:
        problems.append((1, "There is no match in this file; a match line is `Arsenal FC (ENG) v PSV (NED) 2-0`."))
    if problems:
        raise ParseError(problems)
    return list(clubs.values())


def _sides(text: str, problems: list[tuple[int, str]]) -> Iterator[_Side]:
    """Both clubs of every match line; what can't be read is added to `problems`."""
    for number, line in enumerate(text.lstrip("\ufeff").splitlines(), start=1):
        content = line.split("#", 1)[0].strip()
        if not content or content[0] in "=»▪":
            continue
        try:
            if _VERSUS.search(content):
                yield from (_Side(number, *side) for side in _match(content))
            elif not any(kind.match(content) for kind in (_HEADING, _GOALS)) and not _DATE.fullmatch(content):
                raise ValueError(f"{content!r} is no heading, date or match; correct or remove the line.")
        except ValueError as error:
            problems.append((number, str(error)))


def _match(content: str) -> list[tuple[str, str]]:
    """Name and country of the two clubs of a match line. Raises ValueError with what to do."""
    timeless = _VENUE.sub("", _TIME.sub("", content, count=1) if _TIME.match(content) else content)
    clubs, *result = _RESULT_AT_END.split(timeless, maxsplit=1)
    if result and not _RESULT.fullmatch(result[0]):
        raise ValueError(
            f"The result {result[0]!r} can't be read; write it like `2-1 (1-0)` or `3-2 a.e.t. (2-2, 1-0)`."
        )
    sides = _VERSUS.split(clubs)
    if len(sides) != 2:
        raise ValueError("Write one match a line: two clubs with ` v ` between them.")
    return [_club(side) for side in sides]


def _club(text: str) -> tuple[str, str]:
    found = _CLUB.fullmatch(text.strip())
    if not found:
        raise ValueError(f"The club {text.strip()!r} can't be read; write it like `Arsenal FC (ENG)`.")
    return found["name"], found["country"] or ""
