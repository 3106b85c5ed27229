"""The embedded Postgres: one cluster per data folder, reached through a Unix socket only."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from auctionsite.local.errors import LocalError
from auctionsite.local.place import POSTGRES_PORT, server_environment
from auctionsite.local.processes import POSTGRES, Process, identify_process
from auctionsite.local.servers.binaries import postgres_version
from auctionsite.local.servers.users import ServerUser
from auctionsite.local.supervisor import SupervisedProcess

_SETTINGS = {
    "listen_addresses": "",  # nothing on the network
    "unix_socket_permissions": "0700",
    "port": str(POSTGRES_PORT),
    "max_connections": "200",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # Parallel queries need a /dev/shm larger than many containers have, and this product has no use for them.
    "max_parallel_workers_per_gather": "0",
    # After a crash it would sync some thousand files one by one first, which takes seconds.
    **({"recovery_init_sync_method": "syncfs"} if sys.platform == "linux" else {}),
}
# For test runs: what a crash of the machine would cost is not worth waiting for.
_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def creation_steps(
    programs: Path, cluster: Path, user: ServerUser | None, *, fast: bool = False
) -> Iterator[SupervisedProcess]:
    """The steps that make `cluster`, if it isn't there: complete, or not at all.

    To be run one by one, each before the next is taken; `fast` as for `server`. Raises LocalError if a
    cluster is there that these programs can't serve.
    """
    postgres = programs / "postgres"
    version = postgres_version(postgres)
    if cluster.exists():
        _check_version(cluster, version)
        return
    unfinished = cluster.with_name("postgres.new")
    _make_empty(unfinished, user)
    options = (*_initdb_options(version), *(["--no-sync"] if fast else []), "-D", str(unfinished))
    yield _step("initdb", (str(programs / "initdb"), *options), user)
    # In single-user mode, because a machine's own Postgres may have come without client programs.
    flags = _flags(_SETTINGS | (_FAST if fast else {}))
    feed = f'echo "CREATE DATABASE auctionsite" | "$0" --single -D "$1" {flags} postgres'
    yield _step("createdb", ("/bin/sh", "-c", feed, str(postgres), str(unfinished)), user)
    try:
        unfinished.rename(cluster)
    except OSError as error:
        raise LocalError(f"The database can't be put into {cluster} ({error.strerror}).") from error


def server_process(
    programs: Path, cluster: Path, sockets: Path, user: ServerUser | None, *, fast: bool = False
) -> SupervisedProcess:
    """The server on `cluster`; `fast` gives up what protects the data when the machine crashes."""
    settings = _SETTINGS | {"unix_socket_directories": str(sockets)} | (_FAST if fast else {})
    options = [item for name, value in settings.items() for item in ("-c", f"{name}={value}")]
    return SupervisedProcess(
        name="postgres",
        argv=(str(programs / "postgres"), "-D", str(cluster), *options),
        env=server_environment(),
        cwd=Path("/"),
        user=user,
        echo="none",
        ending=POSTGRES,
        before=lambda: _clear(cluster, sockets),
        tethered=False,
        vital=True,
    )


def readiness_check(cluster: Path, pid: Callable[[], int | None]) -> Callable[[], bool]:
    """Tells whether the server with the pid that `pid` gives takes connections on `cluster`."""

    def ready() -> bool:
        lines = _pid_file(cluster)
        return len(lines) > 7 and lines[0] == str(pid()) and lines[7].strip() == "ready"

    return ready


def find_server(cluster: Path) -> Process | None:
    """The server that runs on exactly this `cluster`, whoever started it."""
    lines = _pid_file(cluster)
    if not lines or not lines[0].isdigit():
        return None
    process = identify_process(int(lines[0]))
    return process if process and _serves(process.pid, cluster) else None


def find_processes(cluster: Path) -> list[Process]:
    """The server on `cluster` and, behind it, its backends, which may outlive it if it was killed (Linux)."""
    first = find_server(cluster)
    pids = [int(folder.name) for folder in Path("/proc").glob("[0-9]*")] if os.path.lexists(cluster) else []
    others = [identify_process(pid) for pid in pids if _serves(pid, cluster)]
    return [process for process in (first, *others) if process]


def _serves(pid: int, cluster: Path) -> bool:
    """True if the process is a Postgres in `cluster`: every one of its processes has that as its folder."""
    if sys.platform != "linux":
        return _serves_by_ps(pid, cluster)
    try:
        return "postgres" in Path(f"/proc/{pid}/comm").read_text() and Path(f"/proc/{pid}/cwd").samefile(cluster)
    except OSError:
        return False


def _serves_by_ps(pid: int, cluster: Path) -> bool:
    done = subprocess.run(  # noqa: S603 - a fixed command
        ["/bin/ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return "postgres" in done.stdout and f"-D {cluster}" in done.stdout


def _pid_file(cluster: Path) -> list[str]:
    try:
        return (cluster / "postmaster.pid").read_text().splitlines()
    except OSError:
        return []


def _clear(cluster: Path, sockets: Path) -> None:
    """Remove the lock files of a server that is gone.

    Postgres does so itself, unless their pid belongs to somebody else by now, which is common in containers.
    """
    if find_server(cluster) is None:
        (cluster / "postmaster.pid").unlink(missing_ok=True)
        for file in sockets.glob(".s.PGSQL.*"):
            file.unlink(missing_ok=True)


def _make_empty(folder: Path, user: ServerUser | None) -> None:
    try:
        if folder.exists():
            shutil.rmtree(folder)
        folder.mkdir(mode=0o700)
        if user:
            os.chown(folder, user.uid, user.gid)
    except OSError as error:
        raise LocalError(f"The database can't be made in {folder.parent} ({error.strerror}).") from error


def _check_version(cluster: Path, version: int) -> None:
    made_by = (cluster / "PG_VERSION").read_text().strip() if (cluster / "PG_VERSION").exists() else "?"
    if made_by != str(version):
        raise LocalError(
            f"The database in {cluster} was made by Postgres {made_by} and can't be read by {version}; "
            "remove that folder to begin with a fresh one."
        )


def _initdb_options(version: int) -> tuple[str, ...]:
    options = ("--username=auctionsite", "--encoding=UTF8", "--auth-local=trust", "--auth-host=reject")
    if version >= 17:  # has a C.UTF-8 of its own, the same on every machine
        return (*options, "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
    return (*options, "--locale=C.UTF-8" if sys.platform == "linux" else "--locale=C")


def _flags(settings: dict[str, str]) -> str:
    return " ".join(f"-c {name}='{value}'" for name, value in settings.items())


def _step(name: str, argv: tuple[str, ...], user: ServerUser | None) -> SupervisedProcess:
    return SupervisedProcess(name, argv, server_environment(), Path("/"), user, echo="none", tethered=user is None)
