"""Space, and the age of the newest backup."""

import os
import time
from pathlib import Path

from django.test import override_settings

from auctionsite import disks


def test_spaces_are_of_folders_that_are_set_and_there(tmp_path: Path) -> None:
    with override_settings(DATA_DIR=str(tmp_path), BACKUP_DIR=str(tmp_path / "nowhere")):
        [data] = disks.spaces()
    assert data.name == "data"
    assert data.free_bytes > 0
    assert 0 < data.free_percent <= 100


def test_the_newest_whole_backup_counts(tmp_path: Path) -> None:
    for name, hours in (("old.dump", 30), ("new.dump", 2), ("unfinished.part", 0), (".hidden", 0)):
        (tmp_path / name).touch()
        then = time.time() - hours * 3600
        os.utime(tmp_path / name, (then, then))
    with override_settings(BACKUP_DIR=str(tmp_path)):
        assert round(disks.backup_age() or 0) == 2 * 3600


def test_no_backup_is_endlessly_old_and_no_folder_no_question(tmp_path: Path) -> None:
    with override_settings(BACKUP_DIR=str(tmp_path)):
        assert disks.backup_age() == float("inf")
    with override_settings(BACKUP_DIR=""):
        assert disks.backup_age() is None
