"""Scrapes, which tell whether somebody watches: when complete figures were read from `/metrics` last.

A release is widened while its figures are looked at. What the product can know of that is that they were fetched, and
that none was missing: neither those of the database nor those of other processes.
"""

from datetime import datetime

from django.db import connection

from rollouts.models import Scrape

_RECORD = """
    INSERT INTO rollouts_scrape (id, at) VALUES (1, clock_timestamp())
    ON CONFLICT (id) DO UPDATE SET at = excluded.at
    WHERE rollouts_scrape.at < excluded.at - interval '5 seconds' OR rollouts_scrape.at > excluded.at
"""


def record_scrape() -> None:
    """Record that complete figures were read now."""
    with connection.cursor() as cursor:
        cursor.execute(_RECORD)


def scraped_since(moment: datetime) -> bool:
    """True if complete figures were read after this moment."""
    return Scrape.objects.filter(at__gt=moment).exists()
