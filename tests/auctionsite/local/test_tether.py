"""A command that is tied to its parent."""

import os
import subprocess
import sys
from pathlib import Path

from auctionsite.local import tether

TETHER = (sys.executable, str(Path(tether.__file__)))


def run(parent: int, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run((*TETHER, str(parent), *command), capture_output=True, text=True, timeout=120, check=False)


def test_process_becomes_the_command() -> None:
    done = run(os.getpid(), "sh", "-c", "echo here; exit 7")
    assert (done.returncode, done.stdout) == (7, "here\n")


def test_without_its_parent_it_never_begins() -> None:
    done = run(1, "echo", "here")
    assert (done.returncode, done.stdout) == (1, "")


def test_command_that_is_not_there_is_said() -> None:
    done = run(os.getpid(), "./no-such-command")
    assert (done.returncode, done.stderr) == (1, "./no-such-command can't be started (No such file or directory).\n")
