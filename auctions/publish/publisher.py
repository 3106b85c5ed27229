"""The thread in which messages to rooms wait for Redis, so that nobody else does."""

import asyncio
import atexit
import contextlib
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from typing import Any

import structlog

from auctionsite.observability import loops, metrics

log = structlog.get_logger("auctions")
QUEUED_AT_MOST = 1000
"""Messages that may wait for Redis; more are dropped."""


class Publisher:
    """A thread with an event loop that runs coroutines one after the other.

    Callers hand over and never wait; the order of handing over is the order of sending. `hang_up` is run at the end;
    a message takes `send_seconds` at most.
    """

    def __init__(self, hang_up: Callable[[], Coroutine[Any, Any, None]], send_seconds: float) -> None:
        self._hang_up, self._send_seconds = hang_up, send_seconds
        self._start = threading.Lock()  # of two threads that hand over the first message one starts the loop
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._queue: asyncio.Queue[Coroutine[Any, Any, None]] = asyncio.Queue()

    def submit(self, work: Coroutine[Any, Any, None]) -> None:
        """Hand over what is to be run after all that was handed over before."""
        # asyncio's queue isn't safe across threads, so the loop itself puts the work in.
        loop = self._running_loop()
        loop.call_soon_threadsafe(self._put, work)

    def _put(self, work: Coroutine[Any, Any, None]) -> None:
        if self._queue.qsize() < QUEUED_AT_MOST:
            self._queue.put_nowait(work)
        else:  # Redis hangs: the rooms learn by their pings
            metrics.BROADCASTS_LOST.inc()
            work.close()  # or Python warns of a coroutine that was never awaited

    def flush(self) -> None:
        """Wait, for a bounded time, until all that was handed over so far has left."""
        if self._loop is not None:
            done: Future[None] = asyncio.run_coroutine_threadsafe(self._queue.join(), self._loop)
            try:
                done.result(timeout=2 * self._send_seconds)
            except TimeoutError:
                log.warning("broadcast.left_behind", messages=self._queue.qsize())

    def stop(self) -> None:
        """Let what was handed over leave, then hang up."""
        self.flush()
        if self._loop is not None:
            hung_up: Future[None] = asyncio.run_coroutine_threadsafe(self._hang_up(), self._loop)
            with contextlib.suppress(TimeoutError):
                hung_up.result(timeout=self._send_seconds)

    def _running_loop(self) -> asyncio.AbstractEventLoop:
        with self._start:
            if self._loop is None:
                atexit.register(self.stop)
            if self._loop is None or self._thread is None or not self._thread.is_alive():
                self._loop, self._queue = asyncio.new_event_loop(), asyncio.Queue()
                self._thread = threading.Thread(
                    target=self._loop.run_until_complete, args=(self._run(),), name="broadcast", daemon=True
                )
                self._thread.start()
            return self._loop

    async def _run(self) -> None:
        # One message after the other, each awaited to its end: sent side by side they could overtake one another, and
        # clients would see gaps. Redis that hangs costs each its seconds; meanwhile the queue fills, and drops.
        await loops.run_for_ever("broadcast", self._send_next)

    async def _send_next(self) -> None:
        work = await self._queue.get()
        try:
            await work
        except Exception as error:  # one message that fails must not end all that follow
            log.exception("broadcast.failed", error=str(error))
        finally:
            self._queue.task_done()
