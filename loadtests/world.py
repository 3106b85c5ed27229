"""The world of a load test: where the site is, how many come when, and who they are. A JSON file."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

VARIABLE = "LOADTEST_WORLD"
"""The environment variable with the file's path."""


@dataclass(frozen=True, slots=True)
class Person:
    """A manager: the auction they bid in, and the tokens of their device."""

    auction: str
    access: str
    refresh: str


@dataclass(frozen=True, slots=True)
class World:
    """`scenario` is the name of one; `minutes` is how long it takes."""

    url: str
    scenario: str
    minutes: float
    people: list[Person]

    def write(self, path: Path) -> None:
        """For the process that plays the people. Only this user reads it: whoever has the tokens is those people."""
        path.touch(mode=0o600)
        path.write_text(json.dumps(asdict(self)), encoding="utf-8")

    @classmethod
    def read(cls, path: Path) -> Self:
        """Of a file that was written so."""
        fields = json.loads(path.read_text(encoding="utf-8"))
        return cls(**{**fields, "people": [Person(**each) for each in fields["people"]]})
