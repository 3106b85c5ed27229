"""Fixtures out of files; where clubs meet, their scores follow from the results."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from accounts.models import User
from leagues.built_in_sports import sport_of_key
from leagues.files.asset_rows import ParseError
from leagues.files.tables import decode
from leagues.models import Sport
from leagues.services import import_shipped_clubs
from season import queries
from season.access import lock_competition, require_keeper
from season.assets import UnknownAsset
from season.formats.fixtures import MOST_FIXTURES, FixtureRow, Side, parse_fixtures
from season.models import Competition, Fixture, Round, Upload
from season.results import Result, figures_of
from season.services_competitions import make_competition
from season.services_performances import Change, Key, State, current_states, without_zeros, write
from season.services_standings import ask_recount
from season.services_uploads import let_wait, new_upload, save_applied, waiting_upload

SHIPPED_SEASON = Path(__file__).parent / "data" / "champions-league-2025-26.txt"
_MOST_ROUNDS = 400
_COLUMNS = (
    "round_id", "home_name", "away_name", "home_id", "away_id", "kickoff", "time_known", "status", "winner",
    "home_score", "away_score", "home_extra", "away_extra", "home_penalties", "away_penalties",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FixtureReport:
    """What an import did, or would do: external ids, in the order of the file. `upload` is what is kept of the file."""

    created: list[str]
    changed: list[str]
    unchanged: list[str]
    upload: Upload | None = None

    def counts(self) -> dict[str, int]:
        """How many fixtures are new, changed, unchanged."""
        return {"created": len(self.created), "changed": len(self.changed), "unchanged": len(self.unchanged)}


def import_fixtures(
    by: User | None, competition: Competition, content: bytes, file_name: str, *, dry_run: bool = False
) -> FixtureReport:
    """Make and change fixtures so that they are as the file says; those which are not in it stay as they are.

    All or nothing, and the same file again changes nothing. With `dry_run` everything is done and taken back.
    `by` is None at the command line. Raises NotAllowed, Busy, CompetitionNotFound, and ParseError for wrong lines.
    """
    require_keeper(by, competition)
    text = decode(content)
    rows = _parse(competition, text, file_name)
    with transaction.atomic():
        competition = lock_competition(competition.pk)
        report = _import(competition, rows, new_upload(competition, by, Upload.Kind.FIXTURES, text, file_name), by)
        transaction.set_rollback(dry_run)
    return replace(report, upload=None) if dry_run else report


def import_shipped_season(*, dry_run: bool = False) -> FixtureReport:
    """The Champions League 2025/26 that comes with the program, its clubs and fixtures; made once."""
    with transaction.atomic():
        import_shipped_clubs()
        sport = sport_of_key("football")
        competition = queries.competition_of(SHIPPED_SEASON.stem, sport.pk)
        if competition is None:
            fields: dict[str, Any] = {
                "name": "UEFA Champions League",
                "season": "2025/26",
                "time_zone": "Europe/Zurich",
            }
            competition = make_competition(None, sport, key=SHIPPED_SEASON.stem, **fields)
        report = import_fixtures(None, competition, SHIPPED_SEASON.read_bytes(), SHIPPED_SEASON.name)
        transaction.set_rollback(dry_run)
    return report


def preview_fixtures(by: User, competition: Competition, content: bytes, file_name: str) -> FixtureReport:
    """What a file would do; it waits as `upload`, in place of what the same person left waiting.

    Raises what `import_fixtures` raises.
    """
    report = import_fixtures(by, competition, content, file_name, dry_run=True)
    text = decode(content)
    upload = new_upload(competition, by, Upload.Kind.FIXTURES, text, file_name)
    with transaction.atomic():
        return replace(report, upload=let_wait(upload, text, report.counts()))


def apply_fixtures(by: User, upload: Upload) -> FixtureReport:
    """Apply a previewed upload: what it changes is worked out again, as things are now.

    Raises UploadNotFound, and what `import_fixtures` raises.
    """
    require_keeper(by, upload.competition)
    with transaction.atomic():
        competition = lock_competition(upload.competition_id)
        upload = waiting_upload(upload, Upload.Kind.FIXTURES)
        report = _import(competition, _parse(competition, upload.content, upload.file_name), upload, by)
        return replace(report, upload=save_applied(upload, by, report.counts()))


def _parse(competition: Competition, text: str, file_name: str) -> list[FixtureRow]:
    return parse_fixtures(text, file_name, ZoneInfo(competition.time_zone), competition.season)


def _import(competition: Competition, rows: list[FixtureRow], upload: Upload, by: User | None) -> FixtureReport:
    known = {each.external_id: each for each in competition.fixtures.all()}
    wanted = _wanted(competition, rows, known)
    new = [each for each in wanted if each.external_id not in known]
    old = [each for each in wanted if each.external_id in known]
    changed = [each for each in old if _values(each) != _values(known[each.external_id])]
    if len(known) + len(new) > MOST_FIXTURES:
        raise ParseError([(1, f"A competition has {MOST_FIXTURES} fixtures at most.")])
    touched = {each.external_id for each in changed}
    report = FixtureReport(
        created=[each.external_id for each in new],
        changed=[each.external_id for each in changed],
        unchanged=[each.external_id for each in old if each.external_id not in touched],
    )
    if not new and not changed:
        return report
    save_applied(upload, by, report.counts())
    _save(competition, [*new, *changed], upload)
    moved = [(known[each.external_id], each) for each in changed if _when(each) != _when(known[each.external_id])]
    if moved:
        ask_recount(competition.pk, rounds={each.round_id for pair in moved for each in pair})
    return replace(report, upload=upload)


def _when(fixture: Fixture) -> tuple[object, ...]:
    """What says for whom, and on which match day, a fixture counts."""
    return fixture.round_id, fixture.kickoff


def _values(fixture: Fixture) -> list[object]:
    return [getattr(fixture, name) for name in _COLUMNS]


def _wanted(competition: Competition, rows: list[FixtureRow], known: dict[str, Fixture]) -> list[Fixture]:
    """The fixtures as the file says they are, not saved yet. Raises ParseError for clubs that aren't there."""
    by_results = competition.sport.scored_by == Sport.ScoredBy.RESULTS
    clubs = _clubs(competition, rows) if by_results else {}
    rounds = _rounds(competition, rows)
    wanted = []
    for row in rows:
        before = known.get(row.external_id)
        values = {name: getattr(before, name) for name in _COLUMNS} if before else {}
        values |= {name: value for name, value in row.values.items() if name != "round"}
        if "round" in row.values:
            values["round_id"] = row.values["round"] and rounds[row.values["round"][0]]
        values |= {"home_name": row.home.name, "away_name": row.away.name}
        values |= {"home_id": clubs.get(row.home), "away_id": clubs.get(row.away)}
        wanted.append(Fixture(competition=competition, external_id=row.external_id, **values))
    return wanted


