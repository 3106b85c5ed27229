"""The overview of the terminal: when all is well, and what it says of parts that don't answer."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import override_settings

from auctions.clock import LATE
from operations import overview
from operations.health.checks import OK, HealthCheck
from operations.overview import Overview
from tests.operations.backup.test_catalogue import backup_of
from tests.operations.test_running_auctions import running


def test_healthy_is_every_part_and_no_late_auction() -> None:
    fine = Overview({"database": HealthCheck(OK)}, [running(), running(late=LATE)])
    assert fine.healthy
    assert Overview(fine.parts, None).healthy
    assert not replace(fine, parts={**fine.parts, "redis": HealthCheck("does not answer")}).healthy
    assert not replace(fine, auctions=[running(late=LATE + timedelta(milliseconds=1))]).healthy


@pytest.mark.django_db
def test_old_backup_says_what_to_run(tmp_path: Path) -> None:
    with override_settings(BACKUP_DIR=tmp_path):
        assert overview._check_backup().word == "there is none in BACKUP_DIR; run manage.py backup"
        backup_of(tmp_path, days_ago=3)
        assert overview._check_backup().word == "the newest is 3 days old; run manage.py backup"
        backup_of(tmp_path)
        assert overview._check_backup() == HealthCheck(OK, {"age": "0 s"})


@pytest.mark.django_db(transaction=True)
def test_tables_that_are_away_leave_their_part_unknown() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE rollouts_reader RENAME TO rollouts_reader_gone")
        cursor.execute("ALTER TABLE auctions_auction RENAME TO auctions_auction_gone")
        try:
            assert overview._check_flags(HealthCheck(OK)).word.startswith("unknown: the database does not say")
            assert overview._read_auctions() is None
            assert overview._count_processes({}) == {}
        finally:
            cursor.execute("ALTER TABLE rollouts_reader_gone RENAME TO rollouts_reader")
            cursor.execute("ALTER TABLE auctions_auction_gone RENAME TO auctions_auction")
