"""A local site with two of each: `make run`, which has two clocks, and beside it a second web process."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from django.db import OperationalError

from auctionsite.local.checks import Address
from auctionsite.local.place import PROJECT, default_database_url
from auctionsite.local.product import is_answering, web_command
from auctionsite.local.supervisor import tethered
from auctionsite.postgresql.pool import try_to_connect
from ops.drill.site import LocalSite, eventually

RESTART_SECONDS = 0.2


class _Kept(threading.Thread):
    """A process that is started again whenever it ends, as a supervisor does."""

    def __init__(self, command: Sequence[str], log: Path) -> None:
        super().__init__(daemon=True, name=command[-1])
        self._command = tethered(command)
        self._log, self._ended = log, threading.Event()
        self.process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        with self._log.open("ab") as log:
            return subprocess.Popen(self._command, cwd=PROJECT, stdout=log, stderr=log, stdin=subprocess.DEVNULL)

    def run(self) -> None:
        """Start it again until `end`."""
        while not self._ended.wait(RESTART_SECONDS):
            if self.process.poll() is not None and not self._ended.is_set():
                self.process = self._start()

    def end(self) -> None:
        """End it for good."""
        self._ended.set()
        self.join(5)
        self.process.kill()
        self.process.wait()


class Fleet(LocalSite):
    """Parts are `web`, `web2`, `clock`, `clock2`, `valkey` and `postgres`."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port: int = probe.getsockname()[1]
        self.webs = (self.url, f"http://127.0.0.1:{self._port}")
        self._web2: _Kept | None = None

    def __enter__(self) -> Self:
        super().__enter__()
        web = (sys.executable, "-m", *web_command(Address("127.0.0.1", self._port)))
        self._web2 = _Kept(web, self.layout.data / "web2.log")
        self._web2.start()
        eventually(self.all_answer, 60, "both web processes answer")
        return self

    def _end(self) -> None:
        if self._web2 is not None:
            self._web2.end()
        super()._end()

    def all_answer(self) -> bool:
        """Return True if both web processes say that all is well."""
        return all(is_answering(f"{url}/api/health") for url in self.webs)

    def serves(self) -> bool:
        """Return True if one of the web processes answers at all."""
        return any(is_answering(f"{url}/livez") for url in self.webs)

    def accepts_connections(self) -> bool:
        """Return True if Postgres takes a connection, and answers it, within a second."""
        try:
            try_to_connect({"conninfo": default_database_url(self.layout.data)})
        except OperationalError:
            return False
        return True

    def signal(self, part: str, number: signal.Signals) -> None:
        """Send a signal to all processes of a part."""
        own = self._web2.process.pid if part == "web2" and self._web2 is not None else None
        pids = [own] if own is not None else [each.pid for each in self._processes(part)]
        for pid in pids:
            os.kill(pid, number)

    def stop_for(self, part: str, seconds: float) -> None:
        """Stop a part in its tracks, and let it go on."""
        self.signal(part, signal.SIGSTOP)
        time.sleep(seconds)
        self.signal(part, signal.SIGCONT)
