"""The place of real files the project may not ship: beside the project, or in RECORDED_DATA. If absent, tests skip."""

import os
from pathlib import Path

import pytest

DATA = Path(os.environ.get("RECORDED_DATA") or Path(__file__).parents[2] / "shared" / "data")
CHAMPIONS_LEAGUE = DATA / "football" / "champions-league-2025-26.txt"
EURO = DATA / "untouched" / "euro-2024.txt"
FPL = DATA / "fpl-2025-26"
IPL = DATA / "cricket-ipl-2026"
needs_recorded_data = pytest.mark.skipif(
    not all(path.exists() for path in (CHAMPIONS_LEAGUE, EURO, FPL, IPL)),
    reason="the recorded seasons are not on this machine",
)
