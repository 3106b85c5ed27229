"""A copy of each backup in an S3-compatible storage, so that the loss of the machine is not the loss of its backups.

Where is BACKUP_S3_URL; the rest is what boto3 reads itself: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY,
AWS_DEFAULT_REGION and, for others than Amazon, AWS_ENDPOINT_URL. Nothing is ever removed there: whoever gets hold of
this machine's key must not be able to; let the bucket expire old files by a rule of its own.
"""

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from operations.backup import catalogue, databases
from operations.backup.catalogue import Backup
from operations.backup.errors import NoSuchBackup, OperationFailed

_CONNECT_SECONDS, _READ_SECONDS, _TRIES = 10, 60, 5


@dataclass(frozen=True)
class Bucket:
    """A bucket, and what the keys of its objects begin with."""

    bucket: str
    prefix: str

    def key(self, file: Path) -> str:
        """The key of a backup's file."""
        return f"{self.prefix}{file.name}"


def configured_bucket() -> Bucket | None:
    """Return the bucket of BACKUP_S3_URL; None if copies aren't wanted. Raises OperationFailed."""
    if not settings.BACKUP_S3_URL:
        return None
    parts = urlsplit(settings.BACKUP_S3_URL)
    if parts.scheme != "s3" or not parts.netloc:
        raise OperationFailed(f"BACKUP_S3_URL={settings.BACKUP_S3_URL} is not of the form s3://bucket/prefix.")
    prefix = parts.path.strip("/")
    return Bucket(parts.netloc, f"{prefix}/" if prefix else "")


def copy_backup(backup: Backup, to: Bucket) -> None:
    """Copy the three files of a backup, the manifest last. Raises OperationFailed."""
    with _storage_client(to) as client:
        for file in backup.files:
            client.upload_file(str(file), to.bucket, to.key(file))
        arrived = client.head_object(Bucket=to.bucket, Key=to.key(backup.file))["ContentLength"]
    if arrived != backup.bytes:
        raise OperationFailed(f"Of {backup.bytes} bytes {arrived} arrived at s3://{to.bucket}/{to.key(backup.file)}.")


def fetch_newest_backup(source: Bucket, folder: Path) -> Backup:
    """Bring the newest backup of this site's database into a folder, unless it is there.

    Raises NoSuchBackup, and OperationFailed.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _storage_client(source) as client:
        name = max(_backup_names(client, source), default=None)
        if name is None:
            raise NoSuchBackup(
                f"There is no backup of {databases.site_database().name} in s3://{source.bucket}/{source.prefix}"
            )
        for ending in (".dump", ".dump.sha256", ".json"):
            file = folder / f"{name}{ending}"
            if not file.exists():
                _download(client, source, file)
    return catalogue.read_manifest(folder / f"{name}.json")


def _backup_names(client: Any, source: Bucket) -> Iterator[str]:
    """The names of the backups there; they sort by time."""
    begin = source.key(Path(f"{catalogue.database_slug(databases.site_database().name)}-2"))
    for page in client.get_paginator("list_objects_v2").paginate(Bucket=source.bucket, Prefix=begin):
        keys = (each["Key"] for each in page.get("Contents", ()))
        yield from (Path(key).stem for key in keys if key.endswith(".json"))


def _download(client: Any, source: Bucket, file: Path) -> None:
    unfinished = file.with_name(f".{file.name}.partial")
    unfinished.unlink(missing_ok=True)
    unfinished.touch(mode=0o600)
    client.download_file(source.bucket, source.key(file), str(unfinished))
    catalogue.finish_file(unfinished, file)


@contextmanager
def _storage_client(at: Bucket) -> Iterator[Any]:
    """A client, whose troubles become OperationFailed."""
    boto3, config, exceptions = (_import_module(name) for name in ("boto3", "botocore.config", "botocore.exceptions"))
    patience = config.Config(
        connect_timeout=_CONNECT_SECONDS,
        read_timeout=_READ_SECONDS,
        retries={"max_attempts": _TRIES, "mode": "standard"},
    )
    troubles = (exceptions.BotoCoreError, exceptions.ClientError, boto3.exceptions.Boto3Error, OSError)
    try:
        yield boto3.client("s3", config=patience)
    except troubles as error:
        raise OperationFailed(f"s3://{at.bucket}/{at.prefix} can't be used: {error}") from error


def _import_module(name: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise OperationFailed(
            "BACKUP_S3_URL needs what is in requirements-s3.txt: python -m pip install -r requirements-s3.txt"
        ) from error
