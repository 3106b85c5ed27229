"""The drill of operations.md: every part is stopped, named, missed by its alert, and back."""

import subprocess
import sys
from pathlib import Path

import pytest

from auctionsite.local.place import PROJECT
from ops.drill import recorder
from ops.drill.__main__ import DRILLS
from ops.drill.recorder import AlertCheck


def test_every_part_is_named_missed_and_back(tmp_path: Path) -> None:
    command = (sys.executable, "-m", "ops.drill", "--within", "30", "--folder", str(tmp_path / "a site"))
    run = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=390, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    for each in DRILLS:
        assert f"{each.part:<9} named after" in run.stdout
    assert "every bid and every unit of money" in run.stdout
    assert ("alerts    true on" in run.stdout) == (recorder.promtool() is not None)
    assert not (tmp_path / "a site").exists()


@pytest.mark.skipif(
    recorder.promtool() is None, reason="promtool isn't installed; `apt-get install prometheus` brings it"
)
def test_an_alert_is_asked_of_what_was_recorded() -> None:
    program = str(recorder.promtool())
    silent: list[recorder.Sample | None] = [{'auctionsite_source_up{source="database"}': 0.0}] * 3
    answering: list[recorder.Sample | None] = [{'auctionsite_source_up{source="database"}': 1.0}] * 3
    true_then = [AlertCheck("DatabaseNotSeen", 1, expected=False), AlertCheck("DatabaseNotSeen", 4, expected=True)]
    assert recorder.ask(program, answering + silent, true_then) == ""
    assert "FAILED" in recorder.ask(program, answering + answering, true_then)
    gone = [AlertCheck("SiteNotSeen", 1, expected=True)]
    seen: list[recorder.Sample | None] = [{'auctionsite_process_info{part="web"}': 1.0}]
    assert recorder.ask(program, [*seen, None, None], gone) == ""
    assert "FAILED" in recorder.ask(program, seen * 3, gone)
