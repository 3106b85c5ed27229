"""A program of ours in the place of pg_dump."""

import os
import sys
from pathlib import Path

import pytest

CALLED = """#!/bin/sh
exec '{python}' '{program}' "$@"
"""


PROGRAM = """
import json, os, sys
said = {{"argv": sys.argv, "env": dict(os.environ)}}
if "--version" not in sys.argv:
    open({said!r}, "w").write(json.dumps(said))
    {act}
print("pg_dump (PostgreSQL) {version}.1")
"""


def stand_in(folder: Path, monkeypatch: pytest.MonkeyPatch, *, version: int = 99, act: str = "pass") -> Path:
    """A program of ours first on the PATH as pg_dump; it writes down how it was called, then acts."""
    folder.mkdir(exist_ok=True)
    called, program, said = folder / "pg_dump", folder / "program.py", folder / "said.json"
    program.write_text(PROGRAM.format(said=str(said), version=version, act=act))
    called.write_text(CALLED.format(python=sys.executable, program=program))  # no path with a space fits behind `#!`
    called.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    return said
