"""The process's picture of all flags: taken from the database when its version moves, and looked at without any I/O.

    1  a trigger raises the version with every change, also with one made in psql
    2  whoever changed something tells Redis, after the commit
    3  a thread of each process hears it, or sees it by itself twice a second, and takes a new picture
    4  it writes down which version the process has: see `reach.py`

A process without that thread (a command, a shell, a test) looks at the version whenever it asks.
"""

import os
import socket
import threading
import time
from collections.abc import Callable

import redis
import structlog
from django.conf import settings as site
from django.db import DatabaseError, connection
from psycopg import Error as PsycopgError

from auctionsite.observability import metrics
from rollouts.evaluation.types import FlagSnapshot
from rollouts.propagation import loading, readers

log = structlog.get_logger("rollouts")
POLL_SECONDS = 0.4
"""How often a thread looks by itself, so that a change reaches all within a second without Redis too."""
CONFIRM_SECONDS = 5.0
REDIS_SECONDS = 0.5
"""Longer than this nobody waits for Redis, which only makes things faster."""
FIRST_LOAD_SECONDS = 5.0
_CHANNEL = "rollouts.version"

_UNREAD = -1
"""The version before the tables were read for the first time. Theirs begin with 0, before anything was set."""
_current = FlagSnapshot(version=_UNREAD)
_follower: "SnapshotFollower | None" = None
_taking = threading.Lock()
on_change: list[Callable[[FlagSnapshot, FlagSnapshot], None]] = []
"""Called with the old and the new picture, in the thread that took it. Must not wait."""


def current() -> FlagSnapshot:
    """The newest picture this process has; before it has one, what the code and the environment say."""
    if _follower is None:
        _take()
    return loading.build_snapshot(_UNREAD, (), ()) if _current.version == _UNREAD else _current


def is_loaded() -> bool:
    """True if this process has a snapshot from the database."""
    return _follower is None or _follower.first.is_set()


def follow(kind: str, sockets: Callable[[], int] = lambda: 0) -> "SnapshotFollower":
    """Keep the snapshot current in a thread; wait up to `FIRST_LOAD_SECONDS` for the first. `sockets` counts."""
    global _follower
    _follower = SnapshotFollower(kind, sockets)
    _follower.start()
    _follower.first.wait(FIRST_LOAD_SECONDS)
    return _follower


def notify_processes() -> None:
    """Tell every process to look now. Without Redis they look soon by themselves."""
    try:
        with _redis() as link:
            link.publish(_CHANNEL, "")
    except (redis.RedisError, OSError) as error:
        log.warning("flags.not_announced", error=str(error))


def _redis() -> redis.Redis:
    return redis.Redis.from_url(site.REDIS_URL, socket_timeout=REDIS_SECONDS, socket_connect_timeout=REDIS_SECONDS)


def _take() -> bool:
    """Take a new picture if the version has moved; whether it had."""
    global _current
    with _taking:
        if loading.stored_version() == _current.version:
            return False
        before, _current = _current, loading.load_snapshot()
    metrics.FLAGS_VERSION.set(_current.version)
    log.info("flags.loaded", version=_current.version)
    for tell in on_change:
        tell(before, _current)
    return True


class SnapshotFollower(threading.Thread):
    """Keeps this process's picture new until stopped; without a database or Redis it goes on trying."""

    def __init__(self, kind: str, sockets: Callable[[], int]) -> None:
        super().__init__(daemon=True, name="flags")
        self.first = threading.Event()
        self._process = readers.ReaderProcess(f"{kind} {socket.gethostname()[:80]} {os.getpid()}", kind)
        self._sockets = sockets
        self._stopped = threading.Event()
        self._confirm_at = 0.0
        self._heard: redis.client.PubSub | None = None

    def run(self) -> None:
        """Look, and wait for a message, until `stop`."""
        while not self._stopped.is_set():
            self._look()
            self._wait()
        self._leave()

    def stop(self) -> None:
        """Stop following, and take this process off the list of readers."""
        global _follower
        self._stopped.set()
        self.join(timeout=5)
        _follower = None

    def _look(self) -> None:
        try:
            moved = _take()
            self.first.set()
            if moved or time.monotonic() >= self._confirm_at:
                self._confirm_at = time.monotonic() + CONFIRM_SECONDS
                readers.record_reader(self._process, _current.version, self._sockets())
        except (DatabaseError, PsycopgError) as error:
            log.warning("flags.not_read", error=str(error))
            connection.close()

    def _wait(self) -> None:
        """Until a message says that something changed, `POLL_SECONDS` at most."""
        until = time.monotonic() + POLL_SECONDS
        try:
            if self._heard is None:
                self._heard = _redis().pubsub(ignore_subscribe_messages=True)  # type: ignore[no-untyped-call]
                self._heard.subscribe(_CHANNEL)
            while (left := until - time.monotonic()) > 0 and not self._stopped.is_set():
                if self._heard.get_message(timeout=left):
                    return
        except (redis.RedisError, OSError) as error:
            log.debug("flags.not_heard", error=str(error))
            self._hang_up()
            self._stopped.wait(max(0.0, until - time.monotonic()))

    def _hang_up(self) -> None:
        if self._heard is not None:
            self._heard.close()
            self._heard = None

    def _leave(self) -> None:
        self._hang_up()
        try:
            readers.remove_reader(self._process)
        except (DatabaseError, PsycopgError) as error:
            log.warning("flags.not_left", error=str(error))
        connection.close()
