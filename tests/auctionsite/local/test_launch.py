"""The whole launcher, from outside: what a person sees of it, and what it leaves behind (nothing)."""

import signal
import socket
import stat
import sys
import urllib.request

import pytest

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
    output, errors = popen.communicate(timeout=120)

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
    popen.communicate(timeout=120)
    assert popen.returncode == 0
    assert not any(process.is_alive() for process in parts.values())


def test_signal_before_it_is_ready_stops_what_has_been_started(fresh_launcher: Launcher) -> None:
    popen = fresh_launcher.start("run")
    wait_for(lambda: bool(fresh_launcher.postgres_pids()))
    popen.send_signal(signal.SIGTERM)
    popen.communicate(timeout=120)
    assert popen.returncode == 0
    assert not fresh_launcher.processes()
    assert not fresh_launcher.postgres_pids()
    fresh_launcher.run()  # an interrupted start does not harm the next one


def test_port_in_use_is_said_in_one_sentence(launcher: Launcher) -> None:
    with socket.create_server(("127.0.0.1", launcher.port)):
        code, _, errors = launcher.call("run")
    assert code == 1
    assert errors == (f"Port {launcher.port} is in use; choose another with PORT={launcher.port + 1} make run\n")


_TALK = """
import os, psycopg, redis
with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
    row = connection.execute("select current_user, current_setting('fsync'), lower('ÄÉ')").fetchone()
print(*row, redis.Redis.from_url(os.environ["REDIS_URL"]).ping())
"""


def test_exec_fast_gives_up_safety(launcher: Launcher) -> None:
    _, output, _ = launcher.call("exec", "--fast", "--", sys.executable, "-c", _TALK)
    assert " off " in output


def test_given_urls_switch_the_servers_off_each_on_its_own(fresh_launcher: Launcher) -> None:
    show = 'echo "$DATABASE_URL"; ls "$1"'
    command = ("exec", "--", "sh", "-c", show, "sh", str(fresh_launcher.layout.sockets))
    assert fresh_launcher.call(*command, DATABASE_URL="postgresql://elsewhere/x")[1] == (
        "postgresql://elsewhere/x\nvalkey.sock\n"
    )
    assert not fresh_launcher.layout.clusters[0].exists()
    assert "valkey.sock" not in fresh_launcher.call(*command, REDIS_URL="redis://elsewhere")[1]
