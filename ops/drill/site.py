"""A whole local set-up of its own, and a hand on each of its processes."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from auctionsite.local.place import PROJECT, Layout
from auctionsite.local.processes import Process, Records
from auctionsite.local.product import is_answering
from auctionsite.local.servers import postgres
from auctionsite.local.supervisor import tethered

START_SECONDS, STOP_SECONDS = 180.0, 60.0
T = TypeVar("T")


class DrillFailed(Exception):
    """Something that had to happen did not; the text says what."""


def eventually(condition: Callable[[], T | None], seconds: float, what: str) -> tuple[T, float]:
    """The first truthy answer, and after how many seconds it came. Raises DrillFailed when time is up."""
    began = time.monotonic()
    while not (answer := condition()):
        if time.monotonic() - began > seconds:
            raise DrillFailed(f"not within {seconds:.0f} s: {what}")
        time.sleep(0.1)
    return answer, time.monotonic() - began


class LocalSite:
    """`make run` in the folder of DATA_DIR, at a free port; its parts are stopped and killed by their recorded pids."""

    def __init__(self, folder: Path) -> None:
        self.layout = Layout(folder)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.url = f"http://127.0.0.1:{probe.getsockname()[1]}"
        port = self.url.rpartition(":")[2]
        self._env = {**os.environ, "PORT": port}
        self._launcher: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.layout.make()
        with (self.layout.data / "drill.log").open("wb") as log:
            command = tethered((sys.executable, "-m", "auctionsite.local", "run"))  # also if we are killed
            self._launcher = subprocess.Popen(command, cwd=PROJECT, env=self._env, stdout=log, stderr=log)
        try:
            eventually(self._is_up, START_SECONDS, f"the site runs; see {self.layout.data}/drill.log")
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def _is_up(self) -> bool:
        if self._launcher is None or self._launcher.poll() is not None:
            raise DrillFailed(f"the launcher has ended; see {self.layout.data}/drill.log")
        return is_answering(f"{self.url}/api/health")

    def _end(self) -> None:
        if self._launcher is not None:
            self._launcher.terminate()
            try:
                self._launcher.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._launcher.kill()
                self._launcher.wait()

    def hang(self, part: str) -> None:
        """Stop a part in its tracks: it is there, holds its connections, and says nothing."""
        for process in self._processes(part):
            os.kill(process.pid, signal.SIGSTOP)

    def kill(self, part: str) -> None:
        """`kill -9`: the launcher starts it again."""
        for process in self._processes(part):
            os.kill(process.pid, signal.SIGKILL)

    def _processes(self, part: str) -> list[Process]:
        if part == "postgres":  # each connection has a process, which a killed parent would leave behind
            processes = [process for cluster in self.layout.clusters for process in postgres.find_processes(cluster)]
        else:
            recorded = Records(self.layout.run).read(part)
            processes = [recorded] if recorded and recorded.is_alive() else []
        if not processes:
            raise DrillFailed(f"{part} does not run")
        return list({process.pid: process for process in processes}.values())
