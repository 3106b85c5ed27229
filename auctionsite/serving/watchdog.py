"""A process that hangs is ended, so that whoever supervises it starts it again.

1  a thread looks every second whether the event loop and all other loops of the process turn; one that waits for a
   database that is away is excused
2  while they do, it winds up a dead man's switch (Python's faulthandler, which needs no turn of the interpreter),
   and tells systemd (WATCHDOG=1), if systemd wants to know (WatchdogSec)
3  when they don't, it does neither: the switch writes where every thread is, and ends the process
4  of a process that can't even do that, because it is stopped, systemd hears nothing, and kills it
"""

import faulthandler
import math
import os
import socket
import threading
import time

import structlog

from auctionsite.observability import pulses
from auctionsite.postgresql.availability import circuit
from auctionsite.serving.loop_watch import LoopWatch

log = structlog.get_logger("auctionsite")
LOOK_SECONDS = 1.0
LOOP_HANGS_SECONDS = 3.0
"""An event loop that hasn't turned for so long hangs: nothing may hold it up."""
SWITCH_SECONDS = 8.0
"""The process ends so long after the last look that found everything turning. A process that was stopped for a few
seconds goes on; the time in which it was stopped counts."""
SETTLE_SECONDS = 5.0
"""So long after the database was away a loop may still hang on what it had asked there."""


def notify_supervisor(state: str) -> None:
    """Tell systemd, as sd_notify(3) does; nothing where it doesn't listen, as in a container or a terminal."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    path = f"\0{address[1:]}" if address.startswith("@") else address  # an abstract socket
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        try:
            line.sendto(state.encode(), path)
        except OSError as error:
            log.warning("watchdog.not_told", error=str(error))


class Watchdog(threading.Thread):
    """Watches this process until stopped, with its event loop, if it has one."""

    def __init__(self, loop: LoopWatch | None = None) -> None:
        super().__init__(daemon=True, name="watchdog")
        self._loop = loop
        self._stopped = threading.Event()
        self._said: list[str] = []
        self._away_at = -math.inf

    def run(self) -> None:
        """Look until `stop`."""
        while not self._stopped.is_set():
            self._look()
            self._stopped.wait(LOOK_SECONDS)
        faulthandler.cancel_dump_traceback_later()

    def stop(self) -> None:
        """Watch no more: the process ends in order."""
        self._stopped.set()
        self.join(timeout=5)

    def _look(self) -> None:
        if circuit.is_away:
            self._away_at = time.monotonic()
        excused = time.monotonic() < self._away_at + SETTLE_SECONDS
        hanging = [] if excused else pulses.hanging_loops()
        if self._loop is not None and self._loop.silent_seconds() > LOOP_HANGS_SECONDS:
            hanging.append("event loop")
        if hanging and hanging != self._said:
            log.error("process.hangs", loops=hanging)
        self._said = hanging
        if not hanging:
            faulthandler.dump_traceback_later(SWITCH_SECONDS, exit=True)
            notify_supervisor("WATCHDOG=1")
