"""Files of assets, Football.TXT or CSV, become rows. Pure."""

import csv
import io
from collections.abc import Callable
from typing import Any

from leagues.external_ids import external_id_of
from leagues.football_txt import parse_clubs
from leagues.parsing import AssetRow, ParseError

_LONGEST = {"external_id": 120, "name": 120, "country": 3, "position": 20, "club": 120}
COLUMNS = (*_LONGEST, "rank")


def parse_assets(text: str, file_name: str) -> list[AssetRow]:
    """The rows of a file: Football.TXT if its name ends in `.txt`, else CSV. Raises ParseError."""
    before, nul, _ = text.partition("\0")
    if nul:
        raise ParseError([(before.count("\n") + 1, "There is a NUL byte, so this is not a text file; export it anew.")])
    parse: Callable[[str], list[AssetRow]] = _football_rows if file_name.lower().endswith(".txt") else parse_csv
    return parse(text)


def _football_rows(text: str) -> list[AssetRow]:
    return [AssetRow(external_id=c.external_id, name=c.name, country=c.country) for c in parse_clubs(text)]


def parse_csv(text: str) -> list[AssetRow]:
    """Rows of a CSV with the columns of `COLUMNS`, of which only `name` is needed, between commas or semicolons.

    Without an `external_id` it is made of name, country and club. Raises ParseError for every wrong line.
    """
    first_line = text.lstrip("\ufeff").partition("\n")[0]
    delimiter = ";" if ";" in first_line and "," not in first_line else ","
    reader = csv.DictReader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=delimiter, strict=True)
    rows: dict[str, AssetRow] = {}
    lines: dict[str, int] = {}
    problems: list[tuple[int, str]] = _header_problems(list(reader.fieldnames or []))
    if problems:
        raise ParseError(problems)
    try:
        for values in reader:
            line = reader.line_num
            row = _row(values, line, problems)
            if row and row.external_id in rows:
                problems.append((line, f"{row.external_id!r} stands in line {lines[row.external_id]} already."))
            elif row:
                rows[row.external_id], lines[row.external_id] = row, line
    except csv.Error as error:
        problems.append((reader.reader.line_num, f"This is not CSV ({error}); check the quotation marks."))
    if not rows and not problems:
        problems.append((1, "There are no assets below the header; add one a line."))
    if problems:
        raise ParseError(problems)
    return list(rows.values())


def _header_problems(names: list[str]) -> list[tuple[int, str]]:
    problems = [(1, f"There is no column {name!r}; use {', '.join(COLUMNS)}.") for name in names if name not in COLUMNS]
    if "name" not in names:
        problems.append((1, f"The first line must name the columns, `name` among them: {', '.join(COLUMNS)}."))
    return problems


def _row(values: dict[str | Any, str | Any], line: int, problems: list[tuple[int, str]]) -> AssetRow | None:
    """The row of one line, or None and what is wrong with it added to `problems`."""
    known = len(problems)
    if None in values or None in values.values():
        problems.append((line, "Give as many values as the header has columns."))
        return None
    texts = {name: value.strip() for name, value in values.items()}
    rank = texts.pop("rank", "")
    if rank and not (rank.isascii() and rank.isdigit() and 0 < int(rank) < 1_000_000):
        problems.append((line, f"The rank {rank!r} is no whole number from 1; leave it empty if unknown."))
    if not texts["name"]:
        problems.append((line, "Give a name."))
    if not texts.get("external_id"):
        texts["external_id"] = external_id_of(texts["name"], texts.get("country", ""), texts.get("club", ""))
    if texts["name"] and not texts["external_id"]:
        problems.append((line, f"Give an external_id: {texts['name']!r} has no Latin letters to make one of."))
    for name, longest in _LONGEST.items():
        if len(texts.get(name, "")) > longest:
            problems.append((line, f"Shorten {name} to {longest} characters."))
    return AssetRow(**texts, rank=int(rank) if rank else None) if len(problems) == known else None
