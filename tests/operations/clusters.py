"""Postgres servers of a test's own, to be archived, killed and recovered with what is in ops/postgres/."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import LiteralString

import psycopg
import pytest

from auctionsite.local.errors import LocalError
from auctionsite.local.place import PROJECT, server_environment
from auctionsite.local.servers import binaries
from auctionsite.local.servers.postgres import find_processes
from auctionsite.local.servers.users import ServerUser, server_user, user_change
from operations.backup.databases import Database
from tests.live import eventually

OPS = PROJECT / "ops" / "postgres"
START_SECONDS = 60.0


@contextmanager
def servers_of_ones_own() -> Iterator["ScriptsFolder"]:
    """A place for servers, which end with it. Skips the test where no Postgres can be started."""
    try:
        place = ScriptsFolder()
    except LocalError as error:
        pytest.skip(str(error))
    try:
        yield place
    finally:
        place.close()


class ScriptsFolder:
    """A folder that the servers' user owns, with the scripts of ops/postgres/ in it; `run` runs things as that user."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="pitr", dir="/tmp"))  # a socket's path must be short
        self.user: ServerUser | None = server_user(self.folder)
        self.programs = binaries.find_postgres(self.user)
        self.scripts = self.folder / "ops"
        shutil.copytree(OPS, self.scripts)
        self.archive = self.folder / "archive"
        (self.archive / "wal").mkdir(parents=True)
        for path in (self.folder, *self.folder.rglob("*")):
            if self.user:
                os.chown(path, self.user.uid, self.user.gid)
        self.servers: list[PostgresServer] = []

    def run(self, *argv: str, env: Mapping[str, str] | None = None, code: int = 0) -> str:
        """Run a program, and return what it printed; it must end with this code."""
        done = subprocess.run(
            argv,
            cwd="/",
            env={
                **server_environment(),
                "PATH": f"{self.programs}:/usr/bin:/bin",
                "LC_ALL": "C.UTF-8",
                **(env or {}),
            },
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            timeout=120,
            **user_change(self.user),
        )
        assert done.returncode == code, f"{argv}: {done.returncode} {done.stdout}{done.stderr}"
        return done.stdout + done.stderr

    def fresh(self, name: str) -> "PostgresServer":
        """A server with an empty cluster, archiving as ops/postgres/archive.conf says; not started."""
        data = self.folder / name
        self.run(str(self.programs / "initdb"), "--username=auctionsite", "--auth=trust", "--no-sync", f"-D{data}")
        text = (self.scripts / "archive.conf").read_text()
        text = text.replace("/srv/auctionsite/ops/postgres", str(self.scripts))
        text = text.replace("/var/backups/postgres", str(self.archive))
        assert "/srv/" not in text
        with (data / "postgresql.conf").open("a") as settings:
            settings.write(text)
        return self.server(name)

    def server(self, name: str) -> "PostgresServer":
        """The server on a data directory that is there."""
        self.servers.append(PostgresServer(self, self.folder / name))
        return self.servers[-1]

    def close(self) -> None:
        """End everything, and remove the folder."""
        for server in self.servers:
            server.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


class PostgresServer:
    """One Postgres on a Unix socket beside its data."""

    def __init__(self, place: ScriptsFolder, data: Path) -> None:
        self._place, self.data = place, data
        self._sockets = place.folder / f"{data.name}.s"
        self._log = place.folder / f"{data.name}.log"
        self._process: subprocess.Popen[bytes] | None = None
        self.env = {"PGHOST": str(self._sockets), "PGUSER": "auctionsite"}

    def database(self, name: str = "auctionsite") -> Database:
        """One of its databases."""
        return Database({"host": str(self._sockets), "user": "auctionsite", "dbname": name})

    def start(self) -> None:
        """Start it, and wait until it takes writes."""
        self._sockets.mkdir(exist_ok=True)
        if self._place.user:
            os.chown(self._sockets, self._place.user.uid, self._place.user.gid)
        options = {"unix_socket_directories": str(self._sockets), "listen_addresses": "", "max_connections": "20"}
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [self._place.programs / "postgres", "-D", self.data, *(f"--{k}={v}" for k, v in options.items())],
                cwd="/",
                env={**server_environment(), "LC_ALL": "C.UTF-8"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                **user_change(self._place.user),
            )
        eventually(self._takes_writes, f"Postgres on {self.data.name}; {self.log}", START_SECONDS)

    @property
    def log(self) -> str:
        """All that it has said."""
        return self._log.read_text(errors="replace") if self._log.exists() else ""

    def ask(self, query: LiteralString, name: str = "auctionsite") -> object:
        """The first value of the first row; None if there is none."""
        with self.database(name).connect() as line:
            cursor = line.execute(query)
            row = cursor.fetchone() if cursor.description else None
            return row[0] if row else None

    def archive_all(self, name: str = "auctionsite") -> None:
        """Close the segment in hand, and wait until it is in the archive."""
        self.ask("SELECT pg_logical_emit_message(true, 'test', 'an empty segment would not be closed')", name)
        segment = self.ask("SELECT pg_walfile_name(pg_switch_wal())", name)
        archived = self._place.archive / "wal" / str(segment)
        eventually(archived.exists, f"{segment} in the archive; {self.log[-2000:]}")

    def stop(self) -> None:
        """Stop it as a restart does: every line is cut, and what it has in hand is given up."""
        assert self._process is not None
        self._process.send_signal(signal.SIGINT)
        self._process.wait(START_SECONDS)
        self._process = None

    def kill(self) -> None:
        """`kill -9`, of the server and of all its processes."""
        if self._process is None:
            return
        for process in find_processes(self.data):
            with suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGKILL)
        self._process.kill()
        self._process.wait(20)
        self._process = None
        until = time.monotonic() + 20
        while find_processes(self.data):
            assert time.monotonic() < until, "a process of Postgres is left"
            time.sleep(0.05)

    def _takes_writes(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, self.log
        try:
            return self.ask("SELECT pg_is_in_recovery()", "postgres") is False
        except psycopg.OperationalError:
            return False