def _clubs(competition: Competition, rows: list[FixtureRow]) -> dict[Side, int]:
    """The id of each side's club. Raises ParseError for those that aren't there."""
    index = queries.asset_index(competition)
    found: dict[Side, int] = {}
    problems: list[tuple[int, str]] = []
    for line, side in ((row.line, side) for row in rows for side in (row.home, row.away)):
        try:
            if side not in found:
                found[side] = index.find_side(side.external_id, side.name).id
        except UnknownAsset as error:
            problems.append((line, str(error)))
    if problems:
        raise ParseError(problems)
    return found


def _rounds(competition: Competition, rows: list[FixtureRow]) -> dict[str, int]:
    """The ids of the rounds by name; new ones come after those that are there, unless they carry their number."""
    known = {each.name: each for each in competition.rounds.all()}
    named = {row.values["round"][0]: row.values["round"][1] for row in rows if row.values.get("round")}
    last = max((each.number for each in known.values()), default=0)
    new = []
    for name, number in named.items():
        if name not in known:
            last = last + 1 if number is None else last
            new.append(Round(competition=competition, name=name, number=last if number is None else number))
    if len(known) + len(new) > _MOST_ROUNDS:
        raise ParseError([(1, f"A competition has {_MOST_ROUNDS} rounds at most.")])
    return {each.name: each.pk for each in (*known.values(), *Round.objects.bulk_create(new))}


def _save(competition: Competition, fixtures: Sequence[Fixture], upload: Upload) -> None:
    """Write the fixtures, and what their results say of clubs."""
    saved = Fixture.objects.bulk_create(
        fixtures,
        update_conflicts=True,
        unique_fields=["competition", "external_id"],
        update_fields=[name.removesuffix("_id") for name in _COLUMNS],
    )
    if competition.sport.scored_by != Sport.ScoredBy.RESULTS:
        return
    before = current_states(competition, {each.pk for each in saved})
    after = {key: state for fixture in saved for key, state in _states(fixture).items()}
    keys = [*after, *(key for key in before if key not in after)]
    write(competition, upload, [Change(key, before.get(key), after.get(key)) for key in keys])


def _states(fixture: Fixture) -> dict[Key, State]:
    """What the result says of both clubs; nothing before the end."""
    goals = fixture.goals
    if fixture.status != Fixture.Status.FINISHED or goals is None:
        return {}
    shootout = fixture.home_penalties, fixture.away_penalties
    penalties = None if shootout[0] is None or shootout[1] is None else (shootout[0], shootout[1])
    sides = zip((fixture.home_id, fixture.away_id), figures_of(Result(goals, penalties)), strict=True)
    return {(fixture.pk, club): State("", without_zeros(figures)) for club, figures in sides if club is not None}
