"""What is asked at the scrape: here the age of the newest backup."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.test import override_settings

from operations.backup import databases
from operations.backup.catalogue import backup_name
from operations.monitoring import figures
from tests.operations.backup.test_catalogue import backup_of

pytestmark = pytest.mark.django_db


def age() -> float:
    [family] = [each for each in figures._disk_metrics() if each.name == "auctionsite_backup_age_seconds"]
    return float(family.samples[0].value)


def test_the_newest_complete_backup_counts(tmp_path: Path) -> None:
    with override_settings(BACKUP_DIR=tmp_path):
        assert age() == float("inf")
        old = backup_of(tmp_path)
        backup_of(tmp_path, days_ago=2)
        (tmp_path / f"{backup_name(databases.site_database().name, datetime.now(UTC))}.dump").write_bytes(b"unfinished")
        assert age() == pytest.approx((datetime.now(UTC) - old.made_at) / timedelta(seconds=1), abs=60)
