"""Processes told apart and ended."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from auctionsite.local import processes
from auctionsite.local.processes import POLITELY, Process, Records, end_process, identify_process, start_time_of

DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"


@pytest.fixture
def deaf() -> Iterator[Process]:
    """A process that takes no notice of SIGTERM."""
    with subprocess.Popen([sys.executable, "-S", "-c", DEAF], stdout=subprocess.PIPE, start_new_session=True) as popen:
        assert popen.stdout
        popen.stdout.readline()
        process = identify_process(popen.pid, group=True)
        assert process
        yield process
        popen.kill()


def test_start_tells_the_living_from_the_dead() -> None:
    assert start_time_of(os.getpid()) == start_time_of(os.getpid())
    assert start_time_of(os.getpid()) != start_time_of(os.getppid())
    with subprocess.Popen(["sleep", "60"]) as popen:
        process = identify_process(popen.pid)
        assert process
        popen.kill()
        while process.is_alive():  # and it is dead before anybody has waited for it
            time.sleep(0.01)
        assert popen.returncode is None


def test_start_by_ps_tells_the_living_from_the_dead() -> None:
    assert processes._start_by_ps(os.getpid())
    with subprocess.Popen(["true"]) as popen:
        popen.wait()
    assert processes._start_by_ps(popen.pid) is None


def test_end_kills_what_does_not_listen(deaf: Process) -> None:
    began = time.monotonic()
    assert end_process(deaf, ((signal.SIGTERM, 0.2), (signal.SIGKILL, 5)))
    assert 0.2 < time.monotonic() - began < 5


def test_end_in_a_hurry_does_not_wait(deaf: Process) -> None:
    began = time.monotonic()
    assert end_process(deaf, POLITELY, hurry=lambda: True)
    assert time.monotonic() - began < POLITELY[0][1]


def test_end_leaves_another_process_with_that_pid_alone(deaf: Process) -> None:
    assert end_process(Process(deaf.pid, "another start", group=True))
    assert deaf.is_alive()


def test_records_survive_nonsense(tmp_path: Path) -> None:
    records = Records(tmp_path)
    (tmp_path / "web.json").write_text("{")
    assert records.read("web") is None
    assert records.read("clock") is None
    process = Process(1, "a start", group=True)
    records.write("clock", process)
    assert records.read("clock") == process
    assert records.names() == ["clock", "web"]
