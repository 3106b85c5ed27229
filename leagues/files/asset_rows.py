"""What all files of assets have in common: rows, and errors that name the line. Pure."""

from dataclasses import dataclass

_SHOWN = 20  # problems; one mistake in the making of a file can make thousands


class ParseError(ValueError):
    """A file that can't be read. `problems` are pairs of a line number, from 1, and a sentence that says what to do."""

    def __init__(self, problems: list[tuple[int, str]]) -> None:
        sentences = [f"line {line}: {sentence}" for line, sentence in problems[:_SHOWN]]
        more = [f"and {len(problems) - _SHOWN} more problems"] if len(problems) > _SHOWN else []
        super().__init__("\n".join(sentences + more))
        self.problems = problems

    @property
    def line(self) -> int:
        """The first line with a problem."""
        return self.problems[0][0]


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetRow:
    """One asset as a file describes it. What is None is not in the file, and stays as it is."""

    external_id: str
    name: str
    country: str | None = None
    position: str | None = None
    club: str | None = None
    rank: int | None = None
