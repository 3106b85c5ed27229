"""The rows of uploaded files: a previewed one waits here, whichever server answers next, until it is applied."""

import hashlib
from collections.abc import Mapping
from typing import TypeVar

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from leagues.files.parse_errors import SomeProblems
from leagues.models import FileUpload
from leagues.uploads.mending import lines_to_mend

U = TypeVar("U", bound=FileUpload)


class UploadNotFound(Exception):
    """There is no such upload waiting: it was applied already, or a newer one has taken its place."""

    def __init__(self) -> None:
        super().__init__(_("This upload doesn't wait any more: it was applied, or a newer one took its place."))


def describe_file(upload: U, text: str, file_name: str) -> U:
    """Say of an upload that isn't saved yet which file it is: its name's end, and what is the same for equal files."""
    upload.digest, upload.file_name = hashlib.sha256(text.encode()).hexdigest(), file_name[-200:]
    return upload


def keep_waiting(
    upload: U, others: "QuerySet[U]", text: str, counts: Mapping[str, int], problems: SomeProblems = ()
) -> U:
    """Keep a file until it is applied, in place of what the same person left waiting among the others.

    Nothing that counts changes.
    """
    others.filter(status=FileUpload.Status.PREVIEWED, by=upload.by).delete()
    upload.status, upload.content = FileUpload.Status.PREVIEWED, text
    return _save(upload, counts, text, problems)


def save_applied(upload: U, by: User | None, text: str, counts: Mapping[str, int], problems: SomeProblems = ()) -> U:
    """Keep who applied the file, when, and how much it changed; of the file itself only the lines to mend."""
    upload.by, upload.content = by, ""
    upload.status, upload.applied_at = FileUpload.Status.APPLIED, timezone.now()
    return _save(upload, counts, text, problems)


def save_taken_back(upload: FileUpload, by: User | None) -> None:
    """Keep who took the upload back, and when."""
    upload.status, upload.taken_back_at, upload.taken_back_by = FileUpload.Status.TAKEN_BACK, timezone.now(), by
    upload.save(update_fields=["status", "taken_back_at", "taken_back_by"])


def _save(upload: U, counts: Mapping[str, int], text: str, problems: SomeProblems) -> U:
    upload.to_mend = lines_to_mend(text, upload.file_name, problems)
    upload.left_out = len({line for line, _ in problems})
    upload.created, upload.changed, upload.unchanged = counts["created"], counts["changed"], counts["unchanged"]
    upload.save()
    return upload
