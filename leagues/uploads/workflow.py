"""The way of a file into the place that it is for, the same for every kind of file.

    1  `preview` says what the file would change, and keeps it waiting in the database; nothing that counts changes
    2  `apply` works out anew what the waiting file changes, as things are then, and changes it

`run` does both at once, for programs. Everything happens under the place's lock, in one transaction. A file with wrong
lines is refused, unless its sender says that the good ones are wanted.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from leagues.files.parse_errors import ParseError, Problems
from leagues.files.tables import decode
from leagues.models import FileUpload
from leagues.uploads.records import UploadNotFound, describe_file, keep_waiting, save_applied
from leagues.uploads.reports import FileReport

P = TypeVar("P")
U = TypeVar("U", bound=FileUpload)
R = TypeVar("R", bound=FileReport)


class NothingToApply(ParseError):
    """A file of which nothing is applied, since lines are wrong; its `report` is of the others."""

    def __init__(self, report: FileReport, problems: Problems) -> None:
        super().__init__(problems)
        self.report = report


@dataclass(frozen=True, slots=True)
class FileWorkflow(ABC, Generic[P, U, R]):
    """One kind of file. `plan` reads a text, given the file's name, and writes nothing; `write` makes it so.

    `plan` adds what is wrong with lines to a list, and raises ParseError for what is no such file at all. The methods
    raise that too, and what `require` and `lock` raise.
    """

    plan: Callable[[P, str, str, Problems], R]
    write: Callable[[P, R, U], None]

    @abstractmethod
    def require(self, by: User | None, place: P) -> None:
        """Raises NotAllowed unless `by` may bring files there; None is somebody at the server's command line."""

    @abstractmethod
    def lock(self, place: P) -> P:
        """Return the place as it is now, which nobody else changes until the transaction ends."""

    @abstractmethod
    def place_of(self, upload: U) -> P:
        """Return where the file was brought."""

    @abstractmethod
    def new_upload(self, place: P, by: User | None) -> U:
        """Return an upload that isn't saved yet, and names no file yet."""

    @abstractmethod
    def uploads_beside(self, upload: U) -> "QuerySet[U]":
        """Return the uploads of this kind to the same place."""

    def finish_preview(self, place: P, report: R) -> R:
        """Return the report of a file that waits as its `upload`, with more that a person wants to see."""
        return report

    def keep_asked(self, by: User, place: P, text: str, file_name: str) -> U:
        """Keep a file until a person has said what its columns mean; it can't be applied before."""
        with transaction.atomic():
            upload = describe_file(self.new_upload(self.lock(place), by), text, file_name)
            return keep_waiting(upload, self.uploads_beside(upload), text, dict.fromkeys(_COUNTED, 0))

    def preview(self, by: User, place: P, content: bytes, file_name: str) -> R:
        """Return what a file would change; it waits as `upload`, in place of what the same person left waiting.

        Raises NothingToApply if no line that is right would change anything.
        """
        self.require(by, place)
        text = decode(content)
        with transaction.atomic():
            place = self.lock(place)
            report = self._plan(place, text, file_name)
            if report.problems and report.changes_nothing():
                raise NothingToApply(report, [*report.problems])
            upload = describe_file(self.new_upload(place, by), text, file_name)
            upload = keep_waiting(upload, self.uploads_beside(upload), text, report.counts(), report.problems)
            return self.finish_preview(place, replace(report, upload=upload))

    def look_again(self, by: User, upload: U) -> R:
        """Return what a waiting file would change as things are now; it waits on, and nothing is kept."""
        self.require(by, self.place_of(upload))
        return replace(self._plan(self.place_of(upload), upload.content, upload.file_name), upload=upload)

    def apply(self, by: User, upload: U, *, good_lines: bool = False) -> R:
        """Apply a previewed file, even if it changes nothing any more; with `good_lines` without the wrong ones.

        Raises UploadNotFound if it doesn't wait, and ParseError for wrong lines which are not left out.
        """
        self.require(by, self.place_of(upload))
        with transaction.atomic():
            place = self.lock(self.place_of(upload))
            upload = self.get_waiting(upload)
            report = self._plan(place, upload.content, upload.file_name, good_lines=good_lines)
            return self._write(place, report, upload, by, upload.content)

    def run(
        self,
        by: User | None,
        place: P,
        content: bytes,
        file_name: str,
        *,
        dry_run: bool = False,
        good_lines: bool = False,
    ) -> R:
        """Apply a file at once; with `dry_run` only say what it would change. `by` is None at the command line.

        A file that changes nothing isn't kept as an upload. With `good_lines` wrong lines are left out, else refused.
        """
        self.require(by, place)
        text = decode(content)
        with transaction.atomic():
            place = self.lock(place)
            report = self._plan(place, text, file_name, good_lines=good_lines)
            if dry_run or report.changes_nothing():
                return report
            upload = describe_file(self.new_upload(place, by), text, file_name)
            return self._write(place, report, upload, by, text)

    def get_waiting(self, upload: U) -> U:
        """Return the upload as it is now; its place must be locked. Raises UploadNotFound if it doesn't wait."""
        waiting = self.uploads_beside(upload).filter(pk=upload.pk, status=FileUpload.Status.PREVIEWED).first()
        if waiting is None:
            raise UploadNotFound
        return waiting

    def _plan(self, place: P, text: str, file_name: str, *, good_lines: bool = True) -> R:
        """Return what the right lines would change. Raises ParseError unless `good_lines`, or if there are none."""
        problems: Problems = []
        report = self.plan(place, text, file_name, problems)
        if problems and not (good_lines and report.good_lines()):
            raise NothingToApply(report, sorted(problems))
        return replace(report, problems=sorted(problems))

    def _write(self, place: P, report: R, upload: U, by: User | None, text: str) -> R:
        save_applied(upload, by, text, report.counts(), report.problems)  # first, because the rows point to it
        self.write(place, report, upload)
        return replace(report, upload=upload)


_COUNTED = ("created", "changed", "unchanged")
