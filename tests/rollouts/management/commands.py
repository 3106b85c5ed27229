"""Management commands as somebody at a terminal runs them."""

import json
from dataclasses import dataclass
from io import StringIO
from typing import Any

from django.core.management import call_command
from django.core.management.base import CommandError


@dataclass(frozen=True)
class Ran:
    """The output of a command, and its exit code."""

    out: str
    err: str
    code: int

    def json(self) -> Any:
        """Return what it printed for programs."""
        return json.loads(self.out)


def run(*words: str) -> Ran:
    """Run a command; wrong arguments end with code 2, as from a shell."""
    out, err = StringIO(), StringIO()
    try:
        call_command(*words, stdout=out, stderr=err)
    except CommandError as error:
        wrong_arguments = "Error:" in str(error)
        return Ran(out.getvalue(), f"{err.getvalue()}{error}", 2 if wrong_arguments else error.returncode)
    return Ran(out.getvalue(), err.getvalue(), 0)
