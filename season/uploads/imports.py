"""The way of a file into a competition, the same for every kind of file.

    1  `preview` says what the file would change, and keeps it waiting in the database; nothing that counts changes
    2  `apply` works out anew what the waiting file changes, as things are then, and changes it

`run` does both at once, for programs. Everything happens under the competition's lock, in one transaction. A file with
wrong lines is refused, unless its sender says that the good ones are wanted.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Generic, NamedTuple, TypeVar

from django.db import transaction

from accounts.models import User
from leagues.files.parse_errors import ParseError, Problems, SomeProblems
from leagues.files.tables import decode
from season.locks import lock_competition, require_keeper
from season.models import Competition, Upload
from season.standings.effects import StandingEffect, effects_of
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
    do no harm. `problems` are those of the lines that are left out, and `warnings`
    say what is odd about the others: see `checks`. `effects` are those on standings, of what is previewed.
    """

    upload: Upload | None = field(default=None, kw_only=True)
    repeated: Sequence[int] = field(default=(), kw_only=True)
    problems: SomeProblems = field(default=(), kw_only=True)
    warnings: SomeProblems = field(default=(), kw_only=True)
    effects: Sequence[StandingEffect] = field(default=(), kw_only=True)

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

    def summary(self) -> str:
        """Return more about what changes, by kind; empty if there is no more to say."""
        return ""

    def good_lines(self) -> int:
        """Return how many lines can be applied, those that change nothing too."""
        return sum(self.counts().values()) + len(self.repeated)


R = TypeVar("R", bound=UploadReport)


@dataclass(frozen=True, slots=True)
class FileImport(Generic[R]):
    """One kind of file. `plan` reads a text, given the file's name, and writes nothing; `write` makes it so.

    `plan` adds what is wrong with lines to a list, and raises ParseError for what is no such file at all. The methods
    raise that too, and NotAllowed, CompetitionNotFound and CompetitionBusy.
    """

    kind: Upload.Kind
    plan: Callable[[Competition, str, str, Problems], R]
    write: Callable[[Competition, R, Upload], None]

    def preview(self, by: User, competition: Competition, content: bytes, file_name: str) -> R:
        """Return what a file would change; it waits as `upload`, in place of what the same person left waiting.

        Raises ParseError if no line that is right would change anything.
        """
        require_keeper(by, competition)
        text = decode(content)
        with transaction.atomic():
            competition = lock_competition(competition.pk)
            report = self._plan(competition, text, file_name)
            if report.problems and report.changes_nothing():
                raise ParseError([*report.problems])
            upload = new_upload(competition, by, self.kind, text, file_name)
            upload = keep_waiting(upload, text, report.counts(), report.problems)
            return replace(report, upload=upload, effects=self._effects(competition, report, upload))

    def apply(self, by: User, upload: Upload, *, good_lines: bool = False) -> R:
        """Apply a previewed file, even if it changes nothing any more; with `good_lines` without the wrong ones.

        Raises UploadNotFound if it doesn't wait, and ParseError for wrong lines which are not left out.
        """
        require_keeper(by, upload.competition)
        with transaction.atomic():
            competition = lock_competition(upload.competition_id)
            upload = get_waiting_upload(upload, self.kind)
            report = self._plan(competition, upload.content, upload.file_name, good_lines=good_lines)
            return self._write(competition, report, upload, by, upload.content)

    def run(
        self,
        by: User | None,
        competition: Competition,
        content: bytes,
        file_name: str,
        *,
        dry_run: bool = False,
        good_lines: bool = False,
    ) -> R:
        """Apply a file at once; with `dry_run` only say what it would change. `by` is None at the command line.

        A file that changes nothing isn't kept as an upload. With `good_lines` wrong lines are left out, else refused.
        """
        require_keeper(by, competition)
        text = decode(content)
        with transaction.atomic():
            competition = lock_competition(competition.pk)
            report = self._plan(competition, text, file_name, good_lines=good_lines)
            if dry_run or report.changes_nothing():
                return report
            upload = new_upload(competition, by, self.kind, text, file_name)
            return self._write(competition, report, upload, by, text)

    def _plan(self, competition: Competition, text: str, file_name: str, *, good_lines: bool = True) -> R:
        """Return what the right lines would change. Raises ParseError unless `good_lines`, or if there are none."""
        problems: Problems = []
        report = self.plan(competition, text, file_name, problems)
        if problems and not (good_lines and report.good_lines()):
            raise ParseError(sorted(problems))
        return replace(report, problems=sorted(problems))

    def _effects(self, competition: Competition, report: R, upload: Upload) -> Sequence[StandingEffect]:
        """Return what would become of the standings in a league's own competition."""
        if competition.league_id is None or report.changes_nothing():
            return []
        return effects_of(competition, lambda: self.write(competition, report, upload))

    def _write(self, competition: Competition, report: R, upload: Upload, by: User | None, text: str) -> R:
        save_applied(upload, by, text, report.counts(), report.problems)  # first, because the rows point to it
        self.write(competition, report, upload)
        return replace(report, upload=upload)
