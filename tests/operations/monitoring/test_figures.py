"""Figures that are asked for at the scrape: among them the age of the newest backup."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import override_settings

from operations.backup import databases
from operations.backup.catalogue import backup_name
from operations.monitoring import figures
from rollouts.propagation import readers
from tests.live import Site
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


def test_figures_are_asked_once_for_many_scrapes(db: None) -> None:
    figures._known = (0.0, [])
    first = figures.current_metrics()
    assert figures.current_metrics() is first
    figures._known = (0.0, [])
    assert figures.current_metrics() is not first


def test_a_source_that_is_away_leaves_its_figures_out(transactional_db: None) -> None:
    figures._known = (0.0, [])
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE rollouts_reader RENAME TO rollouts_reader_gone")
        try:
            found = {family.name: family for family in figures.current_metrics()}
        finally:
            cursor.execute("ALTER TABLE rollouts_reader_gone RENAME TO rollouts_reader")
            figures._known = (0.0, [])
    up = {each.labels["source"]: each.value for each in found["auctionsite_source_up"].samples}
    assert up == {"database": 0, "disks": 1}
    assert "auctionsite_auctions" not in found


def test_how_far_a_flags_change_has_come_is_told(site: Site) -> None:
    site.switch(waiting_room=True)
    newest = readers.propagation_status().version
    readers.record_reader(readers.ReaderProcess("web here 1", "web"), newest, 0)
    readers.record_reader(readers.ReaderProcess("web here 2", "web"), newest - 1, 0)
    figures._known = (0.0, [])
    found = {family.name: family.samples for family in figures.current_metrics()}
    figures._known = (0.0, [])
    assert found["auctionsite_flags_newest_version"][0].value == newest
    states = {each.labels["state"]: each.value for each in found["auctionsite_flags_processes"]}
    assert states == {"current": len([*site.webs, *site.clocks]) + 1, "behind": 1, "deaf": 0}
