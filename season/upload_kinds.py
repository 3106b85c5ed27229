"""Every kind of file that can be uploaded into a competition, for the pages on which people do so."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from accounts.models import User
from leagues.files.tables import Readable, decode_asking, read_bytes
from season.fixtures.services import FIXTURE_IMPORT
from season.models import Competition, Upload
from season.scores.services import SCORE_IMPORT
from season.uploads.imports import FileImport, PreviewLine, UploadReport

LINES_SHOWN = 200
"""Lines of a preview, or of what is wrong, on a page; the counts are of all."""
_IMPORTS: dict[str, FileImport[Any]] = {each.kind: each for each in (SCORE_IMPORT, FIXTURE_IMPORT)}


@dataclass(frozen=True, slots=True)
class Preview:
    """A previewed file as pages show it; `waiting` is what is applied then, and `questions`
    are what to look at before: what had to be guessed of the file."""

    waiting: Upload
    counts: dict[str, int]
    rows: Sequence[PreviewLine]
    repeated: int
    good_lines: int
    problems: Sequence[tuple[int, str]]
    questions: Sequence[str] = ()


def preview_file(by: User, competition: Competition, kind: str, file: Readable, file_name: str) -> Preview:
    """Say what a file would change, and keep it waiting.

    Raises ParseError, NotAllowed, CompetitionNotFound and CompetitionBusy.
    """
    found = decode_asking(read_bytes(file))
    report: UploadReport = _IMPORTS[kind].preview(by, competition, found.text.encode(), file_name)
    assert report.upload is not None  # noqa: S101 # what is previewed waits
    rows = list(islice(report.lines(), LINES_SHOWN))
    return Preview(
        report.upload,
        report.counts(),
        rows,
        repeated=len(report.repeated),
        good_lines=report.good_lines(),
        problems=report.problems[:LINES_SHOWN],
        questions=found.questions,
    )


def apply_upload(by: User, upload: Upload, *, good_lines: bool) -> dict[str, int]:
    """Apply a previewed file; how many rows were created, changed and unchanged. `good_lines`: leave out wrong ones.

    Raises UploadNotFound, and what `preview_file` raises.
    """
    report: UploadReport = _IMPORTS[upload.kind].apply(by, upload, good_lines=good_lines)
    return report.counts()
