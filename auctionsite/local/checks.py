"""Checks before anything is started; each failure is one sentence."""

import errno
import os
import shutil
import socket
from dataclasses import dataclass
from pathlib import Path

from auctionsite.local.errors import LocalError

_LEAST_DISK = 500_000_000  # bytes


@dataclass(frozen=True)
class Address:
    """The address at which the web part listens."""

    host: str
    port: int

    @property
    def url(self) -> str:
        """The address to open in a browser on this machine."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(self.host, self.host)  # noqa: S104
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"


def address_from_environment() -> Address:
    """HOST (default 127.0.0.1) and PORT (default 8000). Raises LocalError if PORT is no port."""
    port = os.environ.get("PORT") or "8000"
    if not port.isdecimal() or not 0 < int(port) < 65536:
        raise LocalError(f"PORT={port} is not a port; choose one with PORT=8001 make run.")
    return Address(os.environ.get("HOST") or "127.0.0.1", int(port))


def check_port(address: Address) -> None:
    """Raise LocalError if the web part won't be able to listen on `address`."""
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(
            address.host, address.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the server will, after a restart
            trial.bind(place)
            trial.listen(1)
    except OSError as error:
        raise LocalError(_bind_problem(address, error)) from error


def _bind_problem(address: Address, error: OSError) -> str:
    other = address.port + 1 if address.port < 65535 else 8001
    if error.errno == errno.EADDRINUSE:
        return f"Port {address.port} is in use; choose another with PORT={other} make run"
    if error.errno == errno.EACCES:
        return f"Port {address.port} needs root; choose one above 1023 with PORT=8001 make run"
    return f"HOST={address.host} is not an address of this machine; choose another with HOST=127.0.0.1 make run"


def check_disk(folder: Path) -> None:
    """Raise LocalError if there is too little space where `folder` is or will be."""
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    free = shutil.disk_usage(existing).free
    if free < _LEAST_DISK:
        raise LocalError(
            f"Only {free // 1_000_000} MB are free for {folder} of {_LEAST_DISK // 1_000_000} MB needed; "
            "make room, or choose another folder with DATA_DIR=/some/folder."
        )
