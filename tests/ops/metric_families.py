"""Every family that `/metrics` can have, with the labels of its samples: from the code and an empty database."""

from pathlib import Path

from django.db.models.functions import Now
from django.test import override_settings
from prometheus_client.core import Metric

import auctions.publish.telemetry
import auctions.sockets.hub
from auctions.models import Heartbeat
from auctionsite.observability import exposition, metrics
from operations.monitoring import figures

COUNTERS = (auctions.sockets.hub, auctions.publish.telemetry)
"""They name labels of their own, so they must be there."""
OF_A_PROCESS = frozenset({"part", "process"})


def counted_families() -> dict[str, Metric]:
    """Return the families that each process counts, by name."""
    metrics.INFO.labels("", "", "", "")
    metrics.LOOP_SILENT.labels("flags")
    return {family.name: family for family in metrics.REGISTRY.collect()}


def scraped_families(folder: Path) -> dict[str, Metric]:
    """Return the families that are read at a scrape, by name."""
    for kind in ("web", "clock"):
        Heartbeat.objects.create(process=f"{kind} here 1", kind=kind, at=Now())
    with override_settings(DATA_DIR=folder, BACKUP_DIR=folder):
        found = {family.name: family for family in figures._read_metrics()}
    complete = Metric("auctionsite_metrics_complete", "", "gauge")
    assert b"# TYPE auctionsite_metrics_complete gauge" in exposition.render_metrics([]).text
    return {**found, complete.name: complete}


def labels_of(family: Metric) -> set[str]:
    """The labels of a family's samples, without those of a histogram's buckets."""
    return {label for sample in family.samples for label in sample.labels} - {"le"}


def labels_by_sample(folder: Path) -> dict[str, set[str]]:
    """The labels that a query may choose by, for each name that it may use."""
    known: dict[str, set[str]] = {"auctionsite_metrics_complete": set()}
    for families, more in ((counted_families(), OF_A_PROCESS), (scraped_families(folder), frozenset())):
        for family in families.values():
            for sample in family.samples:
                known.setdefault(sample.name, set()).update(sample.labels, more)
    return known
