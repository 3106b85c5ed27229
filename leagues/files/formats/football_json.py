"""football.json, openfootball's matches as JSON, in its two dialects. Pure.

    {"name": "Premier League 2025/26", "matches": [
      {"round": "Matchday 1", "date": "2025-08-15", "time": "20:00",
       "team1": "Liverpool FC", "team2": "AFC Bournemouth", "score": {"ht": [1, 0], "ft": [4, 2]}}]}

The older one has `rounds` with `matches` in them, a side as an object with `name`, and scores as `score1`, `score2`,
`score1et` and `score1p`. A fixture's id is made as that of Football.TXT, so that both files speak of the same matches.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from leagues.files.external_ids import external_id_of
from leagues.files.formats.json_shapes import WrongShape, as_list, as_object, as_text
from leagues.files.formats.source import Format, SourceFile, table_of
from leagues.files.tables import Table

_SIDE = re.compile(r"(?P<name>.*\S)\s+\((?P<country>[A-Z]{3})\)")
_TIME = re.compile(r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:\s*UTC(?:(?P<sign>[+-])(?P<offset>\d{1,2}))?)?")
_KINDS = (("score", "ft", ""), ("extra", "et", "et"), ("penalties", "p", "p"))
"""Our word for a score, that of the newer dialect, and what the older one puts behind `score1`."""
_STATUSES = {"postponed": "postponed", "abandoned": "postponed", "cancelled": "cancelled", "canceled": "cancelled"}
_COLUMNS = (
    "external_id", "round", "kickoff", "home", "away", "status", *(f"{side}_{kind}" for kind, *_ in _KINDS
    for side in ("home", "away")),
)  # fmt: skip


class _Club(NamedTuple):
    name: str
    country: str

    @property
    def external_id(self) -> str:
        return external_id_of(self.name, self.country)


def is_football_json(data: Any) -> bool:
    """True for an object with matches, or with rounds that have some, of two sides each."""
    match = next((match for _, match in _matches(data)), None)
    return isinstance(match, dict) and {"team1", "team2"} <= match.keys()


def _matches(data: Any) -> Iterator[tuple[Any, Any]]:
    """Go through the matches, each with the name of the round it stands in, in the newer dialect None."""
    if not isinstance(data, dict):
        return
    for match in data["matches"] if isinstance(data.get("matches"), list) else ():
        yield None, match
    for part in data["rounds"] if isinstance(data.get("rounds"), list) else ():
        if isinstance(part, dict) and isinstance(part.get("matches"), list):
            for match in part["matches"]:
                yield part.get("name"), match


def _read(source: SourceFile) -> Iterator[tuple[int, Mapping[str, Any], Any]]:
    """Go through the matches that are objects, with their numbers from 1 and the rounds they stand in."""
    for number, (part, each) in enumerate(_matches(source.json), start=1):
        try:
            yield number, as_object(each, pgettext_lazy("part of a file", "it")), part
        except WrongShape as error:
            source.problems.append((number, _sentence(error)))


def _fixtures(source: SourceFile) -> Table:
    def rows() -> Iterator[tuple[int, Mapping[str, str]]]:
        for number, match, part in _read(source):
            try:
                yield number, _fixture(match, part)
            except WrongShape as error:
                source.problems.append((number, _sentence(error)))

    return table_of(_COLUMNS, rows())


def _clubs(source: SourceFile) -> Table:
    clubs: dict[_Club, int] = {}
    for number, match, _part in _read(source):
        try:
            for name in ("team1", "team2"):
                clubs.setdefault(_club(match, name), number)
        except WrongShape as error:
            source.problems.append((number, _sentence(error)))
    rows = ((number, {"name": club.name, "country": club.country}) for club, number in clubs.items())
    return table_of(("name", "country"), rows)


def _sentence(error: WrongShape) -> str:
    return _("Match: {error}; write it as football.json does.").format(error=error)


def _fixture(match: Mapping[str, Any], part: Any) -> dict[str, str]:
    """The cells of a match. Raises WrongShape."""
    home, away = _club(match, "team1"), _club(match, "team2")
    name = as_text(match.get("round") if part is None else part, "round")
    scores = _scores(match)
    note = as_text(match.get("status"), "status").lower()
    return {
        "external_id": external_id_of(name, home.external_id, away.external_id),
        "round": name,
        "kickoff": _kickoff(as_text(match.get("date"), "date"), as_text(match.get("time"), "time")),
        "home": home.name,
        "away": away.name,
        "status": _STATUSES.get(note, "finished" if scores else "scheduled"),
    } | ({} if note in _STATUSES else scores)


def _club(match: Mapping[str, Any], name: str) -> _Club:
    side = match.get(name)
    text = as_text(side.get("name") if isinstance(side, dict) else side, name)
    found = _SIDE.fullmatch(text)
    return _Club(found["name"], found["country"]) if found else _Club(text, "")


def _kickoff(day: str, at: str) -> str:
    """The day, and the time where the file knows it: one of the competition's zone, or with hours ahead of UTC."""
    time = _TIME.fullmatch(at)
    if not at or not day:
        return day
    if time is None:
        raise WrongShape(_("{time!r} is no time such as 20:00 or 20:00 UTC+2").format(time=at[:20]))
    zone = f"{time['sign']}{int(time['offset']):02}:00" if time["offset"] else "+00:00" if "UTC" in at else ""
    return f"{day}T{int(time['hour']):02}:{time['minute']}{zone}"


def _scores(match: Mapping[str, Any]) -> dict[str, str]:
    """The scores that a match has, in either dialect."""
    written = match.get("score")
    if isinstance(written, list):
        written = {"ft": written}
    newer = as_object(written, "score") if written is not None else {}
    cells: dict[str, str] = {}
    for ours, theirs, older in _KINDS:
        pair = as_list(newer.get(theirs), f"score.{theirs}") or [match.get(f"score{side}{older}") for side in (1, 2)]
        texts = [as_text(each, f"score.{theirs}") for each in pair]
        if len(texts) != 2:
            raise WrongShape(_("{name} has no two numbers").format(name=f"score.{theirs}"))
        if any(texts):
            cells |= {f"home_{ours}": texts[0], f"away_{ours}": texts[1]}
    return cells


FIXTURES = Format("football.json", _fixtures, in_json=is_football_json)
CLUBS = Format("football.json", _clubs, in_json=is_football_json)
