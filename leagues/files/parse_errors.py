"""The problems of a file, by line. Pure."""

from collections.abc import Sequence

_SHOWN = 20  # problems; one mistake in the making of a file can make thousands
Problems = list[tuple[int, str]]
"""Line numbers, from 1, each with a sentence that says what to do."""
SomeProblems = Sequence[tuple[int, str]]
"""The same, to read."""


class ParseError(ValueError):
    """A file that can't be read. `problems` are sorted by line."""

    def __init__(self, problems: Problems) -> None:
        sentences = [f"line {line}: {sentence}" for line, sentence in problems[:_SHOWN]]
        more = [f"and {len(problems) - _SHOWN} more problems"] if len(problems) > _SHOWN else []
        super().__init__("\n".join(sentences + more))
        self.problems = problems
