"""Processes told apart for certain, remembered on disk, and ended.

A pid alone says little: it is used again. A pid with the instant its process was started is one process.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

_POLL_S = 0.02


@dataclass(frozen=True)
class Process:
    """One process that is or was. `start` is opaque: equal for the same process, different for any other.

    `group` says that it leads a process group of its own, which ends with it.
    """

    pid: int
    start: str
    group: bool = False

    def is_alive(self) -> bool:
        return start_time_of(self.pid) == self.start


def start_time_of(pid: int) -> str | None:
    """The start of the living process `pid`; None if there is none (one waiting to be reaped is dead)."""
    if sys.platform != "linux":
        return _start_by_ps(pid)
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()
    except OSError:
        return None
    # proc(5): state is the first field behind the name, starttime (ticks since boot) the twentieth.
    return None if fields[0] in "ZX" else f"{_boot()}/{fields[19]}"


def _start_by_ps(pid: int) -> str | None:
    done = subprocess.run(  # noqa: S603 - a fixed command
        ["/bin/ps", "-o", "stat=,lstart=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    state, _, started = done.stdout.strip().partition(" ")
    return None if not state or state.startswith("Z") else started.strip()


def _boot() -> str:
    with contextlib.suppress(OSError):
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    return ""


def identify_process(pid: int, *, group: bool = False) -> Process | None:
    """The living process `pid`, or None."""
    start = start_time_of(pid)
    return Process(pid, start, group) if start else None


class Records:
    """Records of started processes, one file each in `folder`, for the launcher that comes after a killed one."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def write(self, name: str, process: Process) -> None:
        target = self._folder / f"{name}.json"
        unfinished = target.with_suffix(".new")
        unfinished.write_text(json.dumps(asdict(process)))
        unfinished.replace(target)

    def read(self, name: str) -> Process | None:
        """The process recorded as `name`, alive or not; None if there is no legible record."""
        try:
            return Process(**json.loads((self._folder / f"{name}.json").read_text()))
        except (OSError, ValueError, TypeError):
            return None

    def names(self) -> list[str]:
        return sorted(file.stem for file in self._folder.glob("*.json"))

    def remove(self, name: str) -> None:
        (self._folder / f"{name}.json").unlink(missing_ok=True)


# In turn: a signal, and how many seconds the process then has.
Steps = Sequence[tuple[signal.Signals, float]]
POLITELY: Steps = ((signal.SIGTERM, 10), (signal.SIGKILL, 5))
# What `pg_ctl stop -m fast` sends, and then `-m immediate`. Killing the postmaster would leave its backends.
POSTGRES: Steps = ((signal.SIGINT, 15), (signal.SIGQUIT, 8), (signal.SIGKILL, 5))


def end_process(process: Process, steps: Steps = POLITELY, hurry: Callable[[], bool] = lambda: False) -> bool:
    """End `process`, and what is left of its group; returns whether it is gone.

    Each of `steps` is tried until the process is gone or the seconds are over; the first, polite one also
    until `hurry` says so. A process that is not the recorded one any more is left alone, and so is its group.
    """
    for number, (step, seconds) in enumerate(steps):
        if not process.is_alive():
            break
        _send(process, step)
        deadline = time.monotonic() + seconds
        while process.is_alive() and time.monotonic() < deadline and not (number == 0 and hurry()):
            time.sleep(_POLL_S)
        if process.group and not process.is_alive():
            with contextlib.suppress(OSError):
                os.killpg(process.pid, signal.SIGKILL)
    return not process.is_alive()


def _send(process: Process, step: signal.Signals) -> None:
    """Send a signal to the process, or to its whole group. Raises PermissionError if it is a stranger's."""
    with contextlib.suppress(ProcessLookupError):
        if process.group:
            os.killpg(process.pid, step)
        else:
            os.kill(process.pid, step)
