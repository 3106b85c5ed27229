"""Processes and sockets that a killed launcher left behind: found on disk, and ended. The lock must be held."""

import os
import shutil
import stat

from auctionsite.local.errors import LocalError
from auctionsite.local.lock import HOLDER
from auctionsite.local.place import Layout, valkey_socket
from auctionsite.local.processes import POLITELY, POSTGRES, Records, end_process
from auctionsite.local.servers import postgres, valkey

_SERVERS = ("valkey", "postgres")  # ended last, in this order


def end_orphans(layout: Layout) -> None:
    """End every process of `layout` that a launcher started. Raises LocalError if one stays.

    1. What is recorded, by pid and start: the product's processes first.
    2. Whatever answers on our Valkey socket, and whatever Postgres has our cluster for its folder: these
       are found even if the launcher died before it could record them.
    """
    records = Records(layout.run)
    try:
        for name in sorted(set(records.names()) - {HOLDER}, key=_position):
            process = records.read(name)
            if process and not end_process(process, POSTGRES if name == "postgres" else POLITELY):
                raise LocalError(f"{name} (process {process.pid}), left from before, can't be ended.")
            records.remove(name)
        if _is_folder(layout):
            valkey.shut_down(valkey_socket(layout.data))
        for cluster in layout.clusters:
            for process in postgres.find_processes(cluster):
                end_process(process, POSTGRES)
    except PermissionError as error:
        raise LocalError(
            f"Processes left from before on {layout.data} belong to another user; stop them as that user."
        ) from error


def remove_sockets(layout: Layout) -> None:
    """Remove the folder of the sockets, once nothing runs any more."""
    if _is_folder(layout):
        shutil.rmtree(layout.sockets, ignore_errors=True)


def erase_data(layout: Layout) -> None:
    """Remove all local data of `layout`. Raises LocalError if something can't be removed."""
    remove_sockets(layout)
    for folder in (layout.shared_data, layout.data):
        try:
            if folder.exists():
                shutil.rmtree(folder)
        except OSError as error:
            raise LocalError(f"{folder} can't be removed ({error.strerror}).") from error


def _position(name: str) -> tuple[int, str]:
    return (_SERVERS.index(name) + 1 if name in _SERVERS else 0), name


def _is_folder(layout: Layout) -> bool:
    """True if the folder of the sockets is there and no stranger's (root's servers run as another user)."""
    try:
        found = layout.sockets.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and os.geteuid() in (0, found.st_uid)
