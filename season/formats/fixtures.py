"""Files of fixtures become rows: Football.TXT here, tables in `fixture_tables`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import Any

from leagues.files.asset_rows import ParseError
from leagues.files.external_ids import external_id_of
from leagues.files.football_txt import Match, parse_matches
from leagues.files.tables import Problems, check_text

MOST_FIXTURES = 5_000
SCORES = ("home_score", "away_score", "home_extra", "away_extra", "home_penalties", "away_penalties")
_STATUS_OF_NOTE = {"postponed": "postponed", "abandoned": "postponed", "cancelled": "cancelled"}


@dataclass(frozen=True, slots=True)
class Side:
    """A side as the file writes it. `external_id` is that of the club, empty where the file has names only."""

    name: str
    external_id: str = ""


@dataclass(frozen=True, slots=True)
class FixtureRow:
    """A fixture of a file. `values` has the fields of the model that the file speaks of; the others stay as they are.

    Its round, if the file speaks of rounds, is None or a pair: the name and, where the file gives one, the number.
    """

    line: int
    external_id: str
    home: Side
    away: Side
    values: Mapping[str, Any] = field(default_factory=dict)


def parse_fixtures(text: str, file_name: str, zone: tzinfo, season: str = "") -> list[FixtureRow]:
    """The fixtures of a file: Football.TXT if its name ends in `.txt`, else CSV. Raises ParseError for wrong lines.

    Times that name no zone are of `zone`, and become UTC. `season`, such as 2025/26, helps dates without a year.
    """
    from season.formats.fixture_tables import parse_table  # which needs the rows of this module

    problems: Problems = []
    if file_name.lower().endswith(".txt"):
        rows = [_of_match(match, zone) for match in parse_matches(check_text(text), season)]
    else:
        rows = parse_table(check_text(text), zone, problems)
    problems += _twice(rows)
    if len(rows) > MOST_FIXTURES:
        problems.append((1, f"There are {len(rows)} fixtures; a competition has {MOST_FIXTURES} at most."))
    if not rows and not problems:
        problems.append((1, "There are no fixtures below the header; add one a line."))
    if problems:
        raise ParseError(sorted(problems))
    return rows


def _twice(rows: list[FixtureRow]) -> Problems:
    first: dict[str, int] = {}
    for row in rows:
        first.setdefault(row.external_id, row.line)
    return [
        (row.line, f"The fixture {row.external_id!r} stands in line {first[row.external_id]} already.")
        for row in rows
        if first[row.external_id] != row.line
    ]


def _of_match(match: Match, zone: tzinfo) -> FixtureRow:
    """A match of Football.TXT. Its id is made of round and clubs, so that another date or time finds it again."""
    result = match.result
    has_score = bool(result.full_time or result.extra_time)
    status = _STATUS_OF_NOTE.get(result.note) or ("finished" if has_score else "scheduled")
    parts = (result.full_time, result.extra_time, result.penalties) if status == "finished" else (None, None, None)
    numbers = [number for part in parts for number in part or (None, None)]
    offset = None if match.utc_offset is None else timezone(timedelta(hours=match.utc_offset))
    values = kickoff(match.day, match.at, offset or zone) | {"status": status}
    values["round"] = (match.round, None) if match.round else None
    return FixtureRow(
        line=match.line,
        external_id=external_id_of(match.round, match.home.external_id, match.away.external_id),
        home=Side(match.home.name, match.home.external_id),
        away=Side(match.away.name, match.away.external_id),
        values=with_winner(values | dict(zip(SCORES, numbers, strict=True))),
    )


def kickoff(day: date | None, at: time | None, zone: tzinfo) -> dict[str, Any]:
    """When a match begins, in UTC; with a day alone, where the day begins in its zone."""
    if day is None:
        return {"kickoff": None, "time_known": True}
    begins = datetime.combine(day, at or time(0), zone)
    return {"kickoff": begins.astimezone(UTC), "time_known": at is not None}


def with_winner(values: dict[str, Any]) -> dict[str, Any]:
    """The values with the winner that the scores of a finished match say; as they are without scores."""
    for kind in ("penalties", "extra", "score"):
        home, away = values.get(f"home_{kind}"), values.get(f"away_{kind}")
        if home is not None and away is not None and values.get("status") == "finished":
            return values | {"winner": "home" if home > away else "away" if away > home else "draw"}
    return {"winner": "", **values} if "home_score" in values else values
