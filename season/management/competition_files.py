"""The arguments and errors that commands for files into a competition share."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from django.core.management.base import CommandError, CommandParser

from leagues.files.parse_errors import ParseError
from leagues.files.tables import read_bytes
from season.competitions import queries
from season.locks import CompetitionBusy, CompetitionNotFound
from season.models import Competition

T = TypeVar("T")


def add_file_arguments(parser: CommandParser, *, optional: bool = False) -> None:
    """The file, its competition, and how to answer; `optional`: there is another way to name both."""
    parser.add_argument("path", type=Path, nargs="?" if optional else None, help="the file")
    parser.add_argument(
        "--competition", required=not optional, default="", metavar="KEY", help="such as champions-league-2025-26"
    )
    parser.add_argument(
        "--league", default="", metavar="CODE", help="whose own competition it is; without: a shared one"
    )
    parser.add_argument(
        "--sport", default="", help="key of the sport; needed where two sports share a key, or to make it"
    )
    parser.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")
    parser.add_argument("--json", action="store_true", help="print an object")


def find_competition(options: dict[str, Any]) -> Competition | None:
    """The competition that the arguments name."""
    return queries.competition_of(options["competition"], options["sport"], options["league"])


def read_and_apply(path: Path, apply: Callable[[bytes], T]) -> T:
    """Return what `apply` makes of the file's bytes. Raises CommandError with what to do."""
    try:
        with path.open("rb") as file:
            return apply(read_bytes(file))
    except OSError as error:
        raise CommandError(f"{path} can't be read: {error.strerror}.") from error
    except ParseError as error:
        raise CommandError(f"{path} was not imported.\n{error}") from error
    except CompetitionBusy as error:
        raise CommandError(str(error)) from error
    except CompetitionNotFound as error:
        raise CommandError("The competition is gone.") from error
