"""The Dockerfile's contents, and the files that `docker build` would have to do with."""

import json
import os
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath

from auctionsite.settings import BASE_DIR


@dataclass
class Stage:
    """One FROM with what follows: (instruction, its text)."""

    name: str
    parent: str
    steps: list[tuple[str, str]] = field(default_factory=list)

    def of(self, instruction: str) -> list[str]:
        """The texts of one instruction, in order."""
        return [text for each, text in self.steps if each == instruction]


def read_stages() -> dict[str, Stage]:
    """The stages of the Dockerfile by name, in order."""
    text = (BASE_DIR / "Dockerfile").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    found: dict[str, Stage] = {}
    for line in "\n".join(lines).replace("\\\n", " ").splitlines():
        instruction, _, rest = line.partition(" ")
        if instruction == "FROM":
            parent, _, name = rest.split()
            stage = found[name] = Stage(name, parent)
        else:
            stage.steps.append((instruction, rest))
    return found


def copies(stage: Stage) -> Iterator[tuple[str | None, list[str]]]:
    """(the stage copied from, or None for the project's folder; the sources) of each COPY."""
    for text in stage.of("COPY"):
        words = shlex.split(text)
        options = [word for word in words if word.startswith("--")]
        other = next((word.removeprefix("--from=") for word in options if word.startswith("--from=")), None)
        yield other, words[len(options) : -1]


def instruction_words(stage: Stage, instruction: str) -> list[str]:
    """The words of the last CMD, or of the command of the last HEALTHCHECK."""
    text = stage.of(instruction)[-1]
    words = json.loads(text[text.index("[") :])
    assert isinstance(words, list)
    return words


def is_ignored(path: str | PurePosixPath) -> bool:
    """Return True if .dockerignore keeps a file out: the last line that matches it, or a folder above it, decides."""
    path = PurePosixPath(path)
    above = [path, *path.parents][:-1]
    verdict = False
    for line in (BASE_DIR / ".dockerignore").read_text(encoding="utf-8").splitlines():
        pattern = line.removeprefix("!").strip()
        if pattern and not line.startswith("#") and any(_matches(each, pattern) for each in above):
            verdict = not line.startswith("!")
    return verdict


def _matches(path: PurePosixPath, pattern: str) -> bool:
    if pattern.startswith("**/"):
        return fnmatch(path.name, pattern.removeprefix("**/"))
    return len(path.parts) == pattern.count("/") + 1 and fnmatch(str(path), pattern)


def build_context() -> Iterator[Path]:
    """The files that `COPY . .` copies, relative to the project's folder."""
    for folder, folders, files in os.walk(BASE_DIR):
        here = Path(folder).relative_to(BASE_DIR)
        folders[:] = [name for name in folders if not is_ignored((here / name).as_posix())]
        yield from (here / name for name in files if not is_ignored((here / name).as_posix()))


def started_programs(text: str) -> set[str]:
    """The management commands and the files of ops/ that a text starts."""
    return set(re.findall(r"manage\.py\W+(\w+)", text)) | set(re.findall(r"\bops/[\w/]+\.(?:sh|py)", text))
