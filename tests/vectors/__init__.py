"""Rules that the page's JavaScript states a second time, as cases that pytest and `node --test` both play."""

import json
from pathlib import Path
from typing import Any


def vectors(name: str) -> list[dict[str, Any]]:
    """The cases of `<name>.json`."""
    cases: list[dict[str, Any]] = json.loads((Path(__file__).parent / f"{name}.json").read_text("utf-8"))["vectors"]
    return cases
