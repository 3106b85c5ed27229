"""A pool of threads in which keys, such as rooms, take turns: one with much to do doesn't make the others wait."""

import threading
from collections import deque
from collections.abc import Callable, Hashable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from typing import Any, TypeVar

R = TypeVar("R")
_Work = tuple["Future[Any]", Callable[[], Any]]


class FairPool(Executor):
    """So many threads. What is submitted under one key is begun in order; keys with work waiting take turns."""

    def __init__(self, threads: int, name: str) -> None:
        self._threads = ThreadPoolExecutor(max_workers=threads, thread_name_prefix=name)
        self._lock = threading.Lock()
        self._here = threading.local()
        self._waiting: dict[Hashable, deque[_Work]] = {}
        """By key, the key whose turn is next first."""

    def turn(self, key: Hashable) -> Executor:
        """Return the pool as one key sees it."""
        return _Turn(self, key)

    def submit(self, fn: Callable[..., R], /, *args: Any, **kwargs: Any) -> "Future[R]":
        """Have the work done at the turn of all that is nobody's in particular."""
        return self.turn(None).submit(fn, *args, **kwargs)

    def wait_in_line(self, key: Hashable, work: Callable[[], R]) -> "Future[R]":
        """Have the work done when the key's turn comes.

        Work of this pool that asks for more, and doesn't wait for it, has its own thread do a step once it is done:
        what the thread has at hand, such as a connection, it has used just now.
        """
        future: Future[R] = Future()
        with self._lock:
            self._waiting.setdefault(key, deque()).append((future, work))
        # One step for each piece of work, whosever turn it is then.
        if hasattr(self._here, "steps"):
            self._here.steps += 1
        else:
            self._threads.submit(self._run_steps)
        return future

    def _run_steps(self) -> None:
        self._here.steps = 1
        try:
            while self._here.steps:
                self._here.steps -= 1
                self._run_next()
        finally:
            del self._here.steps

    def _run_next(self) -> None:
        with self._lock:
            key = next(iter(self._waiting))
            queue = self._waiting.pop(key)
            future, work = queue.popleft()
            if queue:
                self._waiting[key] = queue  # behind the others
        if not future.set_running_or_notify_cancel():
            return
        try:
            future.set_result(work())
        except BaseException as error:  # noqa: BLE001 # as every executor: it is the caller's
            future.set_exception(error)


class _Turn(Executor):
    def __init__(self, pool: FairPool, key: Hashable) -> None:
        self._pool, self._key = pool, key

    def submit(self, fn: Callable[..., R], /, *args: Any, **kwargs: Any) -> "Future[R]":
        return self._pool.wait_in_line(self._key, lambda: fn(*args, **kwargs))
