"""Processes that a killed launcher left are found and ended, and nothing else is."""

import os

from auctionsite.local.processes import identify_process
from tests.auctionsite.local.launchers import PARTS, Launcher, wait_for


def test_kill_then_next_run_ends_the_orphans_and_keeps_the_data(launcher: Launcher) -> None:
    popen = launcher.run()
    left = launcher.processes()
    made = (launcher.layout.clusters[0] / "PG_VERSION").stat().st_ino
    popen.kill()
    popen.communicate()
    assert left["postgres"].is_alive()
    launcher.run()
    assert not any(process.is_alive() for process in left.values())
    assert set(launcher.processes()) == set(PARTS)
    assert (launcher.layout.clusters[0] / "PG_VERSION").stat().st_ino == made


def test_kill_then_stop_leaves_nothing_even_without_records(launcher: Launcher) -> None:
    popen = launcher.run()
    left = launcher.processes()
    popen.kill()
    popen.communicate()
    for record in launcher.layout.run.iterdir():
        record.unlink()
    assert launcher.call("stop") == (0, "", "")
    wait_for(lambda: not any(process.is_alive() for process in left.values()))
    assert not launcher.postgres_pids()


def test_stop_leaves_a_stranger_with_a_recorded_pid_alone(launcher: Launcher) -> None:
    launcher.layout.make()
    here = identify_process(os.getpid())
    assert here
    (launcher.layout.run / "clock.json").write_text(f'{{"pid": {here.pid}, "start": "another", "group": true}}')
    assert launcher.call("stop") == (0, "", "")
