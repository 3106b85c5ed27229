"""Every kind of file that can be uploaded into a competition, for the pages on which people do so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from leagues.files.own_columns.arranging import ArrangedFile, arrange_file
from leagues.files.own_columns.columns import signature_of
from leagues.files.parse_errors import ParseError
from leagues.files.tables import Readable, decode_asking, read_bytes
from leagues.sport_definitions import parse_statistics
from leagues.uploads.column_answers import answers_of, remember_answers
from leagues.uploads.records import UploadNotFound
from leagues.uploads.reports import PreviewLine
from leagues.uploads.workflow import NothingToApply
from season.competitions import queries
from season.competitions.asset_index import NameQuestion
from season.competitions.file_names import remember_assets
from season.fixtures.list_kind import FIXTURE_LIST
from season.fixtures.services import FIXTURE_IMPORT
from season.locks import lock_competition, require_keeper
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


class NamesAsked(ParseError):
    """A file of which nothing can be applied before somebody says whom it means; it waits for that as `upload`."""

    def __init__(self, upload: Upload, error: NothingToApply, names: Sequence[NameQuestion]) -> None:
        super().__init__(error.problems)
        self.upload, self.names = upload, names


LINES_SHOWN = 200
"""Lines of a preview, or of what is wrong, on a page; the counts are of all."""
ROWS_SHOWN = 3
"""Of a file whose columns are asked about."""
_IMPORTS: dict[str, FileImport[Any]] = {each.kind: each for each in (SCORE_IMPORT, FIXTURE_IMPORT)}


@dataclass(frozen=True, slots=True)
class Preview:
    """A previewed file as pages show it; `waiting` is what is applied then.

    `questions` are what to look at before: what had to be guessed of the file. With answers about its columns there is
    the `signature` of its header, by which they can be forgotten. `names` are those that nobody has.
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
    names: Sequence[NameQuestion] = ()

    @property
    def cut(self) -> bool:
        """True if there may be more rows than are shown."""
        return len(self.rows) == LINES_SHOWN


def preview_file(by: User, competition: Competition, kind: str, file: Readable, file_name: str) -> Preview:
    """Say what a file would change, and keep it waiting.

    Raises ParseError, NotAllowed, CompetitionNotFound and CompetitionBusy.
    """
    found = decode_asking(read_bytes(file))
    return _preview(by, competition, kind, found.text, file_name, found.questions)


def preview_answered(
    by: User, waiting: Upload, answers: Mapping[str, str], meant: Mapping[str, str] | None = None
) -> Preview:
    """Preview a file that waited for answers, and remember them for the next one.

    `answers` are about its columns, remembered for a league's files, and `meant` are ids of assets by the names that
    the file has for them, remembered for the competition's; an unknown id says nothing. Raises UploadNotFound if it
    doesn't wait any more, and what `preview_file` raises.
    """
    competition = waiting.competition
    require_keeper(by, competition)
    if waiting.status != Upload.Status.PREVIEWED:
        raise UploadNotFound
    if meant:
        known = {str(pk) for pk in queries.listed_assets(competition).values_list("pk", flat=True)}
        with transaction.atomic():
            chosen = {name: int(pk) for name, pk in meant.items() if pk in known}
            remember_assets(lock_competition(competition.pk), chosen)
    given = _answers_about_columns(waiting, answers)
    return _preview(by, competition, waiting.kind, waiting.content, waiting.file_name, (), given)


def _answers_about_columns(waiting: Upload, answers: Mapping[str, str]) -> dict[str, str]:
    """Return those to the questions of the file, and remember them. Raises ColumnsAsked for those that can't be."""
    asked = _arrange(waiting.competition, waiting.kind, waiting.content, waiting.file_name, {})
    if asked.table is None or asked.meaning is None:
        return {}
    given = {each.field: answers.get(each.field, "") for each in asked.meaning.questions if each.has(answers)}
    columns = [column for column in given.values() if column]
    if len(columns) != len({*columns}):
        raise ColumnsAsked(waiting, asked, [_("Choose another column for each: one can't mean two things.")])
    if given and waiting.competition.league_id is not None:
        remember_answers(waiting.competition.league_id, waiting.kind, signature_of(asked.table.columns), given)
    return given


def _arrange(
    competition: Competition, kind: str, text: str, file_name: str, answers: Mapping[str, str]
) -> ArrangedFile:
    """Return the file in our columns, by these answers and those that are remembered."""

    def answers_for(signature: str) -> Mapping[str, str]:
        return {**answers_of(competition.league_id, kind, signature), **answers}

    statistics = parse_statistics(competition.sport.statistics)
    list_kind = FIXTURE_LIST if kind == Upload.Kind.FIXTURES else score_list(statistics)
    return arrange_file(text, file_name, list_kind, answers_for)


def _preview(
    by: User,
    competition: Competition,
    kind: str,
    text: str,
    file_name: str,
    remarks: Sequence[str],
    answers: Mapping[str, str] | None = None,
) -> Preview:
    """Preview a text. Raises ColumnsAsked or NamesAsked, after which it waits, if only a person can go on."""
    require_keeper(by, competition)
    arranged = _arrange(competition, kind, text, file_name, answers or {})
    if arranged.meaning is not None and arranged.table is not None and arranged.meaning.questions:
        raise ColumnsAsked(_IMPORTS[kind].keep_asked(by, competition, text, file_name), arranged, remarks)
    try:
        report: UploadReport = _IMPORTS[kind].preview(by, competition, arranged.text.encode(), file_name)
    except NothingToApply as error:
        if not (names := getattr(error.report, "names", ())):
            raise
        raise NamesAsked(_IMPORTS[kind].keep_asked(by, competition, text, file_name), error, names) from error
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
        names=report.names,
    )


def apply_upload(by: User, upload: Upload, *, good_lines: bool) -> dict[str, int]:
    """Apply a previewed file; how many rows were created, changed and unchanged. `good_lines`: leave out wrong ones.

    Raises UploadNotFound, and what `preview_file` raises.
    """
    report: UploadReport = _IMPORTS[upload.kind].apply(by, upload, good_lines=good_lines)
    return report.counts()
