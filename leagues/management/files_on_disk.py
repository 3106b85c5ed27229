"""Files that commands name by their paths."""

from pathlib import Path

from django.core.management.base import CommandError, CommandParser

from leagues.files.parse_errors import ParseError
from leagues.files.tables import read_bytes


def add_other_files_argument(parser: CommandParser) -> None:
    """Files that go together with the first one."""
    parser.add_argument(
        "--with",
        dest="others",
        type=Path,
        nargs="+",
        default=[],
        metavar="PATH",
        help="files that the first one needs, such as teams.csv of the Fantasy Premier League; or more of Cricsheet's "
        "matches",
    )


def read_path(path: Path) -> bytes:
    """The content of a file. Raises CommandError if it can't be read, or is too large."""
    try:
        with path.open("rb") as file:
            return read_bytes(file)
    except OSError as error:
        raise CommandError(f"{path} can't be read: {error.strerror}.") from error
    except ParseError as error:
        raise CommandError(f"{path} was not imported.\n{error}") from error
