"""The version of this code."""

import tomllib
from pathlib import Path


def read_version(project: Path) -> str:
    """Return the version in the project's pyproject.toml; "unknown" without one."""
    try:
        data = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))
    except OSError:
        return "unknown"
    return str(data["project"]["version"])
