"""Notes who met which flag on or off, and whom something failed, without costing a question anything.

    1  whoever acts on an answer notes it: one look into a set, and nothing more if it is there already
    2  what is new waits in memory, `MOST_WAITING` at most; beyond that it is lost, and counted as lost
    3  the thread that follows the flags writes some of what waits, in one statement, each time it looks at them
    4  what was written is known, and isn't written again until flags change or some minutes are over

A process without that thread (a command, a shell, a test) writes nothing. Instants are the database's: an entry says
how long ago it was noted.
"""

import threading
import time
from collections.abc import Callable, Hashable
from typing import Generic, NamedTuple, TypeVar

from auctionsite.observability import metrics
from rollouts.evaluation.evaluate import Evaluation, Reason
from rollouts.evaluation.registry import SPECS
from rollouts.evaluation.types import BucketBy, FlagSnapshot, Subject
from rollouts.exposures import storage
from rollouts.exposures.storage import ExposureEntry, FailureEntry

MOST_WAITING = 20_000
MOST_KNOWN = 100_000
AT_ONCE = 500
"""So many are written by one statement: some milliseconds, while which no change of a flag is heard."""
REMEMBER_SECONDS = 600.0
REMEMBER_FAILURES_SECONDS = 10.0
"""They are few, and the next of somebody may be the first since they met a flag."""
E = TypeVar("E", bound=Hashable)


class Waiting(NamedTuple, Generic[E]):
    """The exposures that wait to be written, and for how many seconds they have."""

    entry: E
    age: float


class Buffer(Generic[E]):
    """Entries that wait to be written, each once."""

    def __init__(self, write: Callable[[list[Waiting[E]]], None], remember_seconds: float) -> None:
        self._write, self._remember_seconds = write, remember_seconds
        self._lock = threading.Lock()
        self._known: set[E] = set()
        self._known_since = time.monotonic()
        self._waiting: dict[E, float] = {}

    def note(self, entry: E) -> None:
        """Keep the entry to be written, if it isn't known. Never waits for anything but other threads in here."""
        if entry in self._known:
            return
        with self._lock:
            if entry in self._waiting:
                return
            if len(self._waiting) >= MOST_WAITING:
                metrics.EXPOSURES_LOST.inc()
                return
            self._known.add(entry)
            self._waiting[entry] = time.monotonic()

    def forget_known(self) -> None:
        """Let whoever is met from now on be written again."""
        with self._lock:
            self._known = set(self._waiting)
            self._known_since = time.monotonic()

    def write_some(self) -> int:
        """Write the oldest entries, `AT_ONCE` at most; return how many. What can't be written waits on."""
        if time.monotonic() - self._known_since > self._remember_seconds or len(self._known) > MOST_KNOWN:
            self.forget_known()
        with self._lock:
            taken = dict(list(self._waiting.items())[:AT_ONCE])
        if not taken:
            return 0
        now = time.monotonic()
        self._write([Waiting(entry, now - noted_at) for entry, noted_at in taken.items()])
        with self._lock:
            for entry in taken:
                self._waiting.pop(entry, None)
        return len(taken)


exposures: Buffer[ExposureEntry] = Buffer(storage.write_exposures, REMEMBER_SECONDS)
failures: Buffer[FailureEntry] = Buffer(storage.write_failures, REMEMBER_FAILURES_SECONDS)


def note_exposure(now: FlagSnapshot, subject: Subject, evaluation: Evaluation) -> None:
    """Note that the product acts on this answer. A subject without the id that the flag goes by is nobody's arm."""
    config = now.flags.get(evaluation.flag)
    kind = config.bucket_by if config else SPECS[evaluation.flag].bucket_by
    identifier = subject.id_for(kind)
    if identifier is not None:
        drawn = evaluation.reason is Reason.PERCENTAGE
        exposures.note(ExposureEntry(evaluation.flag, kind, identifier, evaluation.value, drawn, evaluation.arm))


def note_failure(kind: BucketBy, subject: str, metric: str) -> None:
    """Note that something which `metric` names went wrong for a user, a league or an auction."""
    failures.note(FailureEntry(kind, subject, metric))


def write_some() -> None:
    """Write some of what waits. The thread that follows the flags calls it."""
    exposures.write_some()
    failures.write_some()
    storage.forget_old()


def flags_changed(before: FlagSnapshot, now: FlagSnapshot) -> None:
    """Note everybody anew who is met after a change: figures are of the time since the last one."""
    exposures.forget_known()
