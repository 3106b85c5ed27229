"""The way of a file into a competition, under its lock; `leagues/uploads/workflow.py` has the steps."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from django.db.models import QuerySet

from accounts.models import User
from leagues.uploads.reports import FileReport
from leagues.uploads.workflow import FileWorkflow
from season.competitions.asset_index import NameQuestion
from season.locks import lock_competition, require_keeper
from season.models import Competition, Upload
from season.standings.effects import StandingEffect, effects_of


@dataclass(frozen=True, slots=True)
class UploadReport(FileReport):
    """The changes that a file makes, or would make. `effects` are those on standings, of what is previewed.

    `names` are those of which only a person knows whom they mean.
    """

    upload: Upload | None = field(default=None, kw_only=True)
    effects: Sequence[StandingEffect] = field(default=(), kw_only=True)
    names: Sequence[NameQuestion] = field(default=(), kw_only=True)


R = TypeVar("R", bound=UploadReport)


@dataclass(frozen=True, slots=True)
class FileImport(FileWorkflow[Competition, Upload, R]):
    """One kind of file for a competition. The methods raise NotAllowed, CompetitionNotFound and CompetitionBusy too."""

    kind: Upload.Kind

    def require(self, by: User | None, place: Competition) -> None:
        """Raises NotAllowed unless `by` may upload to the competition."""
        require_keeper(by, place)

    def lock(self, place: Competition) -> Competition:
        """Return the competition as it is now, for this transaction alone."""
        return lock_competition(place.pk)

    def place_of(self, upload: Upload) -> Competition:
        """Return the competition that the file was brought to."""
        return upload.competition

    def new_upload(self, place: Competition, by: User | None) -> Upload:
        """Return an upload that isn't saved yet."""
        return Upload(competition=place, by=by, kind=self.kind)

    def uploads_beside(self, upload: Upload) -> "QuerySet[Upload]":
        """Return the uploads of this kind to the same competition."""
        return Upload.objects.filter(competition=upload.competition, kind=self.kind)

    def finish_preview(self, place: Competition, report: R) -> R:
        """Return the report with what would become of the standings in a league's own competition."""
        upload = report.upload
        if upload is None or place.league_id is None or report.changes_nothing():
            return report
        return replace(report, effects=effects_of(place, lambda: self.write(place, report, upload)))
