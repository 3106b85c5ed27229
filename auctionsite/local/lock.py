"""One launcher per data folder: whoever holds the lock lives, and what else runs there is an orphan."""

import fcntl
import os
import signal
import time
from types import TracebackType
from typing import Self

from auctionsite.local.errors import LocalError
from auctionsite.local.place import Layout, unwritable_message
from auctionsite.local.processes import Process, Records, end_process, identify_process

HOLDER = "launcher"  # the name of its record


class Lock:
    """The lock of one data folder. The kernel gives it back however its holder ends."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._records = Records(layout.run)
        self._file = -1

    def __enter__(self) -> Self:
        """Take it. Raises LocalError if another launcher lives."""
        if not self.take():
            holder = self.holder()
            process = f" (process {holder.pid})" if holder else ""
            raise LocalError(
                f"It is already running on {self._layout.data}{process}; stop it with `make stop`, "
                "or choose another folder with DATA_DIR=/some/folder."
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()

    def take(self) -> bool:
        """Take it if it is free; returns whether it is ours now."""
        try:
            file = os.open(self._layout.lock, os.O_RDWR | os.O_CREAT, 0o600)  # children don't inherit it
        except OSError as error:
            raise LocalError(unwritable_message(self._layout.data, error)) from error
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            return False
        self._file = file
        us = identify_process(os.getpid())
        if us:
            self._records.write(HOLDER, us)
        return True

    def release(self) -> None:
        if self._file >= 0:
            self._records.remove(HOLDER)
            os.close(self._file)
            self._file = -1

    def holder(self) -> Process | None:
        """The launcher that holds the lock, as far as it has said so yet."""
        holder = self._records.read(HOLDER)
        return holder if holder and holder.is_alive() else None

    def take_over(self, seconds: float) -> None:
        """Take it, asking the holder to end first, and killing it after `seconds`."""
        deadline = time.monotonic() + seconds
        while not self.take():
            holder = self.holder()
            if holder:  # it stops its parts in order, which takes as long as the slowest of them
                end_process(holder, ((signal.SIGTERM, seconds), (signal.SIGKILL, 5)))
            if time.monotonic() > deadline:
                raise LocalError(f"Something unknown holds {self._layout.lock}; find it with `fuser` and end it.")
            time.sleep(0.05)
