"""Pulses: signs that the loops of this process turn, by which a process that hangs is told from one that works.

A loop beats with every step, also with one that fails: a loop that fails goes on, one that hangs doesn't.
"""

import threading
import time

HANGS_SECONDS = 30.0
"""A loop that hasn't beaten for so long hangs, unless it says how long a step of it may take."""


class Pulse:
    """One loop's pulse, until it is ended. `seconds`: how long a step may take."""

    def __init__(self, name: str, seconds: float = HANGS_SECONDS) -> None:
        self.name, self._seconds = name, seconds
        self._at = time.monotonic()
        with _lock:
            _pulses.append(self)

    @property
    def hangs(self) -> bool:
        """True if it has been silent for too long."""
        return time.monotonic() - self._at > self._seconds

    def beat(self) -> None:
        """Say that the loop turns."""
        self._at = time.monotonic()

    def end(self) -> None:
        """Say that the loop has ended in order."""
        with _lock:
            _pulses.remove(self)


_lock = threading.Lock()
_pulses: list[Pulse] = []


def hanging_loops() -> list[str]:
    """Return the names of the loops that hang."""
    with _lock:
        return [each.name for each in _pulses if each.hangs]
