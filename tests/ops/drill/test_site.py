"""The site that a drill starts for itself."""

import subprocess
import sys
from pathlib import Path

import pytest

from auctionsite.local.processes import start_time_of
from auctionsite.settings import BASE_DIR
from tests.live import eventually

KILLED = """
import os, signal, sys, time
from pathlib import Path
from ops.drill.site import LocalSite

class Killed(LocalSite):
    def _is_up(self):
        while "tether" in Path(f"/proc/{self._launcher.pid}/cmdline").read_text():
            time.sleep(0.01)
        print(self._launcher.pid, flush=True)
        os.kill(os.getpid(), signal.SIGKILL)

with Killed(Path(sys.argv[1])):
    pass
"""
"""A drill that is killed once its launcher runs."""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nothing ends a process with its parent")
def test_site_ends_with_a_drill_that_is_killed(tmp_path: Path) -> None:
    command = (sys.executable, "-c", KILLED, str(tmp_path))
    killed = subprocess.run(command, cwd=BASE_DIR, capture_output=True, text=True, timeout=120, check=False)
    launcher = int(killed.stdout)
    eventually(lambda: start_time_of(launcher) is None, "the launcher has ended too")
