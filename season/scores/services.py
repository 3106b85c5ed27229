"""Scores out of files, in two steps: a preview says what would change, applying does it, all or nothing."""

from dataclasses import dataclass, field, replace

from django.db import transaction

from accounts.models import User
from leagues.files.parse_errors import ParseError, Problems
from leagues.files.tables import decode
from leagues.models import Sport
from leagues.sport_definitions import parse_statistics
from season.competitions import queries
from season.competitions.asset_index import AssetIndex, Listed
from season.locks import lock_competition, require_keeper
from season.models import Competition, Upload
from season.scores.files import ScoreRow, parse_scores
from season.scores.performances import Change, Key, State, current_states, without_zeros, write
from season.uploads.records import let_wait, new_upload, save_applied, waiting_upload


@dataclass(frozen=True, slots=True)
class RowChange:
    """What a line would do, with the names that people know."""

    line: int
    fixture: str
    asset: str
    change: Change


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file would do. `rows` are its lines in order; with `problems`, by line, it can't be applied.

    `repeated` are lines that say once more, word for word, what one above them says: real files have such, and they
    do no harm.
    """

    rows: list[RowChange]
    repeated: list[int] = field(default_factory=list)
    problems: Problems = field(default_factory=list)
    upload: Upload | None = None

    def counts(self) -> dict[str, int]:
        """How many lines are new, changed, unchanged."""
        new = sum(row.change.is_new for row in self.rows)
        same = sum(row.change.is_same for row in self.rows)
        return {"created": new, "changed": len(self.rows) - new - same, "unchanged": same}


def preview_scores(by: User, competition: Competition, content: bytes, file_name: str) -> Preview:
    """What a file would change. Without problems it waits as `upload`, in place of what the same person left waiting.

    Nothing that counts is changed. Raises NotAllowed, CompetitionNotFound, Busy, and ParseError for what is no table.
    """
    require_keeper(by, competition)
    text = decode(content)
    with transaction.atomic():
        competition = lock_competition(competition.pk)
        preview = _plan(competition, text, file_name)
        if preview.problems:
            return preview
        upload = new_upload(competition, by, Upload.Kind.SCORES, text, file_name)
        return replace(preview, upload=let_wait(upload, text, preview.counts()))


def apply_scores(by: User, upload: Upload) -> Preview:
    """Apply a previewed upload: what it changes is worked out again, as things are now.

    Raises NotAllowed, CompetitionNotFound, Busy, UploadNotFound, and ParseError for what is wrong by now.
    """
    require_keeper(by, upload.competition)
    with transaction.atomic():
        competition = lock_competition(upload.competition_id)
        upload = waiting_upload(upload, Upload.Kind.SCORES)
        preview = _plan_or_refuse(competition, upload.content, upload.file_name)
        return _apply(competition, preview, upload, by)


def upload_scores(
    by: User | None, competition: Competition, content: bytes, file_name: str, *, dry_run: bool = False
) -> Preview:
    """Preview and apply in one go; with `dry_run` preview only. `by` is None at the command line.

    What changes nothing isn't kept as an upload. Raises NotAllowed, CompetitionNotFound, Busy, and ParseError for
    every wrong line.
    """
    require_keeper(by, competition)
    text = decode(content)
    with transaction.atomic():
        competition = lock_competition(competition.pk)
        preview = _plan_or_refuse(competition, text, file_name)
        if dry_run or all(row.change.is_same for row in preview.rows):
            return preview
        return _apply(competition, preview, new_upload(competition, by, Upload.Kind.SCORES, text, file_name), by)


def _apply(competition: Competition, preview: Preview, upload: Upload, by: User | None) -> Preview:
    save_applied(upload, by, preview.counts())
    write(competition, upload, [row.change for row in preview.rows])
    return replace(preview, upload=upload)


def _plan_or_refuse(competition: Competition, text: str, file_name: str) -> Preview:
    preview = _plan(competition, text, file_name)
    if preview.problems:
        raise ParseError(preview.problems)
    return preview


def _plan(competition: Competition, text: str, file_name: str) -> Preview:
    """What each line would do, and everything that is wrong with the file."""
    sport = competition.sport
    if sport.scored_by == Sport.ScoredBy.RESULTS:
        raise ParseError([(1, "Clubs score by the results of their fixtures: import the fixtures in place of scores.")])
    problems: Problems = []
    rows = parse_scores(text, file_name, parse_statistics(sport.statistics), problems)
    return _Planner(competition, rows).preview(problems)


class _Planner:
    """Works out what rows would change, with one reading of the fixtures, the assets and what is kept of both."""

    def __init__(self, competition: Competition, rows: list[ScoreRow]) -> None:
        self.rows = rows
        self.assets: AssetIndex = queries.asset_index(competition)
        wanted = {row.fixture for row in rows}
        self.fixtures = {each.external_id: each for each in competition.fixtures.filter(external_id__in=wanted)}
        self.before = current_states(competition, {each.pk for each in self.fixtures.values()})
        self.positions: list[str] = competition.sport.positions
        self.found: dict[Key, RowChange] = {}
        self.repeated: list[int] = []

    def preview(self, problems: Problems) -> Preview:
        for row in self.rows:
            try:
                self._add(self._change(row))
            except LookupError as error:
                problems.append((row.line, str(error.args[0])))
        return Preview(list(self.found.values()), self.repeated, sorted(problems))

    def _add(self, row: RowChange) -> None:
        """Take the row, unless one above it is about the same. Raises LookupError if that one says something else."""
        first = self.found.setdefault(row.change.key, row)
        if first.change != row.change:
            words = f"{row.asset} in {row.fixture} stands in line {first.line} already, with other figures."
            raise LookupError(words)
        if first.line != row.line:
            self.repeated.append(row.line)

    def _change(self, row: ScoreRow) -> RowChange:
        """What the row does. Raises LookupError with what to do."""
        fixture = self.fixtures.get(row.fixture)
        if fixture is None:
            raise LookupError(
                f"There is no fixture {row.fixture[:60]!r} in this competition; import the fixtures first."
            )
        if fixture.kickoff is None:
            words = (
                f"The fixture {row.fixture!r} has no kick-off yet, so nobody knows whose points these are; give it one."
            )
            raise LookupError(words)
        asset = self.assets.find(row.asset, row.name)
        key = (fixture.pk, asset.id)
        before = self.before.get(key)
        statistics = {**(before.statistics if before else {}), **row.statistics}
        after = State(self._position(row, asset, before), without_zeros(statistics))
        return RowChange(row.line, str(fixture), asset.name, Change(key, before, after))

    def _position(self, row: ScoreRow, asset: Listed, before: State | None) -> str:
        """The position in which the asset is scored: the row's, else as before, else its own."""
        position = row.position or (before.position if before else asset.position)
        if self.positions and position not in self.positions:
            what = f"{asset.name} plays in {position[:20]!r}" if position else f"{asset.name} has no position"
            raise LookupError(f"{what}; give one of {', '.join(self.positions)}.")
        return position
