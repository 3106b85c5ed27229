"""The formats of others that are taken as they are, by what their files are of. Pure."""

from leagues.files.formats import cricsheet, fpl
from leagues.files.formats.source import Format, SourceFile
from leagues.files.tables import Table

ASSETS: tuple[Format, ...] = (fpl.API_PLAYERS, fpl.PLAYERS, fpl.CLUBS, cricsheet.PLAYERS)
FIXTURES: tuple[Format, ...] = (fpl.API_FIXTURES, fpl.FIXTURES, cricsheet.MATCHES)
SCORES: tuple[Format, ...] = (fpl.SCORES, cricsheet.SCORES)


def known_table(source: SourceFile, formats: tuple[Format, ...]) -> Table | None:
    """Return a file of others in our columns; None if it is none of these formats. Raises ParseError.

    What is wrong with its lines is added to the source's problems.
    """
    known = next((each for each in formats if each.knows(source)), None)
    return known.table(source) if known else None
