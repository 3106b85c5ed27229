"""The one place that writes performances: what changed, its history, and the points that follow."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from season.models import Competition, Correction, Fixture, Performance, Upload, UploadChange
from season.scores.asset_points import schemes_in_use, store_points
from season.standings.services import request_recount
from season.uploads.changes import keep_changes

_AT_A_TIME = 5_000


class PerformanceState(NamedTuple):
    """The content of a performance. Statistics that are 0 are left out, so that the same is always equal."""

    position: str
    statistics: Mapping[str, int]

    def to_json(self) -> dict[str, Any]:
        """Return the state as the history of uploads stores it."""
        return {"position": self.position, "statistics": dict(self.statistics)}

    def flat(self) -> dict[str, int | str]:
        """Statistics and position under one roof."""
        return {**self.statistics, "position": self.position}


PerformanceKey = tuple[int, int]
"""The id of the fixture, then that of the asset."""


@dataclass(frozen=True, slots=True)
class PerformanceChange:
    """The change of one performance; None before: there was none, None after: it is taken back."""

    key: PerformanceKey
    before: PerformanceState | None
    after: PerformanceState | None

    @property
    def is_new(self) -> bool:
        """True if there was no performance before."""
        return self.before is None

    @property
    def is_same(self) -> bool:
        """True if nothing changes."""
        return self.before == self.after

    def differences(self) -> dict[str, tuple[int | str, int | str]]:
        """Return the differences, by the key of the statistic or as `position`: from and to."""
        before, after = (state.flat() if state else {"position": ""} for state in (self.before, self.after))
        names = [*before, *(name for name in after if name not in before)]
        pairs = {name: (before.get(name, 0), after.get(name, 0)) for name in names}
        return {name: (old, new) for name, (old, new) in pairs.items() if old != new}


def current_states(competition: Competition, fixtures: set[int]) -> dict[PerformanceKey, PerformanceState]:
    """Return the performances that are kept of these fixtures now."""
    rows = Performance.objects.filter(fixture__competition=competition, fixture__in=fixtures)
    values = rows.values_list("fixture_id", "asset_id", "position", "statistics")
    return {(fixture, asset): PerformanceState(position, statistics) for fixture, asset, position, statistics in values}


def without_zeros(statistics: Mapping[str, int]) -> dict[str, int]:
    """The statistics that are something."""
    return {key: value for key, value in statistics.items() if value}


def write_performances(competition: Competition, upload: Upload, changes: list[PerformanceChange]) -> None:
    """Make the changes, keep what was there before, work out the points, and have the standings counted again.

    Call it in a transaction that has locked the competition, with changes worked out under that lock. However many
    changes there are, the number of statements is the same for each 5,000 of them.
    """
    real = [change for change in changes if not change.is_same]
    keep_changes(_kept(real, upload))
    written = _save([_performance(change.key, change.after, upload) for change in real if change.after is not None])
    _delete([change.key for change in real if change.after is None])
    Correction.objects.bulk_create(
        [_correction(change.key, change.before, change.after, upload) for change in real if change.before is not None],
        batch_size=_AT_A_TIME,
    )
    _follow(competition, written, {fixture for fixture, _ in (change.key for change in real)})


def restore_performances(competition: Competition, changes: Iterable[UploadChange]) -> None:
    """Make performances again what they were before an upload, points and all; call it as `write_performances`.

    A row that comes back has the id that it had, so that lists are in the order of before.
    """
    fixtures = dict(competition.fixtures.values_list("external_id", "pk"))
    before = {(fixtures[each.name], each.asset_id): each.before for each in changes if each.asset_id is not None}
    _delete([key for key, row in before.items() if row is None])
    rows = [Performance(fixture_id=key[0], asset_id=key[1], **row) for key, row in before.items() if row is not None]
    _follow(competition, _save(rows), {fixture for fixture, _ in before})


def _save(performances: list[Performance]) -> list[Performance]:
    return Performance.objects.bulk_create(
        performances,
        batch_size=_AT_A_TIME,
        update_conflicts=True,
        unique_fields=["fixture", "asset"],
        update_fields=["position", "statistics", "upload"],
    )


def _follow(competition: Competition, written: list[Performance], fixtures: set[int]) -> None:
    """Work out the points of what was written, and have the match days of these fixtures counted again."""
    if written:
        store_points(schemes_in_use(competition), written)
    if fixtures:
        rounds = Fixture.objects.filter(pk__in=fixtures).values_list("round_id", flat=True).distinct()
        request_recount(competition.pk, rounds=rounds)


def _kept(changes: list[PerformanceChange], upload: Upload) -> list[UploadChange]:
    """Return what is replaced, with the id and the upload of each row, and what replaces it."""
    fixtures = dict(Fixture.objects.filter(pk__in={each.key[0] for each in changes}).values_list("pk", "external_id"))
    rows = Performance.objects.filter(fixture__in=fixtures).values_list("fixture_id", "asset_id", "pk", "upload_id")
    there = {(fixture, asset): {"id": pk, "upload_id": by} for fixture, asset, pk, by in rows}
    return [
        UploadChange(
            upload=upload,
            what=UploadChange.What.PERFORMANCE,
            name=fixtures[change.key[0]],
            asset_id=change.key[1],
            before=change.before and {**change.before.to_json(), **there[change.key]},
            after=change.after and change.after.to_json(),
        )
        for change in changes
    ]


def _performance(key: PerformanceKey, state: PerformanceState, upload: Upload) -> Performance:
    fixture, asset = key
    statistics = dict(state.statistics)
    return Performance(
        fixture_id=fixture, asset_id=asset, position=state.position, statistics=statistics, upload=upload
    )


def _correction(
    key: PerformanceKey, before: PerformanceState, after: PerformanceState | None, upload: Upload
) -> Correction:
    content = after.to_json() if after else None
    return Correction(upload=upload, fixture_id=key[0], asset_id=key[1], before=before.to_json(), after=content)


def _delete(keys: list[PerformanceKey]) -> None:
    """Delete performances with their points."""
    if wanted := set(keys):
        rows = Performance.objects.filter(fixture__in={fixture for fixture, _ in wanted})
        gone = [pk for pk, *key in rows.values_list("pk", "fixture_id", "asset_id") if tuple(key) in wanted]
        Performance.objects.filter(pk__in=gone).delete()
