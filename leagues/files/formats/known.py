"""The formats of others that are taken as they are, by what their files are of. Pure."""

from leagues.files.formats import cricsheet, cricsheet_json, football_data, football_json, fpl
from leagues.files.formats.source import Format, SourceFile
from leagues.files.tables import Table

ASSETS: tuple[Format, ...] = (
    fpl.API_PLAYERS,
    fpl.PLAYERS,
    fpl.CLUBS,
    football_json.CLUBS,
    football_data.CLUBS,
    cricsheet_json.PLAYERS,
    cricsheet.PLAYERS,
)
FIXTURES: tuple[Format, ...] = (
    fpl.API_FIXTURES,
    fpl.FIXTURES,
    football_json.FIXTURES,
    football_data.FIXTURES,
    football_data.TO_COME,
    football_data.SEASONS,
    cricsheet_json.MATCHES,
    cricsheet.MATCHES,
)
SCORES: tuple[Format, ...] = (fpl.SCORES, cricsheet_json.SCORES, cricsheet.SCORES)


def known_table(source: SourceFile, formats: tuple[Format, ...]) -> Table | None:
    """Return a file of others in our columns; None if it is none of these formats. Raises ParseError.

    What is wrong with its lines is added to the source's problems.
    """
    known = next((each for each in formats if each.knows(source)), None)
    return known.table(source) if known else None
