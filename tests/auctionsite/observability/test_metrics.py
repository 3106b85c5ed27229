"""The metrics of this process."""

from auctionsite.observability import metrics


def test_labels_are_there_before_anything_happens() -> None:
    """Prometheus sees an increase only of a series that it knows."""
    page = {s.name: s for family in metrics.REGISTRY.collect() for s in family.samples}
    for name in ("bids", "begins", "events", "mails", "sockets_opened", "sockets_closed", "http_requests"):
        assert f"auctionsite_{name}_total" in page
