"""Scores out of files."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from auctionsite.postgresql.clock import database_now
from auctionsite.text.isolates import isolated
from leagues.files.parse_errors import ParseError, Problems
from leagues.models import Sport
from leagues.sport_definitions import parse_statistics
from leagues.uploads.reports import PreviewLine
from season.competitions import queries
from season.competitions.asset_index import AssetIndex, IndexedAsset
from season.models import Competition, Upload
from season.scores.files import ScoreRow, parse_scores
from season.scores.performances import (
    PerformanceChange,
    PerformanceKey,
    PerformanceState,
    current_states,
    without_zeros,
    write_performances,
)
from season.uploads.checks import PlannedScore, odd_scores
from season.uploads.imports import FileImport, UploadReport
from season.uploads.planned import planned_fixture


@dataclass(frozen=True, slots=True)
class RowChange:
    """The change that a line makes, with the names that people know."""

    line: int
    fixture: str
    asset: str
    change: PerformanceChange
    planned: PlannedScore


@dataclass(frozen=True, slots=True)
class ScoreReport(UploadReport):
    """The changes that a file of scores makes, or would make; `rows` are its lines in order."""

    rows: Sequence[RowChange]

    def counts(self) -> dict[str, int]:
        """Return how many lines are new, changed, unchanged."""
        new = sum(row.change.is_new for row in self.rows)
        same = sum(row.change.is_same for row in self.rows)
        return {"created": new, "changed": len(self.rows) - new - same, "unchanged": same}

    def lines(self) -> Iterator[PreviewLine]:
        """Go through the lines that change something, with the figures before and after."""
        for row in self.rows:
            if not row.change.is_same:
                differences = row.change.differences().items()
                words = (f"{key} {old} → {new}" if old else f"{key} {new}" for key, (old, new) in differences)
                kind = "new" if row.change.is_new else "changed"
                subject = _("line {line}: {asset}, {fixture}")
                subject = subject.format(line=row.line, asset=row.asset, fixture=row.fixture)
                yield PreviewLine(kind, subject, ", ".join(words))

    def summary(self) -> str:
        """Return in how many fixtures something changes."""
        count = len({row.change.key[0] for row in self.rows if not row.change.is_same})
        return ngettext("in {number} fixture", "in {number} fixtures", count).format(number=count) if count else ""

    def corrections(self) -> list[RowChange]:
        """Return the lines that change what was there before."""
        return [row for row in self.rows if not row.change.is_new and not row.change.is_same]


def _plan(competition: Competition, text: str, file_name: str, problems: Problems) -> ScoreReport:
    """Return what each line would do. Raises ParseError where clubs score by themselves."""
    sport = competition.sport
    if sport.scored_by == Sport.ScoredBy.RESULTS:
        sentence = _("Clubs score by the results of their fixtures: import the fixtures in place of scores.")
        raise ParseError([(1, sentence)])
    rows = parse_scores(text, file_name, parse_statistics(sport.statistics), problems)
    return _Planner(competition, rows).plan(problems)


def _write(competition: Competition, report: ScoreReport, upload: Upload) -> None:
    write_performances(competition, upload, [row.change for row in report.rows])


SCORE_IMPORT = FileImport(_plan, _write, Upload.Kind.SCORES)
"""Files of what assets did in fixtures; the only way in which scores come into sports that have statistics."""


class _Planner:
    """Works out what rows would change, with one reading of the fixtures, the assets and what is kept of both."""

    def __init__(self, competition: Competition, rows: list[ScoreRow]) -> None:
        self.rows = rows
        self.assets: AssetIndex = queries.build_asset_index(competition)
        wanted = {row.fixture for row in rows}
        fixtures = list(competition.fixtures.select_related("round", "competition"))
        self.fixtures = {fixture.external_id: fixture for fixture in fixtures if fixture.external_id in wanted}
        self.planned = {key: planned_fixture(fixture) for key, fixture in self.fixtures.items()}
        self.sides = {name for fixture in fixtures for name in (fixture.home_name, fixture.away_name)}
        self.before = current_states(competition, {fixture.pk for fixture in self.fixtures.values()})
        self.positions: list[str] = competition.sport.positions
        self.changes: dict[PerformanceKey, RowChange] = {}
        self.repeated: list[int] = []
        self.contradicted: dict[PerformanceKey, int] = {}

    def plan(self, problems: Problems) -> ScoreReport:
        """Return what the rows would change; what is wrong with them is added to `problems`."""
        for row in self.rows:
            try:
                self._add(self._change(row))
            except LookupError as error:
                problems.append((row.line, str(error.args[0])))
        for key, line in self.contradicted.items():  # nobody knows which of the two is right
            row_left_out = self.changes.pop(key)
            words = _("{asset} in {fixture} stands in line {line} again, with other figures.")
            words = words.format(asset=row_left_out.asset, fixture=row_left_out.fixture, line=line)
            problems.append((row_left_out.line, words))
        rows = list(self.changes.values())
        odd = odd_scores((row.planned for row in rows), database_now())
        return ScoreReport(rows, repeated=self.repeated, warnings=odd, names=self.assets.questions)

    def _add(self, row: RowChange) -> None:
        """Take the row, unless one above it is about the same. Raises LookupError if that one says something else."""
        first = self.changes.setdefault(row.change.key, row)
        if first.change != row.change:
            self.contradicted.setdefault(row.change.key, row.line)
            words = _("{asset} in {fixture} stands in line {line} already, with other figures.")
            raise LookupError(words.format(asset=row.asset, fixture=row.fixture, line=first.line))
        if first.line != row.line:
            self.repeated.append(row.line)

    def _change(self, row: ScoreRow) -> RowChange:
        """Return what the row does. Raises LookupError with what to do."""
        fixture = self.fixtures.get(row.fixture)
        if fixture is None:
            words = _("There is no fixture {fixture!r} in this competition; import the fixtures first.")
            raise LookupError(words.format(fixture=row.fixture[:60]))
        if fixture.kickoff is None:
            words = _(
                "The fixture {fixture!r} has no kick-off yet, so nobody knows whose points these are; give it one."
            )
            raise LookupError(words.format(fixture=row.fixture))
        asset = self.assets.find(row.asset, row.name)
        key = (fixture.pk, asset.id)
        before = self.before.get(key)
        statistics = {**(before.statistics if before else {}), **row.statistics}
        after = PerformanceState(self._position(row, asset, before), without_zeros(statistics))
        club = asset.club if asset.club in self.sides else ""  # else it may be called otherwise there
        planned = PlannedScore(row.line, asset.name, club, self.planned[row.fixture], row.statistics)
        return RowChange(row.line, str(fixture), asset.name, PerformanceChange(key, before, after), planned)

    def _position(self, row: ScoreRow, asset: IndexedAsset, before: PerformanceState | None) -> str:
        """Return the position in which the asset is scored: the row's, else as before, else its own."""
        position = row.position or (before.position if before else asset.position)
        if self.positions and position not in self.positions:
            words = (
                _("{asset} plays in {position!r}; give one of {choices}.")
                if position
                else _("{asset} has no position; give one of {choices}.")
            )
            choices = ", ".join(self.positions)
            raise LookupError(words.format(asset=isolated(asset.name), position=position[:20], choices=choices))
        return position
