"""The whole launcher, from outside: what a person sees of it, and what it leaves behind (nothing)."""

import os
import signal
import socket
import stat
import time
import urllib.request

import pytest

from auctionsite.local.processes import identify_process
from tests.auctionsite.local.launchers import PARTS, Launcher, permissions, wait_for


def test_run_starts_everything_and_stops_it_on_sigint(launcher: Launcher) -> None:
    before = permissions(launcher.data)
    popen = launcher.run()
    parts = launcher.processes()
    assert set(parts) == set(PARTS)
    with urllib.request.urlopen(f"http://127.0.0.1:{launcher.port}/api/health") as answer:
        assert answer.status == 200
    assert stat.S_IMODE(launcher.layout.sockets.stat().st_mode) == 0o700

    popen.send_signal(signal.SIGINT)
    output, errors = popen.communicate(timeout=30)

    assert (popen.returncode, errors) == (0, "")
    assert output.endswith("Stopped.\n")
    assert not any(process.is_alive() for process in parts.values())
    assert not launcher.postgres_pids()
    assert not launcher.layout.sockets.exists()
    assert permissions(launcher.data) == before


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_run_stops_everything_on_signal(launcher: Launcher, number: signal.Signals) -> None:
    if signal.getsignal(number) == signal.SIG_IGN:
        pytest.skip(f"{number.name} is ignored: started with nohup, and so is the launcher")
    popen = launcher.run()
    parts = launcher.processes()
    popen.send_signal(number)
    popen.communicate(timeout=30)
    assert popen.returncode == 0
    assert not any(process.is_alive() for process in parts.values())


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


def test_signal_before_it_is_ready_stops_what_has_been_started(fresh_launcher: Launcher) -> None:
    popen = fresh_launcher.start("run")
    wait_for(lambda: bool(fresh_launcher.postgres_pids()))
    popen.send_signal(signal.SIGTERM)
    popen.communicate(timeout=30)
    assert popen.returncode == 0
    assert not fresh_launcher.processes()
    assert not fresh_launcher.postgres_pids()
    fresh_launcher.run()  # an interrupted start does not harm the next one


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


def test_stop_ends_a_living_launcher_and_is_quiet_when_there_is_none(launcher: Launcher) -> None:
    popen = launcher.run()
    assert launcher.call("stop") == (0, "", "")
    assert popen.wait(5) == 0
    assert not launcher.processes()
    assert launcher.call("stop") == (0, "", "")


def test_stop_leaves_a_stranger_with_a_recorded_pid_alone(launcher: Launcher) -> None:
    launcher.layout.make()
    here = identify_process(os.getpid())
    assert here
    (launcher.layout.run / "clock.json").write_text(f'{{"pid": {here.pid}, "start": "another", "group": true}}')
    assert launcher.call("stop") == (0, "", "")


def test_second_run_is_refused_and_the_first_goes_on(launcher: Launcher) -> None:
    first = launcher.run()
    parts = launcher.processes()
    code, _, errors = launcher.call("run", PORT="1")
    assert code == 1
    assert errors == (
        f"It is already running on {launcher.data} (process {first.pid}); stop it with `make stop`, "
        "or choose another folder with DATA_DIR=/some/folder.\n"
    )
    assert launcher.processes() == parts


def test_port_in_use_is_said_in_one_sentence(launcher: Launcher) -> None:
    with socket.create_server(("127.0.0.1", launcher.port)):
        code, _, errors = launcher.call("run")
    assert code == 1
    assert errors == (f"Port {launcher.port} is in use; choose another with PORT={launcher.port + 1} make run\n")


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


def test_ordinary_user_runs_it_and_leaves_nothing(ordinary_launcher: Launcher) -> None:
    popen = ordinary_launcher.run()
    left = ordinary_launcher.processes()
    assert set(left) == set(PARTS)
    popen.kill()
    popen.communicate()
    again = ordinary_launcher.run()
    assert not any(process.is_alive() for process in left.values())
    again.send_signal(signal.SIGTERM)
    again.communicate(timeout=30)
    assert again.returncode == 0
    assert not ordinary_launcher.processes()
    assert not ordinary_launcher.postgres_pids()


def test_root_goes_on_with_an_ordinary_users_data(ordinary_launcher: Launcher) -> None:
    made = ordinary_launcher.call("exec", "--", "true")
    assert made == (0, "", "")
    as_root = Launcher(ordinary_launcher.data, port=ordinary_launcher.port)
    assert as_root.call("exec", "--", "true") == (0, "", "")
    assert ordinary_launcher.call("exec", "--", "true") == (0, "", "")
