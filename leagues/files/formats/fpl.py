"""The Fantasy Premier League's files: its API's players, fixtures and teams, and gameweeks. Pure.

The API names teams by number, so its players and fixtures need `teams.csv`; `with_team_names` joins the two before
anything else. Files that others prepared have the names already.
"""

import csv
import io
from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from leagues.files.formats.source import Format, SourceFile, renamed, table_of, with_figures
from leagues.files.parse_errors import ParseError
from leagues.files.tables import Table, TableRow, write_table

NAMES_MISSING = gettext_noop("This file names teams by number. Choose teams.csv together with it.")
_TEAMS = ("id", "name", "short_name", "strength")
_API_FIXTURES = ("id", "event", "kickoff_time", "team_h", "team_a", "team_h_score", "team_a_score", "finished")
_API_PLAYERS = ("id", "first_name", "second_name", "web_name", "element_type", "team")
_JOINED = {_API_FIXTURES: {"team_h": "home", "team_a": "away"}, _API_PLAYERS: {"team": "club"}}
"""The columns with a team's number, and what the column with its name is called after the join, by the file's kind."""
_POSITIONS = {"1": "GK", "2": "DEF", "3": "MID", "4": "FWD", "5": "AM", "GKP": "GK"}
_MANAGER = "AM"
_MANAGER_STATISTICS = (
    "mng_clean_sheets", "mng_draw", "mng_goals_scored", "mng_loss", "mng_underdog_draw", "mng_underdog_win", "mng_win",
)  # fmt: skip
"""Those that the season 2024/25 got in its middle, between `minutes` and `modified`."""
_TELLING = ("round", "GW", "modified", "was_home")
_FIXTURES = {
    "id": "external_id",
    "gameweek": "round",
    "kickoff_time": "kickoff",
    "home": "home",
    "away": "away",
    "home_goals": "home_score",
    "away_goals": "away_score",
    "finished": "status",
}
_PLAYERS = {"id": "external_id", "full_name": "name", "team": "club", "position": "position"}
_WHO = {"fixture": "fixture", "element": "asset", "name": "name", "position": "position"}


def is_teams(source: SourceFile) -> bool:
    """True for the file that says which team each number is."""
    return source.has_columns(*_TEAMS)


def with_team_names(source: SourceFile, teams: SourceFile) -> str | None:
    """Return the text of a file with a column more for each number of a team: its name. None if it needs no teams.

    Raises ParseError for a number that `teams` doesn't have.
    """
    names = {row.values["id"]: row.values["name"] for row in teams.table.rows}
    return _joined(source, names, _("{file} has no team {number!r}."), teams.name)


def with_known_names(source: SourceFile, names: Mapping[str, str]) -> str | None:
    """Return the text of a file that lacks the names of its teams with those that are known, by their numbers.

    None if it lacks none, or none is known. Raises ParseError for a number that isn't known.
    """
    lacks = any(source.has_columns(*kind) and not source.has_columns(*_JOINED[kind].values()) for kind in _JOINED)
    words = _("The teams.csv that came before has no team {number!r}.")
    return _joined(source, names, words) if lacks and names else None


def names_in(source: SourceFile) -> dict[str, str]:
    """Return the names of teams that a file says beside their numbers; none of other files."""
    kind = next((each for each in _JOINED if source.has_columns(*each, *_JOINED[each].values())), None)
    pairs = _JOINED[kind].items() if kind else ()
    return {row.values[number]: row.values[name] for row in source.table.rows for number, name in pairs}


def _joined(source: SourceFile, names: Mapping[str, str], words: str, file: str = "") -> str | None:
    """The text with the names; `words` are said of a number that none has."""
    kind = next((each for each in _JOINED if source.has_columns(*each)), None)
    if kind is None:
        return None
    unknown = {
        row.values[column]: row.line
        for row in source.table.rows
        for column in _JOINED[kind]
        if row.values[column] not in names
    }
    if unknown:
        raise ParseError([(line, words.format(file=file, number=number[:20])) for number, line in unknown.items()])
    joined = _JOINED[kind]
    columns = (*(each for each in source.table.columns if each not in joined.values()), *joined.values())
    rows = (
        TableRow(row.line, row.values | {name: names[row.values[number]] for number, name in joined.items()})
        for row in source.table.rows
    )
    return write_table(Table(columns, tuple(rows)))


def _api_fixtures(source: SourceFile) -> Table:
    _require_names(source, "home", "away")
    theirs = {
        "id": "external_id", "event": "round", "kickoff_time": "kickoff", "home": "home", "away": "away",
        "team_h_score": "home_score", "team_a_score": "away_score", "finished": "status",
    }  # fmt: skip
    return _by_gameweek(renamed(theirs)(source))


