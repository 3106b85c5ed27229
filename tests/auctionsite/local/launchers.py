"""A launcher handled as a person would: as a process, from outside."""

import contextlib
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from auctionsite.local import place
from auctionsite.local.orphans import erase_data
from auctionsite.local.place import Layout
from auctionsite.local.processes import Process, Records
from auctionsite.local.servers.postgres import find_processes
from auctionsite.local.servers.users import ServerUser, user_change

STAND_IN = Path(__file__).with_name("stand_in.py")
PARTS = ("web", "clock", "bots", "valkey", "postgres")


@dataclass
class Launcher:
    """Starts the launcher's commands on one data folder, as `user` if that is given."""

    data: Path
    python: str = sys.executable
    user: ServerUser | None = None
    port: int = 0
    env: dict[str, str] = field(default_factory=dict)
    started: list[subprocess.Popen[str]] = field(default_factory=list)

    @property
    def layout(self) -> Layout:
        return Layout(self.data.resolve())

    def start(self, *arguments: str, **env: str) -> subprocess.Popen[str]:
        """Start `arguments` (for example "run") without waiting for it."""
        own = {"DATA_DIR": str(self.data), "PORT": str(self.port), "PATH": os.environ["PATH"]}
        own["SHARED"] = str(place.SHARED)
        popen = subprocess.Popen(
            [self.python, str(STAND_IN), *arguments],
            env={**place.moved_clock(), **own, **self.env, **env},
            cwd=self.data.parent,
            text=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            **user_change(self.user),
        )
        self.started.append(popen)
        return popen

    def call(self, *arguments: str, **env: str) -> tuple[int, str, str]:
        """Run `arguments` to the end: exit code, standard output, standard error."""
        popen = self.start(*arguments, **env)
        output, errors = popen.communicate(timeout=120)
        return popen.returncode, output, errors

    def run(self, **env: str) -> subprocess.Popen[str]:
        """Start everything, and come back when it is ready."""
        popen = self.start("run", **env)
        assert popen.stdout
        for line in popen.stdout:
            if line.startswith("Ready in"):
                return popen
        raise AssertionError(popen.communicate())

    def processes(self) -> dict[str, Process]:
        """The parts that live, as recorded."""
        records = Records(self.layout.run)
        found = {name: records.read(name) for name in PARTS}
        return {name: process for name, process in found.items() if process and process.is_alive()}

    def postgres_pids(self) -> set[int]:
        """Every process of Postgres on the data, recorded or not."""
        return {process.pid for cluster in self.layout.clusters for process in find_processes(cluster)}

    def close(self) -> None:
        for popen in self.started:
            with contextlib.suppress(ProcessLookupError):
                popen.send_signal(signal.SIGTERM)
        for popen in self.started:
            popen.communicate(timeout=120)
        if self.processes() or self.postgres_pids():
            self.call("stop")
        erase_data(self.layout)


def permissions(folder: Path) -> dict[Path, tuple[int, int, int]]:
    """Mode, owner and group of all the folders above `folder`."""
    return {
        path: (stat.S_IMODE(path.stat().st_mode), path.stat().st_uid, path.stat().st_gid) for path in folder.parents
    }


def wait_for(condition: Callable[[], bool], seconds: float = 10) -> None:
    """Wait until `condition()` is true; fails after `seconds`."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.05)
