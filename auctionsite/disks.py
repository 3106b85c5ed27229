"""The folders of data and backups: how much space there is, and how old the newest backup is."""

import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings as site

LEAST_FREE_BYTES = 500_000_000
"""With less nothing should start, and what runs will soon not be able to write."""


@dataclass(frozen=True, slots=True)
class Space:
    """The disk under a folder; `name` is `data` or `backups`."""

    name: str
    free_bytes: int
    free_percent: float


def spaces() -> list[Space]:
    """Of those folders that are set and there."""
    folders = {"data": site.DATA_DIR, "backups": site.BACKUP_DIR}
    return [_space(name, Path(folder)) for name, folder in folders.items() if folder and Path(folder).is_dir()]


def _space(name: str, folder: Path) -> Space:
    usage = shutil.disk_usage(folder)
    return Space(name, usage.free, round(100 * usage.free / usage.total, 1))


def backup_age() -> float | None:
    """Seconds since the newest backup in BACKUP_DIR was made: endless if there is none, None without a BACKUP_DIR.

    Files that are still being written begin with a dot, or end in `.part`.
    """
    if not site.BACKUP_DIR:
        return None
    folder = Path(site.BACKUP_DIR)
    made = [each.stat().st_mtime for each in folder.iterdir() if _is_whole(each)] if folder.is_dir() else []
    return max(0.0, time.time() - max(made)) if made else float("inf")


def _is_whole(path: Path) -> bool:
    return not path.name.startswith(".") and path.suffix != ".part"
