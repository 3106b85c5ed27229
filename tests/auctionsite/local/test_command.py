"""`exec`: a command between the start and the stop of the servers."""

import signal
import sys

import pytest

from auctionsite.local.processes import start_time_of
from tests.auctionsite.local.launchers import Launcher, wait_for

_TALK = """
import os, psycopg, redis
with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
    row = connection.execute("select current_user, current_setting('fsync'), lower('ÄÉ')").fetchone()
print(*row, redis.Redis.from_url(os.environ["REDIS_URL"]).ping())
"""


def test_exec_gives_the_servers_and_the_exit_code(fresh_launcher: Launcher) -> None:
    assert fresh_launcher.call("exec", "--", sys.executable, "-c", _TALK) == (
        0,
        "auctionsite on äé True\n",
        "",
    )
    assert fresh_launcher.call("exec", "--fast", "--", "sh", "-c", "exit 7") == (7, "", "")
    assert not fresh_launcher.postgres_pids()
    assert not fresh_launcher.layout.sockets.exists()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signal_to_exec_ends_its_command_and_the_servers(launcher: Launcher, number: signal.Signals) -> None:
    mark = launcher.data.parent / "mark"
    popen = launcher.start("exec", "--", "sh", "-c", f"touch '{mark}'; exec sleep 60")
    wait_for(mark.exists)
    popen.send_signal(number)
    popen.communicate(timeout=120)
    assert popen.returncode == 128 + number
    assert not launcher.postgres_pids()
    assert not launcher.processes()


def test_killed_exec_leaves_a_command_that_the_next_one_ends(launcher: Launcher) -> None:
    note = launcher.data.parent / "pid"
    popen = launcher.start("exec", "--", "sh", "-c", f"echo $$ >'{note}.new'; mv '{note}.new' '{note}'; exec sleep 60")
    wait_for(note.exists)
    popen.kill()
    popen.communicate()
    assert launcher.call("exec", "--", "true") == (0, "", "")
    assert start_time_of(int(note.read_text())) is None


def test_exec_of_nothing_known_says_so(launcher: Launcher) -> None:
    code, _, errors = launcher.call("exec", "--", "./no-such-command")
    assert code == 1
    assert errors == "./no-such-command can't be started (No such file or directory).\n"
