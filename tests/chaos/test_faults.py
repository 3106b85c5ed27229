"""One fault of each kind in a room of twelve: whoever pressed in time is never told that it was late."""

import subprocess
import sys
from pathlib import Path

import pytest

from auctionsite.local.place import PROJECT
from ops.drill.crowd import PressedBid
from ops.drill.faults import FAULTS, IN_TIME_MS, is_wronged


def test_no_bid_in_time_is_refused_as_late_whatever_stops(tmp_path: Path) -> None:
    command = (
        sys.executable,
        "-m",
        "ops.drill.faults",
        "--faults",
        str(len(FAULTS)),
        "--managers",
        "12",
        "--folder",
        str(tmp_path / "site"),
    )
    run = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=590, check=False)
    assert run.returncode == 0, run.stdout + run.stderr[-4000:]
    for fault in FAULTS:
        assert f"1 × {fault.name}" in run.stdout
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize(
    ("code", "pressed", "cut", "wronged"),
    [
        ("lot_closed", IN_TIME_MS, False, True),
        ("missed_by_server", IN_TIME_MS, False, True),
        ("lot_closed", IN_TIME_MS - 1, False, False),
        ("lot_closed", IN_TIME_MS, True, False),
        ("too_low", IN_TIME_MS, False, False),
    ],
)
def test_bid_is_wronged_if_it_was_pressed_in_time_and_refused_as_late(
    code: str, pressed: int, cut: bool, wronged: bool
) -> None:
    bid = PressedBid({}, web=0, pressed_at=1_000_000 - pressed, sent_at=0.0, cut=cut, code=code, deadline=1_000_000)
    assert is_wronged(bid) == wronged
