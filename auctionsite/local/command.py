"""A person's command in the foreground, between the start and the stop of the servers."""

import contextlib
import os
import signal
import subprocess
from collections.abc import Mapping, Sequence

from auctionsite.local.errors import LocalError
from auctionsite.local.processes import POLITELY, Process, Records, end_process, identify_process
from auctionsite.local.supervisor import StopSignals, tethered

_NAME = "command"
_TICK_S = 0.05


def run_command(command: Sequence[str], env: Mapping[str, str], records: Records, signals: StopSignals) -> int:
    """Run `command` with our terminal, and give its exit code (128 + n if signal n ended it).

    It stays in our process group, so that it may read the terminal, and gets the Ctrl-C typed there itself.
    What comes to us alone is passed on.
    """
    try:
        popen = subprocess.Popen(tethered(command), env=env)  # noqa: S603 - the person's own command
    except OSError as error:
        raise LocalError(f"{command[0]} can't be started ({error.strerror}).") from error
    process = identify_process(popen.pid)
    if process:
        records.write(_NAME, process)
    passed_on = False
    while popen.poll() is None:
        signals.sleep(_TICK_S)
        if process and signals.first and not passed_on:
            passed_on = True
            _pass_on(process, signals)
    records.remove(_NAME)
    return popen.returncode if popen.returncode >= 0 else 128 - popen.returncode


def _pass_on(process: Process, signals: StopSignals) -> None:
    if signals.first == signal.SIGINT:
        if not _in_foreground():
            os.kill(process.pid, signal.SIGINT)
        return  # what it makes of Ctrl-C is its own affair: a debugger goes on
    end_process(process, POLITELY, lambda: signals.hurry)


def _in_foreground() -> bool:
    """True if our process group is the one that the terminal's Ctrl-C goes to."""
    with contextlib.suppress(OSError):
        terminal = os.open("/dev/tty", os.O_RDONLY | os.O_NOCTTY)
        try:
            return os.tcgetpgrp(terminal) == os.getpgrp()
        finally:
            os.close(terminal)
    return False
