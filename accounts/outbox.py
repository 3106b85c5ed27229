"""Mail leaves after the answer, from one thread behind a bounded queue: no request ever waits for a mail server.

What is slow about signing in also happens there, so that an answer's time tells nobody who has an account.
"""

import atexit
import queue
import threading
from collections.abc import Callable

import structlog
from django.conf import settings as site
from django.core.mail import EmailMessage
from django.db import close_old_connections

from auctionsite.observability import loops, metrics

log = structlog.get_logger("accounts")
MAX_WAITING = 200
"""Mails that may wait; more are dropped and logged: whoever misses one asks again."""
EXIT_SECONDS = 10.0
STEP_SECONDS = 120.0
"""A mail server that answers slowly may take so long for one mail, and no longer."""
LOOK_SECONDS = 5.0
"""How often a thread without work shows that it lives."""
Work = Callable[[], None]


class Outbox:
    """The queue and its thread, which starts with the first mail."""

    def __init__(self) -> None:
        self._queue: queue.Queue[Work] = queue.Queue(MAX_WAITING)
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def submit(self, work: Work) -> None:
        """Do the work soon, in the outbox's thread; at once where MAIL_IN_BACKGROUND is off."""
        if not site.MAIL_IN_BACKGROUND:
            work()
            return
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="outbox", daemon=True)
                self._thread.start()
                atexit.register(self.flush)
        try:
            self._queue.put_nowait(work)
        except queue.Full:
            metrics.MAILS.labels("dropped").inc()
            log.error("mail.dropped", waiting=MAX_WAITING)
        metrics.MAILS_WAITING.set(self.waiting)

    @property
    def waiting(self) -> int:
        """The number of mails that wait."""
        return self._queue.qsize()

    def flush(self, seconds: float = EXIT_SECONDS) -> bool:
        """Wait until what was handed over so far is done; whether it was in time."""
        done = threading.Event()
        try:
            self._queue.put(done.set, timeout=seconds)
        except queue.Full:
            return False
        return done.wait(seconds)

    def _run(self) -> None:
        loops.run_until(threading.Event(), "mail", self._step, STEP_SECONDS)

    def _step(self) -> None:
        try:
            work = self._queue.get(timeout=LOOK_SECONDS)
        except queue.Empty:
            return
        metrics.MAILS_WAITING.set(self.waiting)
        close_old_connections()
        try:
            work()
        except Exception as error:  # a mail that fails must not end all that follow
            metrics.MAILS.labels("failed").inc()
            log.exception("mail.failed", error=str(error))
        finally:
            close_old_connections()


outbox = Outbox()


def send_now(message: EmailMessage) -> None:
    """Hand a mail to the mail server now; for work in the outbox. Raises OSError."""
    message.send()
    metrics.MAILS.labels("sent").inc()
