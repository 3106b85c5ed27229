"""A thread that watches whether an event loop turns.

It sends a mark around the loop, ten times a second. A mark that has come round says: whatever had reached this process
before it was sent, the loop has read from the kernel since, and handed to whom it is for. A loop that is blocked, or a
process that is stopped, lets none come round.
"""

import asyncio
import threading
import time
from collections.abc import Callable

MARK_SECONDS = 0.1
TURNS = 10
"""From the kernel to its handler a frame takes three turns, on daphne and on uvicorn alike; here is room for more."""
LOOK_SECONDS = 1.0
"""How often a thread that waits for its mark looks whether the loop is closed."""


class LoopWatch:
    """Watches one loop, from the first `watch` on. `clock` tells the time in which marks are dated, in ms."""

    def __init__(self, clock: Callable[[], int]) -> None:
        self._clock = clock
        self._loop: asyncio.AbstractEventLoop | None = None
        self._newest = (0, 0.0)  # the newest mark that has come round: (by the clock, monotonic s)
        self._came_round = threading.Event()

    def watch(self, loop: asyncio.AbstractEventLoop) -> None:
        """Watch this loop from now on, which turns now; cheap when called again."""
        if self._loop is not loop:
            self._newest = (self._clock(), time.monotonic())
            self._loop = loop
            threading.Thread(target=self._run, args=(loop,), daemon=True, name="loop watch").start()

    def turned_at(self) -> int:
        """Return up to which instant all that reached this process is with its handlers; now, if no loop is watched."""
        return self._clock() if self._loop is None else self._newest[0]

    def silent_seconds(self) -> float:
        """Return how long no mark has come round; a loop that turns stays well below half a second."""
        return 0.0 if self._loop is None else time.monotonic() - self._newest[1]

    def _run(self, loop: asyncio.AbstractEventLoop) -> None:
        while self._loop is loop and not loop.is_closed():
            sent = (self._clock(), time.monotonic())
            self._came_round.clear()
            try:
                loop.call_soon_threadsafe(self._pass_on, loop, TURNS)
            except RuntimeError:  # it was closed just now: the process ends
                return
            while not self._came_round.wait(LOOK_SECONDS):
                if loop.is_closed():
                    return
            self._newest = sent
            time.sleep(MARK_SECONDS)

    def _pass_on(self, loop: asyncio.AbstractEventLoop, turns: int) -> None:
        if turns:
            loop.call_soon(self._pass_on, loop, turns - 1)
        else:
            self._came_round.set()
