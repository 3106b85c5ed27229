"""Cricsheet's matches as JSON: one match a file, or several in a list. Pure.

The id of a match is the name of its file, such as 1527674.json. It isn't in the file, so a list says it beside each.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from leagues.files.external_ids import external_id_of
from leagues.files.formats.cricsheet_figures import figures_of
from leagues.files.formats.json_shapes import WrongShape, as_list, as_object, as_text
from leagues.files.formats.source import Format, SourceFile, table_of
from leagues.files.tables import Table

MATCH_ID = "id"
"""The name that a match's id has in a list."""
_FILE_ID = re.compile(r"(?:[a-z]{1,3}_)?\d{3,12}(?= |$)")  # browsers call the same file once more `1527674 (1)`
_STATISTICS = (
    "runs", "balls_faced", "fours", "sixes", "dismissed", "balls_bowled", "maidens", "runs_conceded", "wickets",
    "catches", "stumpings", "run_outs",
)  # fmt: skip


def is_cricsheet(data: Any) -> bool:
    """True for a match, or a list of some."""
    first = data[0] if isinstance(data, list) and data else data
    return isinstance(first, dict) and isinstance(first.get("info"), dict) and "teams" in first["info"]


def id_of_file(source: SourceFile) -> str:
    """Return the id that a file's name says; empty if it was given another name."""
    found = _FILE_ID.match(source.stem)
    return found[0] if found else ""


class _Match:
    """A match with its id, day and sides. Raises WrongShape for what is none."""

    def __init__(self, data: Any, file_id: str) -> None:
        self.data = as_object(data, pgettext_lazy("part of a file", "a match"))
        self.info = as_object(self.data.get("info"), "info")
        self.home, self.away = self._teams()
        self.day = as_text(next(iter(as_list(self.info.get("dates"), "info.dates")), ""), "info.dates")
        own_id = as_text(self.data.get(MATCH_ID), MATCH_ID) or file_id
        self.id = own_id or external_id_of(self.day, self.home, self.away)

    def _teams(self) -> tuple[str, str]:
        teams = [as_text(each, "info.teams") for each in as_list(self.info.get("teams"), "info.teams")]
        if len(teams) != 2:
            raise WrongShape(_("info.teams names no two sides"))
        return teams[0], teams[1]

    def person(self, name: str) -> str:
        """Return the id of somebody, by which Cricsheet tells two of one name apart; empty if it has none."""
        registry = as_object(self.info.get("registry") or {}, "info.registry")
        return as_text(
            as_object(registry.get("people") or {}, "info.registry.people").get(name),
            pgettext_lazy("part of a file", "a person's id"),
        )

    def players(self) -> Iterator[tuple[str, str]]:
        """Go through the players of both sides, each with the side."""
        for side, names in as_object(self.info.get("players") or {}, "info.players").items():
            yield from (
                (
                    as_text(name, pgettext_lazy("part of a file", "a player")),
                    as_text(side, pgettext_lazy("part of a file", "a side")),
                )
                for name in as_list(names, pgettext_lazy("part of a file", "a side"))
            )

    def winner(self) -> str:
        """Return the side that won, if need be in a super over; `draw` for a tie; empty where there was no result."""
        outcome = as_object(self.info.get("outcome") or {}, "info.outcome")
        decided = (as_text(outcome.get(name), f"info.outcome.{name}") for name in ("winner", "eliminator", "bowl_out"))
        return next(filter(None, decided), "draw" if outcome.get("result") in {"tie", "draw"} else "")


def _matches(source: SourceFile) -> Iterator[tuple[int, _Match]]:
    """Go through the matches with their numbers from 1; what is wrong with one is added to the source's problems."""
    is_list = isinstance(source.json, list)
    for number, each in enumerate(source.json if is_list else [source.json], start=1):
        try:
            yield number, _Match(each, "" if is_list else id_of_file(source))
        except WrongShape as error:
            source.problems.append((number, _sentence(error)))


def _sentence(error: WrongShape) -> str:
    return _("Match: {error}, as it is in files of cricsheet.org; download it anew.").format(error=error)


def _fixtures(source: SourceFile) -> Table:
    def rows() -> Iterator[tuple[int, Mapping[str, str]]]:
        for number, match in _matches(source):
            try:
                cells = {"external_id": match.id, "kickoff": match.day, "home": match.home, "away": match.away}
                yield number, cells | {"status": "finished", "winner": match.winner()}
            except WrongShape as error:
                source.problems.append((number, _sentence(error)))

    return table_of(("external_id", "kickoff", "home", "away", "status", "winner"), rows())


def _players(source: SourceFile) -> Table:
    """Everybody who was in a side, with the side of the last match."""
    players: dict[tuple[str, str], tuple[int, str]] = {}
    for number, match in _matches(source):
        try:
            players |= {(match.person(name), name): (number, side) for name, side in match.players()}
        except WrongShape as error:
            source.problems.append((number, _sentence(error)))
    rows = (
        (number, {"external_id": person, "name": name, "club": side})
        for (person, name), (number, side) in players.items()
    )
    return table_of(("external_id", "name", "club"), rows)


def _scores(source: SourceFile) -> Table:
    """A row for each player and match, counted from 1."""
    cells: list[dict[str, str]] = []
    for number, match in _matches(source):
        try:
            cells += [
                {"fixture": match.id, "asset": match.person(name), "name": name}
                | {key: str(figures[key]) for key in _STATISTICS}
                for name, figures in figures_of(match.data).items()
            ]
        except WrongShape as error:
            source.problems.append((number, _sentence(error)))
    return table_of(("fixture", "asset", "name", *_STATISTICS), enumerate(cells, start=1))


_NAME = "Cricsheet, JSON"
PLAYERS = Format(_NAME, _players, in_json=is_cricsheet)
MATCHES = Format(_NAME, _fixtures, in_json=is_cricsheet)
SCORES = Format(_NAME, _scores, in_json=is_cricsheet)
