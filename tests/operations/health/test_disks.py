"""The space under the folders of data and backups."""

from pathlib import Path

from django.test import override_settings

from operations.health import disks


def test_spaces_are_of_folders_that_are_there(tmp_path: Path) -> None:
    with override_settings(DATA_DIR=tmp_path, BACKUP_DIR=tmp_path / "nowhere"):
        [data] = disks.read_disk_spaces()
    assert data.name == "data"
    assert data.free_bytes > 0
    assert 0 < data.free_percent <= 100
