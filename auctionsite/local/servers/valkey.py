"""The embedded Valkey: a messenger without memory, reached through a Unix socket only."""

import contextlib
import socket
from pathlib import Path

from auctionsite.local.place import server_environment
from auctionsite.local.servers.users import ServerUser
from auctionsite.local.supervisor import SupervisedProcess


def server_process(program: Path, address: Path, user: ServerUser | None) -> SupervisedProcess:
    """The server behind the Unix socket `address`. It keeps nothing: the truth is in Postgres."""
    options = {
        "--port": "0",
        "--unixsocket": str(address),
        "--unixsocketperm": "700",
        "--save": "",
        "--appendonly": "no",
        "--daemonize": "no",
        "--dir": str(address.parent),
    }
    return SupervisedProcess(
        name="valkey",
        argv=(str(program), *(item for pair in options.items() for item in pair)),
        env=server_environment(),
        cwd=Path("/"),
        user=user,
        echo="none",
        tethered=user is None,
    )


def is_ready(address: Path) -> bool:
    """True if a server answers behind `address`."""
    return _ask(address, b"PING\r\n") == b"+PONG\r\n"


def shut_down(address: Path) -> None:
    """Ask a server behind `address`, if there is one, to end."""
    _ask(address, b"SHUTDOWN NOSAVE\r\n")


def _ask(address: Path, command: bytes) -> bytes:
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(2)
        connection.connect(str(address))
        connection.sendall(command)
        return connection.recv(64)
    return b""
