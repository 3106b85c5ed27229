"""Signals by which programs that run until told to stop are stopped."""

import os
import select
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class StopSignal:
    """Set by SIGTERM or SIGINT; a wait ends at once when one comes. Make it in the main thread.

    A pipe, because a `threading.Event` set by a handler can wait for the lock that the interrupted `wait` holds.
    """

    def __init__(self) -> None:
        self._read, self._write = os.pipe()
        os.set_blocking(self._write, False)
        self._stopped = False
        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, self._stop)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self._stopped = True
        os.write(self._write, b"x")

    def is_set(self) -> bool:
        """True if the program should end."""
        return self._stopped

    def wait(self, seconds: float) -> bool:
        """Sleep until stopped, so many seconds at most; true if the program should end."""
        ends = select.poll()
        ends.register(self._read, select.POLLIN)
        ends.poll(max(0.0, seconds) * 1000)
        return self._stopped


@contextmanager
def exit_on_sigterm() -> Iterator[None]:
    """Let SIGTERM in the block end the program as an exception does: what was begun is tidied up on the way out."""
    before = signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
