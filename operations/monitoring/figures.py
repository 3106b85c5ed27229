"""Metrics that aren't counted but read at the scrape: the state of auctions, clocks, flags, disks and backups.

Asked at most every few seconds, however many scrape. A source that doesn't answer leaves its figures out, so that an
old number is never taken for a new one, and says so in `auctionsite_source_up`. A scrape has to be answered also when
the database hangs, or Prometheus would say that the site is gone: so it is asked only if the health check, which gives
up in time, has just seen it answer.
"""

import threading
import time
from collections.abc import Callable, Iterator

import structlog
from django.db import DatabaseError, OperationalError
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from accounts.models import User
from auctions.clock import LATE
from auctions.models import Auction
from auctions.publish.telemetry import FEATURES
from auctions.reads import statistics as auctions
from auctions.store.heartbeat import SILENT_SECONDS
from auctionsite.moments.durations import format_duration
from leagues.models import League
from operations.backup import catalogue
from operations.health import checks, disks
from rollouts.propagation import readers

log = structlog.get_logger("auctionsite")
FRESH_SECONDS = 5.0
WAIT_SECONDS = 3.0
"""The longest wait for an answer in whose middle the database began to hang."""
UNKNOWN = "unknown"
"""Stands for a status that this release doesn't know."""
_SOURCE_UP = "auctionsite_source_up"
_asking = threading.Lock()
_known: tuple[float, list[Metric]] = (0.0, [])


def current_metrics() -> list[Metric]:
    """The figures, a few seconds old at most. Who asks while they are being asked for waits for the same answer."""
    global _known  # one for the process
    if not _asking.acquire(timeout=WAIT_SECONDS):
        return [_source_up(database=False)]
    try:
        if _known[0] < time.monotonic():
            _known = (time.monotonic() + FRESH_SECONDS, _read_metrics())
        return _known[1]
    finally:
        _asking.release()


def are_complete(families: list[Metric]) -> bool:
    """True if every source of these figures answered."""
    return all(sample.value for family in families if family.name == _SOURCE_UP for sample in family.samples)


def _read_metrics() -> list[Metric]:
    asked = {
        source: _read_source(source, ask) for source, ask in (("database", _database_metrics), ("disks", _disk_metrics))
    }
    up = _source_up(**{source: families is not None for source, families in asked.items()})
    return [up, *(family for families in asked.values() for family in families or ())]


def _source_up(**answered: bool) -> GaugeMetricFamily:
    values = {source: float(each) for source, each in answered.items()}
    return _gauge(_SOURCE_UP, "1 if it answered, else 0.", "source", values)


def _read_source(source: str, ask: Callable[[], Iterator[Metric]]) -> list[Metric] | None:
    try:
        return list(ask())
    except (DatabaseError, OSError) as error:
        log.warning("metrics.source_away", source=source, error=str(error))
        return None


def _gauge(name: str, meaning: str, label: str, values: dict[str, float]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, meaning, labels=[label])
    for key, value in values.items():
        family.add_metric([key], value)
    return family


def _counter(name: str, meaning: str, label: str, values: dict[str, float]) -> CounterMetricFamily:
    family = CounterMetricFamily(name, meaning, labels=[label])
    for key, value in values.items():
        family.add_metric([key], value)
    return family


def _database_metrics() -> Iterator[Metric]:
    seen = checks.recent_checks()
    if (word := seen["database"].word) != checks.OK:
        raise OperationalError(word)
    now = auctions.read_statistics()
    yield from _auction_metrics(now)
    yield from _room_metrics(now)
    yield from _process_metrics(now)
    yield from _flag_metrics(seen["flags"].facts.get("deaf", 0))
    yield GaugeMetricFamily("auctionsite_people", "Accounts.", value=User.objects.count())
    yield GaugeMetricFamily("auctionsite_leagues", "Leagues.", value=League.objects.count())


def _auction_metrics(now: auctions.Statistics) -> Iterator[Metric]:
    status = dict.fromkeys([*Auction.Status.values, UNKNOWN], 0.0)
    made, begun, completed = (dict.fromkeys(FEATURES.values(), 0.0) for _ in range(3))
    for counts in now.auctions:
        feature = FEATURES[counts.waiting_room]
        status[counts.status if counts.status in status else UNKNOWN] += counts.made
        made[feature] += counts.made
        begun[feature] += counts.begun
        completed[feature] += counts.made if counts.status == Auction.Status.COMPLETED else 0
    yield _gauge("auctionsite_auctions", "Auctions, by status.", "status", status)
    yield _counter("auctionsite_auctions_created", "Auctions ever made.", "feature", made)
    yield _counter("auctionsite_auctions_begun", "Auctions that ever began.", "feature", begun)
    yield _counter("auctionsite_auctions_completed", "Auctions that came to their end.", "feature", completed)
    events = sum(counts.events for counts in now.auctions)
    yield CounterMetricFamily("auctionsite_journal_events", "Events in all journals: the heads added up.", value=events)
    yield GaugeMetricFamily("auctionsite_lots_open", "Open lots of active auctions.", value=now.lots_open)
    overdue = f"Open lots that should have been closed over {format_duration(LATE)} ago."
    yield GaugeMetricFamily("auctionsite_lots_overdue", overdue, value=now.lots_overdue)
    lag = "How long the auction that is due longest has waited for a clock."
    yield GaugeMetricFamily("auctionsite_clock_lag_seconds", lag, value=now.clock_lag)


def _room_metrics(now: auctions.Statistics) -> Iterator[Metric]:
    sizes = auctions.room_sizes(now.running)
    if sizes is None:
        return
    rooms = {"occupied": float(sum(map(bool, sizes))), "empty": float(sizes.count(0))}
    yield _gauge("auctionsite_rooms", "Rooms of auctions that aren't over, the newest 200.", "state", rooms)
    yield GaugeMetricFamily("auctionsite_room_size_max", "Sockets in the fullest room.", value=max(sizes, default=0))


def _process_metrics(now: auctions.Statistics) -> Iterator[Metric]:
    alive = {each.kind: float(each.alive) for each in now.heartbeats}
    ages = {each.kind: each.age for each in now.heartbeats}
    yield _gauge("auctionsite_processes", f"Processes seen alive in the last {SILENT_SECONDS} s.", "kind", alive)
    yield _gauge("auctionsite_heartbeat_age_seconds", "Since any process of a kind was seen alive.", "kind", ages)


def _flag_metrics(deaf: int) -> Iterator[Metric]:
    far = readers.propagation_status()
    yield GaugeMetricFamily("auctionsite_flags_newest_version", "The newest version of all flags.", value=far.version)
    states = {"current": float(far.current), "behind": float(far.processes - far.current), "deaf": float(deaf)}
    meaning = "Processes that use the newest version, don't yet, or live and say nothing of flags."
    yield _gauge("auctionsite_flags_processes", meaning, "state", states)


def _disk_metrics() -> Iterator[Metric]:
    spaces = disks.read_disk_spaces()
    free = {each.name: float(each.free_bytes) for each in spaces}
    share = {each.name: each.free_percent / 100 for each in spaces}
    yield _gauge("auctionsite_disk_free_bytes", "Free space for data and backups.", "folder", free)
    yield _gauge("auctionsite_disk_free_ratio", "The same as a share of the disk.", "folder", share)
    newest = catalogue.newest_backup()
    age = newest.age.total_seconds() if newest else float("inf")
    yield GaugeMetricFamily("auctionsite_backup_age_seconds", "Since the newest backup was made.", value=age)
