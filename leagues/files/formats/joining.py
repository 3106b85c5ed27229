"""Several files that are chosen together become one, which has everything in it. Pure."""

import json
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from leagues.files.formats import fpl
from leagues.files.formats.cricsheet_json import MATCH_ID, id_of_file, is_cricsheet
from leagues.files.formats.source import SourceFile
from leagues.files.parse_errors import ParseError
from leagues.files.tables import decode

MOST_FILES = 100
_READ = (MATCH_ID, "info", "innings")
"""What is read of a match; the rest isn't kept."""
_HINT = gettext_noop(
    "These files don't belong together. Choose one file; with the Fantasy Premier League's players or fixtures also "
    "its teams.csv; or several of Cricsheet's matches."
)


def too_many_files() -> str:
    """Return what is said of more files than `MOST_FILES`."""
    return _("Choose {most} files at most; upload the others after them.").format(most=MOST_FILES)


def join_files(files: Sequence[SourceFile]) -> SourceFile:
    """Return the file that some are together: one alone as it is, else joined. Raises ParseError for all others."""
    if len(files) > MOST_FILES:
        raise ParseError([(1, too_many_files())])
    if len(files) == 1:
        return files[0]
    if files and all(file.is_json and is_cricsheet(file.json) for file in files):
        return _matches(files)
    teams = [file for file in files if fpl.is_teams(file)]
    others = [file for file in files if file not in teams]
    text = fpl.with_team_names(others[0], teams[0]) if len(teams) == len(others) == 1 else None
    if text is None:
        raise ParseError([(1, _(_HINT))])
    return SourceFile(others[0].name, text)


def join_contents(contents: Sequence[tuple[str, bytes]]) -> SourceFile:
    """Return the file that some are together, each with its name. Raises ParseError, also for what is no text."""
    return join_files([SourceFile(name, decode(content)) for name, content in contents])


def _matches(files: Sequence[SourceFile]) -> SourceFile:
    """Return a list of the matches in the files, each with its id. Raises ParseError."""
    matches: list[dict[str, Any]] = []
    for file in files:
        file_matches = file.json if isinstance(file.json, list) else [{MATCH_ID: id_of_file(file), **file.json}]
        if not all(isinstance(match, dict) for match in file_matches):
            words = _("{file} has something between its matches that is none.")
            raise ParseError([(1, words.format(file=file.name[:80]))])
        matches += [{name: match[name] for name in _READ if name in match} for match in file_matches]
    text = json.dumps(matches, ensure_ascii=False, separators=(",", ":"))
    return SourceFile(f"{len(matches)} matches.json", text)
