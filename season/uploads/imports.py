"""The way of a file into a competition, the same for every kind of file.

    1  `preview` says what the file would change, and keeps it waiting in the database; nothing that counts changes
    2  `apply` works out anew what the waiting file changes, as things are then, and changes it

`run` does both at once, for programs. Everything happens under the competition's lock, and all or nothing.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Generic, NamedTuple, TypeVar

from django.db import transaction

from accounts.models import User
from leagues.files.tables import decode
from season.locks import lock_competition, require_keeper
from season.models import Competition, Upload
from season.uploads.records import get_waiting_upload, keep_waiting, new_upload, save_applied


class PreviewLine(NamedTuple):
    """Something that a file changes, in words. `kind` is `new` or `changed`."""

    kind: str
    subject: str
    change: str = ""


@dataclass(frozen=True, slots=True)
class UploadReport(ABC):
    """The changes that a file makes, or would make. `upload` is what is kept of the file; None: nothing is.

    `repeated` are lines that say once more, word for word, what one above them says: real files have such, and they
    do no harm.
    """

    upload: Upload | None = field(default=None, kw_only=True)
    repeated: Sequence[int] = field(default=(), kw_only=True)

    @abstractmethod
    def counts(self) -> dict[str, int]:
        """Return how many rows are `created`, `changed` and `unchanged`."""

    @abstractmethod
    def lines(self) -> Iterator[PreviewLine]:
        """Go through what changes, in the order of the file."""

    def changes_nothing(self) -> bool:
        """True if everything is as the file says already."""
        counts = self.counts()
        return not counts["created"] and not counts["changed"]


R = TypeVar("R", bound=UploadReport)


@dataclass(frozen=True, slots=True)
class FileImport(Generic[R]):
    """One kind of file. `plan` reads a text, given the file's name, and writes nothing; `write` makes it so.

    `plan` raises ParseError for every wrong line. The methods raise that too, and NotAllowed, CompetitionNotFound and
    CompetitionBusy.
    """

    kind: Upload.Kind
    plan: Callable[[Competition, str, str], R]
    write: Callable[[Competition, R, Upload], None]

    def preview(self, by: User, competition: Competition, content: bytes, file_name: str) -> R:
        """Return what a file would change; it waits as `upload`, in place of what the same person left waiting."""
        require_keeper(by, competition)
        text = decode(content)
        with transaction.atomic():
            competition = lock_competition(competition.pk)
            report = self.plan(competition, text, file_name)
            upload = new_upload(competition, by, self.kind, text, file_name)
            return replace(report, upload=keep_waiting(upload, text, report.counts()))

    def apply(self, by: User, upload: Upload) -> R:
        """Apply a previewed file, even if it changes nothing any more. Raises UploadNotFound if it doesn't wait."""
        require_keeper(by, upload.competition)
        with transaction.atomic():
            competition = lock_competition(upload.competition_id)
            upload = get_waiting_upload(upload, self.kind)
            report = self.plan(competition, upload.content, upload.file_name)
            return self._write(competition, report, upload, by)

    def run(
        self, by: User | None, competition: Competition, content: bytes, file_name: str, *, dry_run: bool = False
    ) -> R:
        """Apply a file at once; with `dry_run` only say what it would change. `by` is None at the command line.

        A file that changes nothing isn't kept as an upload.
        """
        require_keeper(by, competition)
        text = decode(content)
        with transaction.atomic():
            competition = lock_competition(competition.pk)
            report = self.plan(competition, text, file_name)
            if dry_run or report.changes_nothing():
                return report
            return self._write(competition, report, new_upload(competition, by, self.kind, text, file_name), by)

    def _write(self, competition: Competition, report: R, upload: Upload, by: User | None) -> R:
        save_applied(upload, by, report.counts())  # first, because the rows point to it
        self.write(competition, report, upload)
        return replace(report, upload=upload)
