"""The process's snapshot of all flags: loaded when the database's version moves, and read without any I/O.

    1  a trigger raises the version with every change, also with one made in psql
    2  whoever changed something tells Redis, after the commit
    3  a thread of each process hears it, or sees it by itself twice a second, and loads a new snapshot
    4  it records which version the process has: see `readers.py`

A process without that thread (a command, a shell, a test) checks the version whenever it reads a flag.
"""

import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import redis
import structlog
from django.conf import settings as site
from django.db import DatabaseError, connection
from psycopg import Error as PsycopgError

from auctionsite.observability import loops, metrics
from rollouts.evaluation.types import FlagSnapshot
from rollouts.propagation import loading, readers

log = structlog.get_logger("rollouts")
POLL_SECONDS = 0.4
"""How often a thread checks by itself, so that a change reaches all within a second without Redis too."""
RECORD_SECONDS = 1.0
REDIS_SECONDS = 0.5
"""Longer than this nobody waits for Redis, which only makes things faster."""
FIRST_LOAD_SECONDS = 5.0
_CHANNEL = "rollouts.version"

_UNREAD = -1
"""The version before the tables were read for the first time. Theirs begin with 0, before anything was set."""
_current = FlagSnapshot(version=_UNREAD)
_follower: "SnapshotFollower | None" = None
_reload_lock = threading.Lock()
before_check: list[Callable[[], object]] = []
"""Called by the thread that follows, before each look at the version: whatever makes a version when its time comes, and
what else each process does once in a while."""
before_end: list[Callable[[], object]] = []
"""Called by the same thread when the process is told to end."""
on_change: list[Callable[[FlagSnapshot, FlagSnapshot], None]] = []
"""Called with the old and the new snapshot, in the thread that loaded it. Must not wait."""


def current() -> FlagSnapshot:
    """Return the newest snapshot of this process; before it has one, what the code and the environment say."""
    if _follower is None:
        _reload()
    return loading.build_snapshot(_UNREAD, (), ()) if _current.version == _UNREAD else _current


def newest() -> FlagSnapshot:
    """Return the snapshot of what the database says now, also in a process that hasn't heard of a change yet.

    That is one small query, and seldom a load. Raises what reading raises.
    """
    _reload()
    return _current


@contextmanager
def read_anew() -> Iterator[None]:
    """Read the snapshot anew at the first question in the block and after it: what it is judged by changes there."""
    global _current
    _current = FlagSnapshot(version=_UNREAD)
    try:
        yield
    finally:
        _current = FlagSnapshot(version=_UNREAD)


def is_loaded() -> bool:
    """True if this process has a snapshot from the database."""
    return _follower is None or _follower.loaded.is_set()


def follow(kind: str, sockets: Callable[[], int] = lambda: 0) -> "SnapshotFollower":
    """Keep the snapshot current in a thread; wait up to `FIRST_LOAD_SECONDS` for the first. `sockets` counts."""
    global _follower
    _follower = SnapshotFollower(kind, sockets)
    _follower.start()
    _follower.loaded.wait(FIRST_LOAD_SECONDS)
    return _follower


def notify_processes() -> None:
    """Tell every process that flags changed. Without Redis they notice soon by themselves."""
    try:
        with _redis() as link:
            link.publish(_CHANNEL, "")
    except (redis.RedisError, OSError) as error:
        log.warning("flags.not_announced", error=str(error))


def _redis() -> redis.Redis:
    return redis.Redis.from_url(site.REDIS_URL, socket_timeout=REDIS_SECONDS, socket_connect_timeout=REDIS_SECONDS)


def _reload() -> bool:
    """Load a new snapshot if the version has moved; True if it had."""
    global _current
    with _reload_lock:
        if loading.stored_version() == _current.version:
            return False
        before, _current = _current, loading.load_snapshot()
    metrics.FLAGS_VERSION.set(_current.version)
    metrics.FLAGS_UNREADABLE.set(len(_current.unreadable))
    for name, why in _current.unreadable.items():
        log.error("flags.unreadable", flag=name, problem=why)
    log.info("flags.loaded", version=_current.version)
    for tell in on_change:
        _call(partial(tell, before, _current))
    return True


def _call(each: Callable[[], object]) -> None:
    try:
        each()
    except Exception as error:  # noqa: BLE001 # the snapshot counts, whatever hangs on it
        loops.report_failure("flags", error)


class SnapshotFollower(threading.Thread):
    """Keeps this process's snapshot current until stopped; without a database or Redis it goes on trying."""

    def __init__(self, kind: str, sockets: Callable[[], int]) -> None:
        super().__init__(daemon=True, name="flags")
        self.loaded = threading.Event()
        self._process = readers.ReaderProcess(f"{kind} {socket.gethostname()[:80]} {os.getpid()}", kind)
        self._sockets = sockets
        self._stopped = threading.Event()
        self._record_at = 0.0
        self._messages: redis.client.PubSub | None = None

    def run(self) -> None:
        """Check the version, and wait for a message, until `stop`."""
        loops.run_until(self._stopped, "flags", self._step)
        self._sign_off()

    def stop(self) -> None:
        """Stop following, and take this process off the list of readers."""
        global _follower
        self._stopped.set()
        self.join(timeout=5)
        _follower = None

    def _step(self) -> None:
        for each in before_check:
            _call(each)
        moved = _reload()
        self.loaded.set()
        if moved or time.monotonic() >= self._record_at:
            readers.record_reader(self._process, _current.version, self._sockets())
            self._record_at = time.monotonic() + RECORD_SECONDS
        self._wait()

    def _wait(self) -> None:
        """Wait until a message says that something changed, `POLL_SECONDS` at most."""
        until = time.monotonic() + POLL_SECONDS
        try:
            if self._messages is None:
                self._messages = _redis().pubsub(ignore_subscribe_messages=True)  # type: ignore[no-untyped-call]
                self._messages.subscribe(_CHANNEL)
            while (left := until - time.monotonic()) > 0 and not self._stopped.is_set():
                if self._messages.get_message(timeout=left):
                    return
        except (redis.RedisError, OSError) as error:
            log.debug("flags.not_heard", error=str(error))
            self._unsubscribe()
            self._stopped.wait(max(0.0, until - time.monotonic()))

    def _unsubscribe(self) -> None:
        if self._messages is not None:
            self._messages.close()
            self._messages = None

    def _sign_off(self) -> None:
        for each in before_end:
            _call(each)
        self._unsubscribe()
        try:
            readers.remove_reader(self._process)
        except (DatabaseError, PsycopgError) as error:
            log.warning("flags.not_left", error=str(error))
        connection.close()
