"""The arguments and errors that commands for files into a competition share."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from django.core.management.base import CommandError, CommandParser

from leagues.files.formats.joining import join_contents
from leagues.files.parse_errors import ParseError
from leagues.management.files_on_disk import add_other_files_argument, read_path
from leagues.uploads.mending import lines_to_mend
from season.competitions import queries
from season.locks import CompetitionBusy, CompetitionNotFound
from season.models import Competition
from season.uploads.imports import UploadReport

R = TypeVar("R", bound=UploadReport)


def add_file_arguments(parser: CommandParser, *, optional: bool = False) -> None:
    """The file, its competition, and how to answer; `optional`: there is another way to name both."""
    parser.add_argument("path", type=Path, nargs="?" if optional else None, help="the file")
    add_other_files_argument(parser)
    parser.add_argument(
        "--good-lines", action="store_true", help="leave out lines with something wrong in place of refusing the file"
    )
    parser.add_argument(
        "--to-mend", type=Path, metavar="PATH", help="write the lines left out there, with what is wrong"
    )
    add_competition_arguments(parser, optional=optional)


def add_competition_arguments(parser: CommandParser, *, optional: bool = False) -> None:
    """A competition, and how to answer; `optional`: there is another way to name it."""
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


def read_and_apply(paths: Sequence[Path], apply: Callable[[bytes, str], R], to_mend: Path | None = None) -> R:
    """Return what `apply` makes of a file's content and name, or of those of several that belong together.

    Lines that it left out are written to `to_mend`. Raises CommandError with what to do.
    """
    contents = [(path.name, read_path(path)) for path in paths]
    try:
        source = join_contents(contents)
        report = apply(source.text.encode(), source.name)
        if to_mend is not None and report.problems:
            to_mend.write_text(lines_to_mend(source.text, source.name, report.problems), encoding="utf-8")
        return report
    except OSError as error:
        raise CommandError(f"{error.filename} can't be written: {error.strerror}.") from error
    except ParseError as error:
        raise CommandError(f"{paths[0]} was not imported.\n{error}") from error
    except CompetitionBusy as error:
        raise CommandError(str(error)) from error
    except CompetitionNotFound as error:
        raise CommandError("The competition is gone.") from error


def remarks_on(report: UploadReport) -> list[str]:
    """Return what to print of lines that look odd, and of those that were left out."""
    odd = [f"line {line} looks odd: {sentence}" for line, sentence in report.warnings]
    return odd + [f"left out line {line}: {sentence}" for line, sentence in report.problems]
