"""The commands of a document: those in its `sh` blocks, by section, with what it shows them print.

The conventions, which a phone's reader needs no legend for: a line is a command; two spaces and `#` begin a remark; a
remark may say `exit code N`, else it is 0. A `text` block shows lines that the commands before it print, in this order,
`…` standing for anything.
"""

import re
import shlex
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

DOCS = Path(settings.BASE_DIR) / "docs"
_BLOCK = re.compile(r"^```(?P<kind>sh|text)\n(?P<body>.*?)^```", re.DOTALL | re.MULTILINE)
_REMARK = re.compile(r"\s{2,}#\s*(?P<said>.*)$")
_IN_PROSE = re.compile(r"`((?:manage\.py|systemctl|journalctl|docker compose) [^`]+)`")


@dataclass(frozen=True)
class Command:
    """A line as it is typed, and the exit code that the document tells of."""

    line: str
    code: int = 0

    @property
    def words(self) -> list[str]:
        """As a shell would split the line, without what its output is piped into."""
        words = shlex.split(self.line)
        return words[: words.index("|")] if "|" in words else words


@dataclass(frozen=True)
class Step:
    """Commands, and the lines shown of what they print."""

    commands: tuple[Command, ...]
    shown: tuple[str, ...]


@dataclass
class Section:
    """A heading with its steps, in order."""

    document: str
    heading: str
    steps: list[Step] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{self.document}-{self.heading}"


def read_sections(document: str) -> list[Section]:
    """Those of a document of docs/ that have commands."""
    text = (DOCS / document).read_text(encoding="utf-8")
    blocks = {found.start(): found for found in _BLOCK.finditer(text)}
    inside = [range(found.start(), found.end()) for found in blocks.values()]
    headings = {
        found.start(): found[1]
        for found in re.finditer(r"^#+ (.+)$", text, re.MULTILINE)
        if not any(found.start() in each for each in inside)
    }
    made: list[Section] = []
    for place in sorted({**blocks, **headings}):
        if place in headings:
            made.append(Section(document, headings[place]))
        elif blocks[place]["kind"] == "sh":
            made[-1].steps.append(Step(tuple(_commands(blocks[place]["body"])), ()))
        else:
            made[-1].steps[-1:] = _shown(made[-1].steps, blocks[place]["body"])
    return [section for section in made if section.steps]


def _shown(steps: list[Step], body: str) -> list[Step]:
    assert steps, f"what prints this? {body}"
    return [Step(steps[-1].commands, tuple(body.splitlines()))]


def _commands(body: str) -> list[Command]:
    made = []
    for line in filter(str.strip, body.replace("\\\n", " ").splitlines()):
        remark = _REMARK.search(line)
        code = re.search(r"exit code (\d+)", remark["said"]) if remark else None
        made.append(Command(line[: remark.start()] if remark else line, int(code[1]) if code else 0))
    return made


def commands_in_prose(document: str) -> list[Command]:
    """Commands that are named within sentences and tables."""
    text = _BLOCK.sub("", (DOCS / document).read_text(encoding="utf-8"))
    return [Command(found) for found in _IN_PROSE.findall(text)]


def find_difference(shown: tuple[str, ...], printed: str) -> str:
    """The first shown line that wasn't printed after the one before it; empty if all were."""
    lines = iter(printed.splitlines())
    for wanted in shown:
        pattern = re.compile(".*".join(map(re.escape, wanted.split("…"))))
        if not any(pattern.fullmatch(line) for line in lines):
            return wanted
    return ""
