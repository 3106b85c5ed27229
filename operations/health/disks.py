"""Free space in the folders of data and backups."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings as site

LEAST_FREE_BYTES = 500_000_000
"""With less nothing should start, and what runs will soon not be able to write."""


@dataclass(frozen=True, slots=True)
class DiskSpace:
    """The disk under a folder; `name` is `data` or `backups`."""

    name: str
    free_bytes: int
    free_percent: float


def read_disk_spaces() -> list[DiskSpace]:
    """Read the free space of those folders that are there."""
    folders = {"data": site.DATA_DIR, "backups": site.BACKUP_DIR}
    return [_read_disk_space(name, folder) for name, folder in folders.items() if folder.is_dir()]


def _read_disk_space(name: str, folder: Path) -> DiskSpace:
    usage = shutil.disk_usage(folder)
    return DiskSpace(name, usage.free, round(100 * usage.free / usage.total, 1))
