"""Every kind of file that can be uploaded into a competition, for the pages on which people do so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Any

from accounts.models import User
from leagues.files.own_columns.arranging import ArrangedFile, arrange_file
from leagues.files.own_columns.columns import signature_of
from leagues.files.parse_errors import ParseError
from leagues.files.tables import Readable, decode_asking, read_bytes
from leagues.sport_definitions import parse_statistics
from leagues.uploads.column_answers import answers_of, remember_answers
from leagues.uploads.records import UploadNotFound
from leagues.uploads.reports import PreviewLine
from season.fixtures.list_kind import FIXTURE_LIST
from season.fixtures.services import FIXTURE_IMPORT
from season.locks import require_keeper
from season.models import Competition, Upload
from season.scores.list_kind import score_list
from season.scores.services import SCORE_IMPORT
from season.standings.effects import StandingEffect
from season.uploads.imports import FileImport, UploadReport


class ColumnsAsked(ParseError):
    """A file whose columns a person has to explain; it waits for that as `upload`."""

    def __init__(self, upload: Upload, asked: ArrangedFile, remarks: Sequence[str]) -> None:
        self.upload, self.remarks = upload, remarks
        self.questions = asked.meaning.questions if asked.meaning else ()
        table = asked.table
        self.columns = table.columns if table else ()
        self.rows = [list(row.values.values()) for row in table.rows[:ROWS_SHOWN]] if table else []
        super().__init__([(1, str(question)) for question in self.questions])


LINES_SHOWN = 200
"""Lines of a preview, or of what is wrong, on a page; the counts are of all."""
ROWS_SHOWN = 3
"""Of a file whose columns are asked about."""
_IMPORTS: dict[str, FileImport[Any]] = {each.kind: each for each in (SCORE_IMPORT, FIXTURE_IMPORT)}


@dataclass(frozen=True, slots=True)
class Preview:
    """A previewed file as pages show it; `waiting` is what is applied then.

    `questions` are what to look at before: what had to be guessed of the file. With answers about its columns there is
    the `signature` of its header, by which they can be forgotten.
    """

    waiting: Upload
    counts: dict[str, int]
    rows: Sequence[PreviewLine]
    repeated: int
    good_lines: int
    problems: Sequence[tuple[int, str]]
    warnings: Sequence[tuple[int, str]]
    summary: str
    effects: Sequence[StandingEffect]
    questions: Sequence[str] = ()
    signature: str = ""


def preview_file(by: User, competition: Competition, kind: str, file: Readable, file_name: str) -> Preview:
    """Say what a file would change, and keep it waiting.

    Raises ParseError, NotAllowed, CompetitionNotFound and CompetitionBusy.
    """
    found = decode_asking(read_bytes(file))
    return _preview(by, competition, kind, found.text, file_name, found.questions)


def preview_answered(by: User, waiting: Upload, answers: Mapping[str, str]) -> Preview:
    """Preview a file that waited for answers about its columns, and remember them for the league's next one.

    Raises UploadNotFound if it doesn't wait any more, and what `preview_file` raises.
    """
    require_keeper(by, waiting.competition)
    if waiting.status != Upload.Status.PREVIEWED or waiting.competition.league_id is None:
        raise UploadNotFound
    asked = _arrange(waiting.competition, waiting.kind, waiting.content, waiting.file_name)
    if asked.table is not None and asked.meaning is not None:
        given = {each.field: answers.get(each.field, "") for each in asked.meaning.questions if each.has(answers)}
        columns = [column for column in given.values() if column]
        if len(columns) != len({*columns}):
            raise ColumnsAsked(waiting, asked, ["Choose another column for each: one can't mean two things."])
        remember_answers(waiting.competition.league_id, waiting.kind, signature_of(asked.table.columns), given)
    return _preview(by, waiting.competition, waiting.kind, waiting.content, waiting.file_name, ())


def _arrange(competition: Competition, kind: str, text: str, file_name: str) -> ArrangedFile:
    statistics = parse_statistics(competition.sport.statistics)
    list_kind = FIXTURE_LIST if kind == Upload.Kind.FIXTURES else score_list(statistics)
    return arrange_file(text, file_name, list_kind, partial(answers_of, competition.league_id, kind))


def _preview(
    by: User, competition: Competition, kind: str, text: str, file_name: str, remarks: Sequence[str]
) -> Preview:
    """Preview a text. Raises ColumnsAsked, after which it waits, if somebody has to say what a column means."""
    require_keeper(by, competition)
    arranged = _arrange(competition, kind, text, file_name)
    if arranged.meaning is not None and arranged.table is not None and arranged.meaning.questions:
        raise ColumnsAsked(_IMPORTS[kind].keep_asked(by, competition, text, file_name), arranged, remarks)
    report: UploadReport = _IMPORTS[kind].preview(by, competition, arranged.text.encode(), file_name)
    assert report.upload is not None  # noqa: S101 # what is previewed waits
    rows = list(islice(report.lines(), LINES_SHOWN))
    return Preview(
        report.upload,
        report.counts(),
        rows,
        repeated=len(report.repeated),
        good_lines=report.good_lines(),
        problems=report.problems[:LINES_SHOWN],
        warnings=report.warnings[:LINES_SHOWN],
        summary=report.summary(),
        effects=report.effects,
        questions=[*remarks, *arranged.remarks],
        signature=arranged.answered,
    )


def apply_upload(by: User, upload: Upload, *, good_lines: bool) -> dict[str, int]:
    """Apply a previewed file; how many rows were created, changed and unchanged. `good_lines`: leave out wrong ones.

    Raises UploadNotFound, and what `preview_file` raises.
    """
    report: UploadReport = _IMPORTS[upload.kind].apply(by, upload, good_lines=good_lines)
    return report.counts()
