"""Uploads are taken back: what they wrote becomes again what it was before them.

    1  an upload is taken back whole, or not at all
    2  not before later ones that wrote the same rows, or into fixtures that it made: these are named
    3  performances go first, then fixtures, then match days that are left without any
    4  points and standings follow, in the same way as after an upload

Corrections stay as they are: they are what happened. The upload says by whom it was taken back, and when.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from leagues.uploads.records import save_taken_back
from season.fixtures.records import delete_rounds_of_nothing, restore_fixtures
from season.locks import lock_competition, require_keeper
from season.models import Upload, UploadChange
from season.scores.performances import restore_performances
from season.uploads.changes import is_kept_whole, later_uploads

_NAMED = 5


class CannotTakeBack(Exception):
    """The upload can't be taken back now; the text says why, and what to do."""


def take_back(by: User | None, upload: Upload) -> Upload:
    """Make everything again as it was before an upload; `by` is None at the command line.

    Raises NotAllowed, CompetitionNotFound, CompetitionBusy, and CannotTakeBack.
    """
    require_keeper(by, upload.competition)
    with transaction.atomic():
        competition = lock_competition(upload.competition_id)
        upload.refresh_from_db()
        check_taking_back(upload)
        changes = list(upload.changes.all())
        restore_performances(competition, [each for each in changes if each.what == UploadChange.What.PERFORMANCE])
        restore_fixtures(competition, changes)
        save_taken_back(upload, by)
        delete_rounds_of_nothing(competition)
    return upload


def check_taking_back(upload: Upload) -> None:
    """Raises CannotTakeBack for an upload that can't be taken back, as things are."""
    if upload.status == Upload.Status.TAKEN_BACK:
        raise CannotTakeBack(_("This upload was taken back already."))
    if upload.status != Upload.Status.APPLIED:
        raise CannotTakeBack(_("This upload was never applied, so there is nothing to take back."))
    if not is_kept_whole(upload):
        raise CannotTakeBack(_("What this upload replaced was not kept then. Upload a corrected file."))
    later = list(later_uploads(upload)[: _NAMED + 1])
    if later:
        names = ", ".join(str(each) for each in later[:_NAMED])
        sentence = (
            _("Later uploads changed the same lines. Take these back first, in this order: {uploads}, and others.")
            if len(later) > _NAMED
            else _("Later uploads changed the same lines. Take these back first, in this order: {uploads}.")
        )
        raise CannotTakeBack(sentence.format(uploads=names))
