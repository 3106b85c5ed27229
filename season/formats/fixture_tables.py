"""Fixtures out of tables: our own columns, and which of ours those of others are."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from typing import Any

from leagues.files.tables import Problems, Row, read_table, unknown_columns, whole_number
from season.formats.fixtures import SCORES, FixtureRow, Side, kickoff, with_winner

STATUSES = ("scheduled", "live", "finished", "postponed", "cancelled")
COLUMNS = ("external_id", "round", "kickoff", "home", "away", "status", *SCORES, "winner")
_NEEDED = ("external_id", "home", "away")
_LONGEST = {"external_id": 200, "round": 80, "home": 120, "away": 120}
_MOST_GOALS, _MOST_ROUNDS = 99, 999
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class FixtureFormat:
    """Which column of ours each of theirs is, empty for none; and what they call a round that is a number."""

    columns: Mapping[str, str]
    round_word: str = "Round"


OWN = FixtureFormat({name: name for name in COLUMNS})
FOREIGN: dict[str, FixtureFormat] = {
    "Fantasy Premier League, fixtures.csv": FixtureFormat(
        {
            "id": "external_id",
            "gameweek": "round",
            "kickoff_time": "kickoff",
            "home": "home",
            "away": "away",
            "home_goals": "home_score",
            "away_goals": "away_score",
            "finished": "status",
        },
        round_word="Gameweek",
    ),
    "Cricsheet, reduced to matches.csv": FixtureFormat(
        {"match_id": "external_id", "date": "kickoff", "home": "home", "away": "away", "venue": "", "winner": "winner"}
    ),
}
"""Files of others, known by exactly these columns."""


class _Wrong(ValueError):
    """What is wrong with a cell, and what to do."""


def parse_table(text: str, zone: tzinfo, problems: Problems) -> list[FixtureRow]:
    """The fixtures of a table; what is wrong with lines is added to `problems`."""
    table = read_table(text, problems)
    layout = next((each for each in FOREIGN.values() if {*each.columns} == {*table.columns}), OWN)
    header = unknown_columns(table, layout.columns)
    missing = [name for name in _NEEDED if layout is OWN and name not in table.columns]
    header += [(1, f"There must be a column {name!r}.") for name in missing]
    problems += header
    return [] if header else [row for each in table.rows if (row := _row(each, layout, zone, problems))]


def _row(row: Row, layout: FixtureFormat, zone: tzinfo, problems: Problems) -> FixtureRow | None:
    texts = {layout.columns[name]: text for name, text in row.values.items() if layout.columns[name]}
    wrong = [f"Give {name}." for name in _NEEDED if not texts[name]]
    too_long = [(name, most) for name, most in _LONGEST.items() if len(texts.get(name, "")) > most]
    wrong += [f"Shorten {name} to {most} characters." for name, most in too_long]
    if texts["home"] and texts["home"] == texts["away"]:
        wrong.append(f"{texts['home']!r} can't play against itself.")
    values = _values(texts, zone, wrong)
    problems += [(row.line, sentence) for sentence in wrong]
    if wrong:
        return None
    if "round" in texts:
        values["round"] = _round(texts["round"], layout.round_word)
    return FixtureRow(row.line, texts["external_id"], Side(texts["home"]), Side(texts["away"]), values)


def _round(text: str, word: str) -> tuple[str, int | None] | None:
    number = whole_number(text)
    if number is not None and 0 <= number <= _MOST_ROUNDS:
        return f"{word} {number}", number
    return (text, None) if text else None


def _values(texts: dict[str, str], zone: tzinfo, wrong: list[str]) -> dict[str, Any]:
    """The fields of a fixture that its columns speak of; what is wrong with them is added to `wrong`."""
    values: dict[str, Any] = {}
    readers: tuple[tuple[str, Callable[[str], Any]], ...] = (
        ("kickoff", lambda text: _kickoff(text, zone)),
        *((name, _goals) for name in SCORES),
        ("winner", lambda text: _winner(text, texts["home"], texts["away"])),
        ("status", lambda text: _status(text, values)),
    )
    for name, read in readers:
        try:
            if name in texts:
                found = read(texts[name])
                values |= found if isinstance(found, dict) else {name: found}
        except _Wrong as error:
            wrong.append(str(error))
    if "status" not in texts and not values.keys().isdisjoint({"home_score", "winner"}):
        values["status"] = _status("", values)
    _pairs(values, wrong)
    return with_winner(values)


def _kickoff(text: str, zone: tzinfo) -> dict[str, Any]:
    if not text:
        return kickoff(None, None, zone)
    try:
        if _DAY.fullmatch(text):
            found = kickoff(date.fromisoformat(text), None, zone)
        else:
            moment = datetime.fromisoformat(text[:40])
            found = kickoff(moment.date(), moment.timetz().replace(tzinfo=None), moment.tzinfo or zone)
    except (ValueError, OverflowError):
        raise _Wrong(f"The kick-off {text[:40]!r} can't be read; write 2025-08-15T19:00:00Z or 2025-08-15.") from None
    if not 1850 <= found["kickoff"].astimezone(UTC).year <= 2200:
        raise _Wrong(f"The kick-off {text[:40]!r} is in no season that anybody plays; correct the year.")
    return found


def _goals(text: str) -> int | None:
    number = whole_number(text)
    if text and (number is None or not 0 <= number <= _MOST_GOALS):
        raise _Wrong(f"{text[:40]!r} is no score; give a whole number from 0 to {_MOST_GOALS}, or nothing.")
    return number


def _winner(text: str, home: str, away: str) -> str:
    """`home`, `away`, `draw` or empty; a side may be called by its name."""
    word = {home: "home", away: "away"}.get(text, text)
    if word not in {"", "home", "away", "draw"}:
        raise _Wrong(f"The winner {text[:40]!r} is neither side; give home, away, draw or a side's name.")
    return word


def _status(text: str, values: dict[str, Any]) -> str:
    """A status, or what `True` and `False`, for finished or not, and an empty cell mean beside the other values."""
    word = text.lower()
    if word in STATUSES:
        return word
    if word not in {"true", "false", ""}:
        raise _Wrong(f"There is no status {text[:40]!r}; give one of {', '.join(STATUSES)}.")
    has_result = values.get("home_score") is not None or bool(values.get("winner"))
    if word == "true" or (has_result and not word):
        return "finished"
    if has_result:
        return "live"
    return "postponed" if values.get("kickoff", ...) is None else "scheduled"


def _pairs(values: dict[str, Any], wrong: list[str]) -> None:
    kinds = ("score", "extra", "penalties")
    halves = [each for each in kinds if (values.get(f"home_{each}") is None) != (values.get(f"away_{each}") is None)]
    wrong += [f"Give both home_{each} and away_{each}, or neither." for each in halves]
