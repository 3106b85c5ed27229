"""The places where things are, and whom the launcher trusts with them."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from auctionsite.local import default_database_url, default_redis_url
from auctionsite.local.errors import LocalError
from auctionsite.local.place import PROJECT, Layout, data_folder, make_socket_folder
from tests.auctionsite.local.launchers import Launcher, permissions

LONGEST_SOCKET_PATH = 103  # bytes on macOS, the stricter one


def test_addresses_are_the_same_each_time_and_differ_by_folder() -> None:
    assert default_database_url(Path("/a")) == default_database_url(Path("/a"))
    assert default_database_url(Path("/a")) != default_database_url(Path("/b"))
    assert default_redis_url(Path("/a")) != default_redis_url(Path("/b"))


def test_addresses_follow_data_dir_and_make_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = tmp_path / ("a long name " * 15)
    monkeypatch.setenv("DATA_DIR", str(data))
    assert default_database_url() == default_database_url(data)
    assert default_redis_url() == default_redis_url(data)
    assert not data.exists()
    assert not Layout(data_folder()).sockets.exists()


def test_socket_paths_are_short_however_long_the_project_path_is(tmp_path: Path) -> None:
    data = tmp_path / ("a long name " * 15)
    host = parse_qs(urlsplit(default_database_url(data)).query)["host"][0]
    assert len(os.fsencode(f"{host}/.s.PGSQL.5432")) < LONGEST_SOCKET_PATH


def test_relative_data_folder_is_taken_from_the_project(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATA_DIR", ".local/test")
    assert data_folder() == PROJECT / ".local" / "test"
    monkeypatch.delenv("DATA_DIR")
    assert data_folder() == PROJECT / ".local"


def test_importing_the_package_needs_nothing_installed() -> None:
    code = "import sys, auctionsite.local.__main__; sys.exit(any('django' in name for name in sys.modules))"
    subprocess.run([sys.executable, "-S", "-c", code], cwd=PROJECT, check=True)


def test_socket_folder_is_private(tmp_path: Path) -> None:
    folder = make_socket_folder(Layout(tmp_path), None)
    try:
        assert folder.stat().st_mode & 0o777 == 0o700
        folder.chmod(0o755)
        make_socket_folder(Layout(tmp_path), None)
        assert folder.stat().st_mode & 0o777 == 0o700
    finally:
        folder.rmdir()


def test_socket_folder_that_is_a_symlink_is_refused(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    layout.sockets.symlink_to(tmp_path)
    try:
        with pytest.raises(LocalError, match=r"is not a folder of ours; remove it and start again\.$"):
            make_socket_folder(layout, None)
        assert tmp_path.stat().st_mode & 0o777 == 0o700  # pytest's, untouched
    finally:
        layout.sockets.unlink()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a stranger's folder")
def test_socket_folder_of_a_stranger_is_refused(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    layout.sockets.mkdir()
    os.chown(layout.sockets, 12345, 12345)
    try:
        with pytest.raises(LocalError, match="is not a folder of ours"):
            make_socket_folder(layout, None)
    finally:
        layout.sockets.rmdir()


def test_data_folder_that_cannot_be_made_is_said_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(LocalError, match=r"^The data folder .* can't be written \(.*\); choose another with DATA_DIR="):
        Layout(tmp_path / "file" / "data").make()


_TALK = """
import os, psycopg, redis
with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
    row = connection.execute("select current_user, current_setting('fsync'), lower('ÄÉ')").fetchone()
print(*row, redis.Redis.from_url(os.environ["REDIS_URL"]).ping())
"""


def test_exec_uses_the_deterministic_addresses(launcher: Launcher) -> None:
    _, output, _ = launcher.call("exec", "--", "sh", "-c", 'echo "$DATABASE_URL $REDIS_URL $DATA_DIR"')
    data = launcher.layout.data
    assert output == f"{default_database_url(data)} {default_redis_url(data)} {data}\n"


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


def test_project_is_where_the_launcher_takes_relative_folders_from() -> None:
    assert default_redis_url(Path("x")) == default_redis_url(PROJECT / "x")
