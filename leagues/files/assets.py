"""Files of assets, Football.TXT or CSV, become rows. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from auctionsite.numbers.reading import NotAWholeNumber, read_between
from auctionsite.numbers.writing import grouped
from leagues.files.external_ids import LONGEST_ID, external_id_of
from leagues.files.football_txt import parse_clubs
from leagues.files.formats import known
from leagues.files.formats.known import known_table
from leagues.files.formats.source import SourceFile
from leagues.files.namesakes import tell_apart
from leagues.files.own_columns.arranging import ListKind
from leagues.files.own_columns.columns import Field, in_our_words
from leagues.files.parse_errors import ParseError, Problems
from leagues.files.tables import Table, TableRow, check_text, unknown_columns

LONGEST = {"external_id": LONGEST_ID, "name": 120, "country": 3, "position": 20, "club": 120}
LAST_RANK = 999_999
HIGHEST_PRICE = 1_000_000_000
_NUMBERS = {
    "rank": gettext_noop("The rank {text!r} is no whole number from 1; leave it empty if unknown."),
    "opening_price": gettext_noop(
        "The opening price {text!r} is no whole number from 1 to {most}; leave it empty for the league's."
    ),
}
"""What is said where the columns of numbers have something else."""
FIELDS = (
    Field("external_id", gettext_noop("the id")),
    Field("name", gettext_noop("the name"), needed=True),
    Field("country", gettext_noop("the country"), longest=LONGEST["country"]),
    Field("position", gettext_noop("the position")),
    Field("club", gettext_noop("the club")),
    Field("rank", gettext_noop("the rank")),
    Field("opening_price", gettext_noop("the opening price")),
)
COLUMNS = tuple(field.name for field in FIELDS)
ASSET_LIST = ListKind(fields=FIELDS, ids=frozenset({"external_id"}), formats=known.ASSETS)
"""Lists of assets in somebody's own columns."""
_FILE_ID = "file_id"
"""A column of files whose season calls assets otherwise than `external_id`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetRow:
    """One asset as a file describes it. What is None is not in the file, and stays as it is."""

    external_id: str
    name: str
    country: str | None = None
    position: str | None = None
    club: str | None = None
    rank: int | None = None
    opening_price: int | None = None
    file_id: str | None = None
    """The id by which the files of scores of its season call it, if `external_id` is another."""
    made_id: bool = False
    """Whether the external id is made of the name, since the file gives none: then it is no more than a guess."""

    def values(self) -> dict[str, Any]:
        """Return what the file says of the asset, by the names of its fields."""
        return {name: value for name in COLUMNS if (value := getattr(self, name)) is not None}


def parse_assets(text: str, file_name: str, id_prefix: str = "") -> list[AssetRow]:
    """The rows of a file: Football.TXT if its name ends in `.txt`, else a table or a file of others. Raises ParseError.

    `id_prefix` is put before the external ids that the file gives, where others give the same ids to other players.
    """
    problems: Problems = []
    rows = read_assets(text, file_name, problems, id_prefix)
    if problems:
        raise ParseError(sorted(problems))
    return rows


def read_assets(text: str, file_name: str, problems: Problems, id_prefix: str = "") -> list[AssetRow]:
    """As `parse_assets`, but what is wrong with lines is added to `problems`, and the other rows are returned.

    Raises ParseError for what is no list of assets at all, and for Football.TXT with any wrong line.
    """
    is_football_txt = file_name.lower().endswith(".txt")
    found = _football_rows(check_text(text)) if is_football_txt else _table_rows(text, file_name, problems)
    rows = [replace(row, external_id=id_prefix + row.external_id) for row in found]
    if any(len(row.external_id) > LONGEST["external_id"] for row in rows):
        words = _("Shorten the prefix: with it an id has more than {most} characters.")
        raise ParseError([(1, words.format(most=LONGEST["external_id"]))])
    return rows


def _football_rows(text: str) -> list[AssetRow]:
    clubs = parse_clubs(text)
    return [AssetRow(external_id=c.external_id, name=c.name, country=c.country, made_id=True) for c in clubs]


def parse_csv(text: str, file_name: str = "") -> list[AssetRow]:
    """Rows of a CSV with the columns of `COLUMNS`, however people call them, or of a file of others.

    Only `name` is needed, and columns that aren't ours are passed over.

    Without an `external_id` it is made of name, country and club, and of the position or a number where these are
    the same for two. Raises ParseError for every wrong line.
    """
    problems: Problems = []
    rows = _table_rows(text, file_name, problems)
    if problems:
        raise ParseError(sorted(problems))
    return rows


def _table_rows(text: str, file_name: str, problems: Problems) -> list[AssetRow]:
    """The rows of a table; what is wrong with lines is added to `problems`. Raises ParseError for a wrong header."""
    source = SourceFile(file_name, check_text(text), problems)
    table = known_table(source, known.ASSETS) or _in_our_words(source.table)
    if header := _header_problems(table):
        raise ParseError(sorted(header))
    rows: list[AssetRow] = []
    lines: dict[object, int] = {}
    for values in table.rows:
        row = _row(values, problems)
        if row and _sameness(row) in lines:
            words = (
                _(
                    "{id!r} stands in line {line} already. Remove one, or give them a club, position or external_id "
                    "that tells them apart."
                )
                if row.made_id
                else _("{id!r} stands in line {line} already.")
            )
            problems.append((values.line, words.format(id=row.external_id, line=lines[_sameness(row)])))
        elif row:
            rows.append(row)
            lines[_sameness(row)] = values.line
    if not rows and not problems:
        problems.append((1, _("There are no assets below the header; add one a line.")))
    return _with_ids_of_their_own(rows)


def _in_our_words(table: Table) -> Table:
    """The columns that are ours, by our names. Raises ParseError for those that nobody can be sure of."""
    ours, meaning = in_our_words(table, FIELDS)
    if meaning.questions:
        raise ParseError([(1, str(question)) for question in meaning.questions])
    return ours.only(COLUMNS)


def _sameness(row: AssetRow) -> object:
    """Return what no two rows have alike: the id that the file gives, else everything it says, in any case."""
    return tuple(str(value).casefold() for value in row.values().items()) if row.made_id else row.external_id


def _with_ids_of_their_own(rows: Sequence[AssetRow]) -> list[AssetRow]:
    """The rows, those of one name told apart by their ids."""
    given = {row.external_id for row in rows if not row.made_id}
    ids = iter(tell_apart([(row.external_id, row.position or "") for row in rows if row.made_id], given))
    return [replace(row, external_id=next(ids)) if row.made_id else row for row in rows]


def _header_problems(table: Table) -> Problems:
    problems = unknown_columns(table, (*COLUMNS, _FILE_ID) if _FILE_ID in table.columns else COLUMNS)
    if "name" not in table.columns:
        words = _("The first line must name the columns, `name` among them: {columns}.")
        problems.append((1, words.format(columns=", ".join(COLUMNS))))
    return problems


def _row(row: TableRow, problems: Problems) -> AssetRow | None:
    """The asset of one line, or None and what is wrong with it added to `problems`."""
    known = len(problems)
    texts: dict[str, Any] = {name: value for name, value in row.values.items() if name not in _NUMBERS}
    rank = _number(row, "rank", LAST_RANK, problems)
    price = _number(row, "opening_price", HIGHEST_PRICE, problems)
    if not texts["name"]:
        problems.append((row.line, _("Give a name.")))
    if made_id := not texts.get("external_id"):
        texts["external_id"] = external_id_of(texts["name"], texts.get("country", ""), texts.get("club", ""))
    for name, longest in {**LONGEST, _FILE_ID: LONGEST_ID}.items():
        if len(texts.get(name, "")) > longest:
            problems.append((row.line, _("Shorten {name} to {longest} characters.").format(name=name, longest=longest)))
    if len(problems) > known:
        return None
    return AssetRow(**texts, rank=rank, opening_price=price, made_id=made_id)


def _number(row: TableRow, column: str, most: int, problems: Problems) -> int | None:
    """The number of a column; None where there is none, and where what is wrong with it is added to `problems`."""
    text = row.values.get(column, "")
    try:
        return read_between(text, 1, most) if text else None
    except NotAWholeNumber:
        problems.append((row.line, _(_NUMBERS[column]).format(text=text[:40], most=grouped(most))))
        return None
