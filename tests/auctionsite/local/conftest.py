"""Launchers with real servers, in folders of their own."""

import os
import shutil
import socket
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from auctionsite.local import place
from auctionsite.local.servers.users import ServerUser, server_user, succeeds_as
from tests.auctionsite.local.launchers import STAND_IN, Launcher


@pytest.fixture
def port() -> int:
    """A port nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        number: int = found.getsockname()[1]
        return number


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that everybody may enter, with a space in its path (pytest's own are private).

    What would come to stand in /var/lib does so in here.
    """
    folder = Path(tempfile.mkdtemp(prefix="auction site "))
    folder.chmod(0o755)
    monkeypatch.setattr(place, "SHARED", folder / "shared")
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Path]:
    """A fresh cluster to copy, because making one takes longer than most tests."""
    home = Path(tempfile.mkdtemp(prefix="auction site "))
    home.chmod(0o755)
    launcher = Launcher(home / "data")
    assert launcher.call("exec", "--fast", "--", "true", SHARED=str(home)) == (0, "", "")
    yield launcher.layout.clusters[0]
    shutil.rmtree(home)


@pytest.fixture
def fresh_launcher(folder: Path, port: int) -> Iterator[Launcher]:
    """A launcher that runs as whoever runs the tests, and has no data yet."""
    launcher = Launcher(folder / "data", port=port)
    yield launcher
    launcher.close()


@pytest.fixture
def launcher(fresh_launcher: Launcher, cluster: Path) -> Launcher:
    """A launcher that runs as whoever runs the tests, on an empty database."""
    fresh_launcher.data.mkdir()
    subprocess.run(["cp", "-a", cluster, fresh_launcher.data], check=True)
    return fresh_launcher


@pytest.fixture
def ordinary_launcher(folder: Path, port: int) -> Iterator[Launcher]:
    """A launcher that runs as an ordinary user, which takes root to arrange."""
    user = server_user(folder)
    if user is None:
        pytest.skip("whoever runs the tests is an ordinary user already")
    packages = sysconfig.get_paths()["purelib"]
    python = next((p for p in (sys.executable, "/usr/bin/python3") if _can_launch(p, user, packages)), None)
    if python is None:
        pytest.skip(f"the user {user.name} can reach no Python from 3.11 on, or not the project")
    home = folder / "home"
    home.mkdir()
    os.chown(home, user.uid, user.gid)
    launcher = Launcher(home / "data", python=python, user=user, port=port, env={"PYTHONPATH": packages})
    launcher.env["PYTHONDONTWRITEBYTECODE"] = "1"
    yield launcher
    launcher.close()


def _can_launch(python: str, user: ServerUser, packages: str) -> bool:
    code = "import os, sys; sys.exit(sys.version_info < (3, 11) or not all(map(os.listdir, sys.argv[1:])))"
    return succeeds_as(user, [python, "-c", code, packages, str(STAND_IN.parent)])
