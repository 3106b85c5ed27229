"""The rows of uploaded files: a previewed one waits here, whichever server answers next, until it is applied."""

import hashlib
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from leagues.files.parse_errors import SomeProblems
from season.locks import lock_competition
from season.models import Competition, Upload
from season.uploads.mending import lines_to_mend


class UploadNotFound(Exception):
    """There is no such upload waiting: it was applied already, or a newer one has taken its place."""

    def __init__(self) -> None:
        super().__init__("This upload doesn't wait any more: it was applied, or a newer one took its place.")


def new_upload(competition: Competition, by: User | None, kind: Upload.Kind, text: str, file_name: str) -> Upload:
    """Return an upload that isn't saved yet; `by` is None at the command line."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Upload(competition=competition, by=by, kind=kind, file_name=file_name[-200:], digest=digest)


def keep_waiting(upload: Upload, text: str, counts: Mapping[str, int], problems: SomeProblems = ()) -> Upload:
    """Keep a file until it is applied, in place of what the same person left waiting. Nothing that counts changes."""
    waiting = Upload.objects.filter(competition=upload.competition, kind=upload.kind, status=Upload.Status.PREVIEWED)
    waiting.filter(by=upload.by).delete()
    upload.status, upload.content = Upload.Status.PREVIEWED, text
    return _save(upload, counts, text, problems)


def keep_asked(by: User, competition: Competition, kind: Upload.Kind, text: str, file_name: str) -> Upload:
    """Keep a file until a person has said what its columns mean; it can't be applied before."""
    nothing = {"created": 0, "changed": 0, "unchanged": 0}
    with transaction.atomic():
        lock_competition(competition.pk)
        return keep_waiting(new_upload(competition, by, kind, text, file_name), text, nothing)


def get_waiting_upload(upload: Upload, kind: Upload.Kind) -> Upload:
    """Return the upload as it is now. Raises UploadNotFound if it doesn't wait; its competition must be locked."""
    waiting = Upload.objects.filter(pk=upload.pk, kind=kind, status=Upload.Status.PREVIEWED).first()
    if waiting is None:
        raise UploadNotFound
    return waiting


def save_applied(
    upload: Upload, by: User | None, text: str, counts: Mapping[str, int], problems: SomeProblems = ()
) -> Upload:
    """Keep who applied the file, when, and how much it changed; of the file itself only the lines to mend."""
    upload.by, upload.content = by, ""
    upload.status, upload.applied_at = Upload.Status.APPLIED, timezone.now()
    return _save(upload, counts, text, problems)


def _save(upload: Upload, counts: Mapping[str, int], text: str, problems: SomeProblems) -> Upload:
    upload.to_mend = lines_to_mend(text, upload.file_name, problems)
    upload.left_out = len({line for line, _ in problems})
    upload.created, upload.changed, upload.unchanged = counts["created"], counts["changed"], counts["unchanged"]
    upload.save()
    return upload
