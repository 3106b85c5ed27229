"""Processes are kept alive, and stopped in order."""

import contextlib
import os
import re
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.auctionsite.local.launchers import Launcher, wait_for


def is_deaf(pid: int) -> bool:
    """True once a process ignores SIGTERM, as Linux tells it: a bit for each signal, from 1 on."""
    ignored = re.search(r"^SigIgn:\s*(\w+)$", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE)
    return ignored is not None and bool(int(ignored[1], 16) >> (signal.SIGTERM - 1) & 1)


def test_second_ctrl_c_does_not_wait_for_the_deaf(launcher: Launcher) -> None:
    popen = launcher.run(STAND_IN="deaf_bots")
    parts = launcher.processes()
    wait_for(lambda: is_deaf(parts["bots"].pid))
    popen.send_signal(signal.SIGINT)
    time.sleep(0.7)
    assert parts["bots"].is_alive()
    began = time.monotonic()
    popen.send_signal(signal.SIGINT)
    popen.communicate(timeout=120)
    assert time.monotonic() - began < 5
    assert popen.returncode == 0
    assert not any(process.is_alive() for process in parts.values())
    assert not launcher.postgres_pids()


def test_parts_stop_in_order(launcher: Launcher) -> None:
    """Looked at from the last one on: who is seen dead then is dead after all that are looked at next."""
    popen = launcher.run()
    order = ["bots", "clock", "web", "valkey", "postgres"]
    parts = launcher.processes()
    assert sorted(parts) == sorted(order)
    popen.send_signal(signal.SIGTERM)
    dead: list[str] = []
    while len(dead) < len(order):
        dead = [name for name in reversed(order) if not parts[name].is_alive()]
        assert dead[::-1] == order[: len(dead)]
        time.sleep(0.002)


@pytest.mark.parametrize("name", ["web", "valkey", "postgres"])
def test_killed_part_is_started_again(launcher: Launcher, name: str) -> None:
    launcher.run()
    before = launcher.processes()
    os.kill(before[name].pid, signal.SIGKILL)
    wait_for(lambda: launcher.processes().get(name, before[name]) != before[name])
    others = {other: process for other, process in launcher.processes().items() if other != name}
    assert others == {other: process for other, process in before.items() if other != name}


def said(popen: subprocess.Popen[str], sentence: str) -> None:
    """Wait until the launcher says this sentence."""
    assert popen.stdout
    assert any(sentence in line for line in popen.stdout), sentence


def test_part_that_keeps_dying_is_left_alone_and_the_rest_runs_on(launcher: Launcher) -> None:
    popen = launcher.run(STAND_IN="dying_clock")
    before = {name: process for name, process in launcher.processes().items() if name != "clock"}
    said(popen, "clock ended 5 times within 60 s (last: exit code 1); see its log. The rest runs on;")
    assert (launcher.layout.log / "clock.log").read_text() == "no heart\n" * 5
    assert launcher.processes() == before
    assert before.keys() == {"web", "bots", "valkey", "postgres"}
    popen.send_signal(signal.SIGTERM)
    popen.communicate(timeout=120)
    assert popen.returncode == 0


def test_messenger_that_keeps_dying_does_not_stop_the_rest(launcher: Launcher) -> None:
    popen = launcher.run()
    before = launcher.processes()
    for _ in range(5):
        wait_for(lambda: "valkey" in launcher.processes())
        before["valkey"] = launcher.processes()["valkey"]
        os.kill(before["valkey"].pid, signal.SIGKILL)
        wait_for(lambda: not before["valkey"].is_alive())
    said(popen, "valkey ended 5 times within 60 s (last: SIGKILL); see its log. The rest runs on;")
    assert {name: each.is_alive() for name, each in before.items()} == {
        "web": True, "clock": True, "bots": True, "postgres": True, "valkey": False,
    }  # fmt: skip


def test_without_postgres_nothing_is_worth_running(launcher: Launcher) -> None:
    popen = launcher.run()
    killed: set[int] = set()
    while popen.poll() is None:
        server = launcher.processes().get("postgres")
        if server and server.pid not in killed:
            killed.add(server.pid)
            with contextlib.suppress(ProcessLookupError):
                os.kill(server.pid, signal.SIGKILL)
        time.sleep(0.02)
    _, errors = popen.communicate(timeout=120)
    assert popen.returncode == 1
    assert errors.endswith("postgres ended 5 times within 60 s (last: SIGKILL); see its log.\n")
    assert not launcher.processes()


def test_failing_step_shows_its_output(launcher: Launcher) -> None:
    code, _, errors = launcher.call("run", STAND_IN="failing_step")
    assert code == 1
    assert errors == "no such table\n`migrate` failed (exit code 1).\n"
    assert not launcher.processes()
