"""Processes are kept alive, and stopped in order."""

import os
import signal
import time

import pytest

from tests.auctionsite.local.launchers import Launcher, wait_for


def test_second_ctrl_c_does_not_wait_for_the_deaf(launcher: Launcher) -> None:
    popen = launcher.run(STAND_IN="deaf_bots")
    parts = launcher.processes()
    popen.send_signal(signal.SIGINT)
    time.sleep(0.7)
    assert parts["bots"].is_alive()
    began = time.monotonic()
    popen.send_signal(signal.SIGINT)
    popen.communicate(timeout=30)
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


def test_part_that_keeps_dying_stops_everything(launcher: Launcher) -> None:
    code, _, errors = launcher.call("run", STAND_IN="dying_clock")
    assert code == 1
    assert errors == "clock ended 5 times within 60 s (last: exit code 1); see its log.\n"
    assert (launcher.layout.log / "clock.log").read_text() == "no heart\n" * 5
    assert not launcher.processes()


def test_failing_step_shows_its_output(launcher: Launcher) -> None:
    code, _, errors = launcher.call("run", STAND_IN="failing_step")
    assert code == 1
    assert errors == "no such table\n`migrate` failed (exit code 1).\n"
    assert not launcher.processes()
