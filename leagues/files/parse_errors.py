"""The problems of a file, by line. Pure."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

_SHOWN = 20  # problems; one mistake in the making of a file can make thousands
Problems = list[tuple[int, str]]
"""Line numbers, from 1, each with a sentence that says what to do."""
SomeProblems = Sequence[tuple[int, str]]
"""Line numbers and sentences like `Problems`, for those who only read them."""


class ParseError(ValueError):
    """A file that can't be read. `problems` are sorted by line."""

    def __init__(self, problems: Problems) -> None:
        words = _("line {line}: {sentence}")
        sentences = [words.format(line=line, sentence=sentence) for line, sentence in problems[:_SHOWN]]
        if (more := len(problems) - _SHOWN) > 0:
            sentences.append(
                ngettext("and {number} more problem", "and {number} more problems", more).format(number=more)
            )
        super().__init__("\n".join(sentences))
        self.problems = problems


def one_of(names: Iterable[str]) -> str:
    """Return names of which one is meant, for a sentence: `A or B or C`."""
    return _(" or ").join(names)
