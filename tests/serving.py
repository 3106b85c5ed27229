"""Processes that serve, as they register themselves: for tests of who else looks at them."""

from datetime import timedelta

from django.utils import timezone

from auctionsite.process_settings import own_settings
from rollouts.models import Reader
from rollouts.propagation import readers


def register(label: str = "web-1", kind: str = "web", release: str = "1.0", **settings: str) -> Reader:
    """Register a process that runs as a site of the tests does, but for the settings that are named.

    It counts as seen for an hour to come: nobody is there to say again that it runs, however long the test takes.
    """
    now = timezone.now()
    return Reader.objects.create(
        process=f"{kind} test {label}",
        kind=kind,
        label=label,
        release=release,
        settings={**own_settings().texts, "ENVIRONMENT": "test", **settings},
        version=readers.propagation_status().version,
        started_at=now,
        confirmed_at=now,
        seen_at=now + timedelta(hours=1),
    )
