"""Snapshots of auctions: whole states written beside the bids, for processes that come to an auction anew.

A snapshot is a copy. It may be missing, behind, or of another release: then the tables are read. Therefore nobody waits
for one to be written: states are handed to one thread, and what it can't write is a line in the log.
"""

import queue
import threading
import time
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

import orjson
import structlog
from django.conf import settings
from django.db import connection, transaction

from auctions.rules.events import Event
from auctions.rules.state import AuctionState
from auctions.store import codec, wire
from auctions.store.wire import Statement
from auctionsite.observability import loops
from auctionsite.serving.caches import SharedCache
from rollouts import flags

log = structlog.get_logger("auctions")
QUEUED_AT_MOST = 100
"""States that may wait to be written; more are dropped. The next snapshot is on its way."""
KEPT = 3
"""So many of an auction are kept, the newest."""
LOTS_PER_EVENT = 20
"""A snapshot is as large as its lots, so that at least one event for so many of them lies between two."""
_AUCTIONS_REMEMBERED = 1000
_offered_at = SharedCache[str, float](_AUCTIONS_REMEMBERED)
"""By auction, when this process queued its last snapshot; monotonic seconds."""
LOOK_SECONDS = 5.0
"""How often a thread without work shows that it lives."""
FINISH_SECONDS = 3.0
"""How long a process that ends may take to write its last ones."""

_SNAPSHOT = Statement("""
    SELECT state FROM auctions_auctionsnapshot
    WHERE auction_id = %s::uuid AND epoch = %s::bigint AND seq <= %s::bigint ORDER BY seq DESC LIMIT 1
""")


def newest_snapshot(auction_id: UUID, seq: int, epoch: int) -> str | None:
    """Return the JSON text of the newest snapshot up to `seq`; None if there is none."""
    [rows] = wire.round_trip((_SNAPSHOT, (auction_id, epoch, seq)))
    return next((wire.given(text).decode() for [text] in rows), None)


_SET_TIMEOUT = "SET LOCAL statement_timeout = '5s'"
# The epoch is compared so that nothing is written of a journal that was replaced meanwhile; and NOT EXISTS, so that a
# process that is behind doesn't write an older state over a newer one. A row of an older epoch is replaced.
_WRITE = """
    INSERT INTO auctions_auctionsnapshot (auction_id, seq, epoch, state)
    SELECT id, %(seq)s, epoch, %(state)s::jsonb FROM auctions_auction
    WHERE id = %(auction)s AND epoch = %(epoch)s AND NOT EXISTS (
        SELECT FROM auctions_auctionsnapshot
        WHERE auction_id = %(auction)s AND epoch = %(epoch)s AND seq >= %(seq)s
    )
    ON CONFLICT (auction_id, seq) DO UPDATE
    SET epoch = excluded.epoch, state = excluded.state, made_at = clock_timestamp()
"""
_PRUNE = """
    DELETE FROM auctions_auctionsnapshot WHERE auction_id = %(auction)s AND id NOT IN (
        SELECT id FROM auctions_auctionsnapshot WHERE auction_id = %(auction)s
        ORDER BY epoch DESC, seq DESC LIMIT %(kept)s
    )
"""


def offer_snapshot(state: AuctionState, events: Sequence[Event]) -> None:
    """Queue a snapshot if these events, which led to the state, make one due. Neither waits nor raises."""
    try:
        if events and _is_due(state, events) and flags.writes_snapshots(UUID(state.auction.id)):
            _offered_at.put(state.auction.id, time.monotonic())
            _writer.offer(state)
    except Exception as error:  # what was decided stands, whatever becomes of its snapshot
        log.exception("snapshot.failed", auctionId=state.auction.id, seq=state.seq, error=str(error))


def _is_due(state: AuctionState, events: Sequence[Event]) -> bool:
    """True every so many events, by their numbers: for the one process that commits such a number.

    More seldom where lots are many, so that an event costs the same, and not again at once: at the buzzer that would be
    twenty-five times a second. At the end of an auction too: then its snapshots are removed.
    """
    if state.auction.status.over and any(event.auction for event in events):
        return True
    every = max(settings.SNAPSHOT_EVENTS, len(state.lots) // LOTS_PER_EVENT)
    return (events[0].seq - 1) // every < state.seq // every and _is_rested(state.auction.id)


def _is_rested(auction: str) -> bool:
    """True if this process has queued no snapshot of the auction lately."""
    last = _offered_at.get(auction)
    return last is None or time.monotonic() - last >= settings.SNAPSHOT_SECONDS


def write_snapshots(states: Iterable[AuctionState]) -> None:
    """Write the last snapshots of a process that ends; bounded by `FINISH_SECONDS`."""
    _writer.finish([each for each in states if flags.writes_snapshots(UUID(each.auction.id))])


def start_writer() -> None:
    """Start the thread that writes: near its end a process can't start one any more."""
    _writer.start()


def write_snapshot(state: AuctionState) -> None:
    """Write a snapshot, and forget those that it makes needless; of an auction that is over, all."""
    auction = UUID(state.auction.id)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_SET_TIMEOUT)
        kept = 0
        if not state.auction.status.over:
            text = orjson.dumps(codec.dump_state(state)).decode()
            row: dict[str, Any] = {"auction": auction, "seq": state.seq, "epoch": state.epoch, "state": text}
            cursor.execute(_WRITE, row)
            kept = KEPT
        cursor.execute(_PRUNE, {"auction": auction, "kept": kept})


class _Writer:
    """One thread that writes one snapshot after the other, with a bounded queue before it."""

    def __init__(self, waiting_at_most: int = QUEUED_AT_MOST) -> None:
        self._queue: queue.Queue[AuctionState | None] = queue.Queue(waiting_at_most)  # None: end
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()

    def start(self) -> None:
        with self._starting:
            if self._thread is None or not self._thread.is_alive():
                self._ended.clear()
                self._thread = threading.Thread(target=self._run, name="snapshots", daemon=True)
                self._thread.start()

    def offer(self, state: AuctionState) -> None:
        self.start()
        try:
            self._queue.put_nowait(state)
        except queue.Full:
            log.warning("snapshot.dropped", auctionId=state.auction.id, seq=state.seq)

    def finish(self, states: Iterable[AuctionState]) -> None:
        if self._thread is None or not self._thread.is_alive():
            return
        until = time.monotonic() + FINISH_SECONDS
        try:
            for each in (*states, None):
                self._queue.put(each, timeout=max(0.0, until - time.monotonic()))
        except queue.Full:
            pass
        self._thread.join(max(0.0, until - time.monotonic()))
        if self._thread.is_alive():
            log.warning("snapshot.left_behind", snapshots=self._queue.qsize())

    def _run(self) -> None:
        loops.run_until(self._ended, "snapshots", self._step)

    def _step(self) -> None:
        try:
            state = self._queue.get(timeout=LOOK_SECONDS)
        except queue.Empty:
            return
        if state is None:
            self._ended.set()
            return
        try:
            write_snapshot(state)
        except Exception as error:  # whatever it is, the bids go on, and the next snapshot is tried
            log.exception("snapshot.failed", auctionId=state.auction.id, seq=state.seq, error=str(error))
        finally:
            connection.close()


_writer = _Writer()
