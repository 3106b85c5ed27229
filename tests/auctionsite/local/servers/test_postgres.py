"""The embedded Postgres: when it is ready, whose it is, and which clusters it takes."""

import os
from pathlib import Path

import pytest

from auctionsite.local.errors import LocalError
from auctionsite.local.servers import postgres

READY = "{pid}\n/data\n1700000000\n5432\n/sockets\n\n  1 2\n{status}\n"


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """A Postgres 18 that says its version."""
    program = tmp_path / "programs" / "postgres"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 18.1'\n")
    program.chmod(0o755)
    return program.parent


@pytest.mark.parametrize(
    ("pid", "status", "ready"), [(7, "ready   ", True), (7, "starting", False), (8, "ready   ", False)]
)
def test_server_is_ready_when_its_own_file_says_so(tmp_path: Path, pid: int, status: str, ready: bool) -> None:
    is_ready = postgres.readiness_check(tmp_path, lambda: 7)
    assert not is_ready()
    (tmp_path / "postmaster.pid").write_text(READY.format(pid=pid, status=status))
    assert is_ready() is ready


@pytest.mark.parametrize("pid", ["", "nonsense", "0", "{ours}"])
def test_no_server_is_found_where_the_file_names_none_that_serves_the_cluster(tmp_path: Path, pid: str) -> None:
    (tmp_path / "postmaster.pid").write_text(READY.format(pid=pid.format(ours=os.getpid()), status="ready"))
    assert postgres.find_server(tmp_path) is None
    assert postgres.find_processes(tmp_path) == []


def test_lock_files_of_a_server_that_is_gone_are_removed_before_the_next(tmp_path: Path, programs: Path) -> None:
    cluster, sockets = tmp_path / "cluster", tmp_path / "sockets"
    for folder in (cluster, sockets):
        folder.mkdir()
    (cluster / "postmaster.pid").write_text(READY.format(pid=os.getpid(), status="ready"))
    (sockets / ".s.PGSQL.5432.lock").touch()
    postgres.server_process(programs, cluster, sockets, None).before()
    assert [*cluster.iterdir(), *sockets.iterdir()] == []


@pytest.mark.parametrize(("made_by", "says"), [("17", "made by Postgres 17"), (None, r"made by Postgres \?")])
def test_cluster_of_another_version_is_refused(tmp_path: Path, programs: Path, made_by: str | None, says: str) -> None:
    cluster = tmp_path / "cluster"
    cluster.mkdir()
    if made_by:
        (cluster / "PG_VERSION").write_text(f"{made_by}\n")
    with pytest.raises(LocalError, match=f"{says} and can't be read by 18"):
        next(postgres.creation_steps(programs, cluster, None))


def test_cluster_of_the_same_version_is_kept(tmp_path: Path, programs: Path) -> None:
    (tmp_path / "PG_VERSION").write_text("18\n")
    assert [*postgres.creation_steps(programs, tmp_path, None)] == []


def test_new_cluster_gets_its_place_when_it_is_complete(tmp_path: Path, programs: Path) -> None:
    cluster = tmp_path / "data" / "postgres"
    cluster.parent.mkdir()
    steps = postgres.creation_steps(programs, cluster, None)
    assert [next(steps).name, next(steps).name] == ["initdb", "createdb"]
    assert not cluster.exists()
    assert next(steps, None) is None
    assert cluster.is_dir()


def test_safety_is_given_up_only_when_asked(tmp_path: Path, programs: Path) -> None:
    argvs = [postgres.server_process(programs, tmp_path, tmp_path, None, fast=fast).argv for fast in (False, True)]
    assert ["fsync=off" in argv for argv in argvs] == [False, True]
    assert all("listen_addresses=" in argv for argv in argvs)
