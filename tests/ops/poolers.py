"""A pgbouncer before the tests' Postgres, by which its database is reached over TCP."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from auctionsite.local.servers.users import server_user
from tests.live import free_port

PGBOUNCER = shutil.which("pgbouncer") or shutil.which("pgbouncer", path=str(Path(sys.prefix) / "bin"))
SERVER_CONNECTIONS = 4


@dataclass(frozen=True)
class Pooler:
    """A pooler that runs, at a port of all its addresses."""

    port: int

    def settings(self, host: str = "127.0.0.1") -> dict[str, str]:
        """The environment of a process that works through it."""
        url = self._url(connection.settings_dict["NAME"], host)
        return {"DATABASE_URL": url, "DATABASE_POOLER": "transaction", "DATABASE_POOL_SIZE": "8"}

    def server_connections(self) -> int:
        """Return how many connections to Postgres it has."""
        url = self._url("pgbouncer", "127.0.0.1")
        with psycopg.connect(url, autocommit=True, prepare_threshold=None) as line:
            return len(line.execute("SHOW SERVERS").fetchall())

    def _url(self, database: str, host: str) -> str:
        return f"postgresql://auctionsite@{host}:{self.port}/{database}"


@contextmanager
def running_pooler(folder: Path, *addresses: str) -> Iterator[Pooler]:
    """A pgbouncer in transaction mode, at 127.0.0.1 and these addresses; skips the test where there is none."""
    if PGBOUNCER is None:
        pytest.skip("there is no pgbouncer: ops/install_program.sh pgbouncer pgbouncer libc-ares2 libevent-2.1-7")
    port, user = free_port(), server_user(folder)
    settings = folder / "pgbouncer.ini"
    settings.write_text(_settings(("127.0.0.1", *addresses), port, user.name if user else ""), encoding="utf-8")
    with (folder / "pgbouncer.log").open("wb") as log:
        process = subprocess.Popen((PGBOUNCER, str(settings)), stdout=log, stderr=log)
    try:
        yield Pooler(port)
    finally:
        process.terminate()
        process.wait(60)


def _settings(addresses: tuple[str, ...], port: int, user: str) -> str:
    names = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
    given = {key: connection.settings_dict[name] for key, name in names.items()}
    there = " ".join(f"{key}={value}" for key, value in given.items() if value)
    return f"""[databases]
* = {there}
[pgbouncer]
listen_addr = {",".join(addresses)}
listen_port = {port}
unix_socket_dir =
auth_type = any
admin_users = auctionsite
pool_mode = transaction
default_pool_size = {SERVER_CONNECTIONS}
{f"user = {user}" if user else ""}
"""
