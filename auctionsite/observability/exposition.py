"""The text of `/metrics`: the counts of every process, with the figures of the database, from any process.

    1  each process counts in memory; nothing on a bid's way leaves it
    2  a thread of each puts its counts into Redis every few seconds, where they last for a few more
    3  whoever is asked adds its own of this moment, and renders all, each with its `part` and `process`

So one scrape through any web process sees all of them, on all hosts. Without Redis it sees the process that answers.
A process that has ended takes its series with it: for Prometheus the same as a target that is gone.
"""

import os
import socket
import threading
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import orjson
import redis
import structlog
from django.conf import settings as site
from django.db import connections
from prometheus_client import generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from auctionsite.observability import loops, metrics

log = structlog.get_logger("auctionsite")
REPORT_SECONDS = 5.0
KEPT_SECONDS = 15
PROCESSES_AT_MOST = 200
_ANSWER_SECONDS = 1.0
_INDEX = "metrics"
ProcessLabel = tuple[str, str]
"""A process's part (`web`, `clock`, `bots`, `season`) and its name."""


class PoolCollector(Collector):
    """The database connections of this process, as its pool counts them."""

    def collect(self) -> Iterator[Metric]:
        """Size, use and waiting of now; no connection is opened for it."""
        pool = getattr(connections["default"], "pool", None)
        stats = pool.get_stats() if pool is not None else {}
        size, idle = stats.get("pool_size", 0), stats.get("pool_available", 0)
        held = GaugeMetricFamily(
            "auctionsite_db_pool_connections", "Connections to the database, idle or used.", labels=["state"]
        )
        held.add_metric(["idle"], idle)
        held.add_metric(["used"], size - idle)
        yield held
        most = stats.get("pool_max", 0)
        yield GaugeMetricFamily("auctionsite_db_pool_connections_max", "The most there may be.", value=most)
        waiting = stats.get("requests_waiting", 0)
        yield GaugeMetricFamily("auctionsite_db_pool_waiting", "Threads that wait for a connection.", value=waiting)
        yield CounterMetricFamily(
            "auctionsite_db_pool_timeouts", "Waits that ended without one.", value=stats.get("requests_errors", 0)
        )


metrics.REGISTRY.register(PoolCollector())


# Handing the counts on ------------------------------------------------------------------------------
class Reporter(threading.Thread):
    """Hands this process's counts on until stopped; without Redis it goes on trying."""

    def __init__(self, part: str) -> None:
        super().__init__(daemon=True, name="metrics")
        self.label: ProcessLabel = (part, f"{socket.gethostname()[:80]}/{os.getpid()}")
        self._stopped = threading.Event()
        self._link = _redis()

    def run(self) -> None:
        """Report until `stop`."""
        loops.run_until(self._stopped, "metrics", self._step)

    def stop(self) -> None:
        """Stop, and take this process's counts along."""
        self._stopped.set()
        self.join(timeout=5)
        try:
            self._leave()
        except (redis.RedisError, OSError) as error:
            log.debug("metrics.not_left", error=str(error))
        self._link.close()

    def _step(self) -> None:
        self._report()
        self._stopped.wait(REPORT_SECONDS)

    def _report(self) -> None:
        key = _key(self.label)
        pipe = self._link.pipeline(transaction=False)
        pipe.set(key, pack_metrics(self.label, metrics.REGISTRY.collect()), ex=KEPT_SECONDS)
        now = _redis_seconds(self._link)
        pipe.zadd(_INDEX, {key: now + KEPT_SECONDS})
        pipe.zremrangebyscore(_INDEX, 0, now)
        pipe.execute()

    def _leave(self) -> None:
        self._link.delete(_key(self.label))
        self._link.zrem(_INDEX, _key(self.label))


_own: ProcessLabel = ("command", str(os.getpid()))


def start_reporter(part: str) -> Reporter:
    """Hand this process's counts on from now on, in a thread. `part` is what kind of process it is."""
    global _own  # the process's name
    metrics.INFO.labels(site.RELEASE, site.ENVIRONMENT, site.SERVER_LABEL, site.SERVER_REGION).set(1)
    reporter = Reporter(part)
    _own = reporter.label
    reporter.start()
    return reporter


def _redis() -> redis.Redis:
    return redis.Redis.from_url(site.REDIS_URL, socket_timeout=_ANSWER_SECONDS, socket_connect_timeout=_ANSWER_SECONDS)


def _redis_seconds(link: redis.Redis) -> float:
    """Return Redis's own clock: those of the machines that report may differ."""
    seconds, microseconds = link.time()
    return float(seconds) + float(microseconds) / 1_000_000


def _key(label: ProcessLabel) -> str:
    return f"metrics:{label[0]}:{label[1]}"


def pack_metrics(label: ProcessLabel, families: Iterable[Metric]) -> bytes:
    """Families as they travel."""
    rows = [
        [each.name, each.type, each.documentation, [[s.name, s.labels, s.value] for s in each.samples]]
        for each in families
    ]
    return zlib.compress(orjson.dumps([label, rows]), 1)


def unpack_metrics(data: bytes) -> tuple[ProcessLabel, list[Metric]]:
    """The label and families of a process. Raises ValueError and zlib.error if it isn't what `pack_metrics` made."""
    (part, process), rows = orjson.loads(zlib.decompress(data))
    families = []
    for name, kind, documentation, samples in rows:
        family = Metric(name, documentation, kind)
        for sample, labels, value in samples:
            family.add_sample(sample, labels, float("nan") if value is None else value)
        families.append(family)
    return (part, process), families


# Rendering ------------------------------------------------------------------------------------------
class _Families(Collector):
    def __init__(self, families: Iterable[Metric]) -> None:
        self._families = families

    def collect(self) -> Iterable[Metric]:
        return self._families


@dataclass(frozen=True, slots=True)
class Exposition:
    """The text for Prometheus; `complete` if the counts of all processes could be asked."""

    text: bytes
    complete: bool


def render_metrics(figures: Iterable[Metric]) -> Exposition:
    """All counts of all processes, and the figures, as Prometheus reads them."""
    others, complete = _metrics_of_others()
    reached = GaugeMetricFamily(
        "auctionsite_metrics_complete", "1 if the counts of all processes could be asked, else 0.", value=complete
    )
    counts = merge_metrics([(_own, list(metrics.REGISTRY.collect())), *others])
    return Exposition(generate_latest(_Families([*counts, *figures, reached])), complete)


def merge_metrics(processes: Iterable[tuple[ProcessLabel, Iterable[Metric]]]) -> list[Metric]:
    """One family of each name, with the samples of all processes, each labelled with whose it is."""
    families: dict[str, Metric] = {}
    for (part, process), each in processes:
        for family in each:
            known = families.setdefault(family.name, Metric(family.name, family.documentation, family.type))
            for sample in family.samples:
                known.add_sample(sample.name, {**sample.labels, "part": part, "process": process}, sample.value)
    return list(families.values())


def _metrics_of_others() -> tuple[list[tuple[ProcessLabel, list[Metric]]], bool]:
    try:
        with _redis() as link:
            keys = link.zrangebyscore(_INDEX, _redis_seconds(link), "+inf", start=0, num=PROCESSES_AT_MOST)
            stored = link.mget([key for key in keys if key != _key(_own).encode()] or ["none"])
        return [unpack_metrics(data) for data in stored if data], True
    except (redis.RedisError, OSError, ValueError, zlib.error) as error:
        log.warning("metrics.others_unknown", error=str(error))
        return [], False