def _fixtures(source: SourceFile) -> Table:
    return _by_gameweek(renamed(_FIXTURES)(source))


def _by_gameweek(table: Table) -> Table:
    """The table with rounds called by what their numbers are."""
    rows = ((row.line, row.values | {"round": _gameweek(row.values["round"])}) for row in table.rows)
    return table_of(table.columns, rows)


def _gameweek(text: str) -> str:
    number = text.removesuffix(".0")  # as those who load the API's files with pandas write it
    return f"Gameweek {number}" if number.isdecimal() else number


def _api_players(source: SourceFile) -> Table:
    """Players by their `code`, which stays for good; gameweeks call them by their `id`, which is new each season."""
    _require_names(source, "club")
    ids = {"external_id": "code", "file_id": "id"} if source.has_columns("code") else {"external_id": "id"}

    def players() -> Iterator[tuple[int, Mapping[str, str]]]:
        for row in source.table.rows:
            name = f"{row.values['first_name']} {row.values['second_name']}".strip() or row.values["web_name"]
            position = _position(row.values["element_type"])
            if position == _MANAGER:
                source.problems.append((row.line, _no_player(name)))
            else:
                yield (
                    row.line,
                    {ours: row.values[theirs] for ours, theirs in ids.items()}
                    | {"name": name, "position": position, "club": row.values["club"]},
                )

    return table_of((*ids, "name", "position", "club"), players())


def _gameweek_scores(source: SourceFile) -> Table:
    """The statistics by their own names, which our sport has too; what it doesn't keep is passed over."""
    table = with_figures(_WHO)(SourceFile(source.name, _of_one_width(source), source.problems))

    def scores() -> Iterator[tuple[int, Mapping[str, str]]]:
        for row in table.rows:
            position = _position(row.values.get("position", ""))
            if position == _MANAGER:
                source.problems.append((row.line, _no_player(row.values.get("name", ""))))
            else:
                yield row.line, row.values | {"position": position}

    return table_of(tuple(dict.fromkeys((*table.columns, "position"))), scores())


def _of_one_width(source: SourceFile) -> str:
    """The text of a season in one file, its lines as wide as its header says.

    `merged_gw.csv` of 2024/25 has the header of its first week, and from week 23 on lines with the statistics of
    assistant managers in their middle. Only a line that makes sense without them loses them.
    """
    if _MANAGER_STATISTICS[0] in source.columns or not {*_TELLING} <= {*source.columns}:
        return source.text
    at = source.columns.index("modified")
    before, after = slice(0, at), slice(at + len(_MANAGER_STATISTICS), None)

    def of_one_width(line: str) -> str:
        try:
            values = next(csv.reader([line]), [])
        except csv.Error:
            return line  # which the reader of the table refuses
        fitting = values[before] + values[after]
        if len(fitting) < len(source.columns) or not _makes_sense(source.columns, fitting):
            return line
        written = io.StringIO()
        csv.writer(written, lineterminator="\n").writerow(fitting)
        return written.getvalue()

    return "".join(of_one_width(line) for line in source.text.splitlines(keepends=True))


def _makes_sense(columns: tuple[str, ...], values: list[str]) -> bool:
    """True if a week is the same in both of its columns, and what is true or false is that."""
    week, week_again, *flags = (values[columns.index(name)] for name in _TELLING)
    return week == week_again and {*flags} <= {"True", "False"}


def _require_names(source: SourceFile, *columns: str) -> None:
    if not source.has_columns(*columns):
        raise ParseError([(1, _(NAMES_MISSING))])


def _position(text: str) -> str:
    return _POSITIONS.get(text, text)


def _no_player(name: str) -> str:
    if not name:
        return _("This is an assistant manager (AM) and no player; leave the line out.")
    return _("{name} is an assistant manager (AM) and no player; leave the line out.").format(name=name)


_NAME = "Fantasy Premier League"
API_PLAYERS = Format(f"{_NAME}, players_raw.csv", _api_players, _API_PLAYERS)
PLAYERS = Format(f"{_NAME}, players.csv", renamed(_PLAYERS), tuple(_PLAYERS))
CLUBS = Format(f"{_NAME}, teams.csv", renamed({"name": "name"}), _TEAMS)
API_FIXTURES = Format(f"{_NAME}, API's fixtures.csv", _api_fixtures, _API_FIXTURES)
FIXTURES = Format(f"{_NAME}, fixtures.csv", _fixtures, tuple(_FIXTURES))
SCORES = Format(f"{_NAME}, gameweek", _gameweek_scores, ("element", "fixture", "total_points"))
