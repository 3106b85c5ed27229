"""Reports on a file: what it changes, or would change, as everybody who shows it needs it."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from leagues.files.parse_errors import SomeProblems
from leagues.models import FileUpload


class PreviewLine(NamedTuple):
    """Something that a file changes, in words. `kind` is `new`, `changed` or `gone`."""

    kind: str
    subject: str
    change: str = ""


@dataclass(frozen=True, slots=True)
class FileReport(ABC):
    """The changes that a file makes, or would make. `upload` is what is kept of the file; None: nothing is.

    `repeated` are lines that say once more, word for word, what one above them says: real files have such, and they
    do no harm. `problems` are those of the lines that are left out, and `warnings` say what is odd about the others.
    """

    upload: FileUpload | None = field(default=None, kw_only=True)
    repeated: Sequence[int] = field(default=(), kw_only=True)
    problems: SomeProblems = field(default=(), kw_only=True)
    warnings: SomeProblems = field(default=(), kw_only=True)

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
