"""Copies in an S3-compatible storage: moto's server, spoken to over HTTP by the real library."""

import sys
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from django.test import override_settings

from operations.backup import catalogue, offsite
from operations.backup.errors import NoSuchBackup, OperationFailed
from operations.backup.offsite import Bucket
from tests.live import Part, eventually, free_port
from tests.operations.backup.test_catalogue import backup_of

pytestmark = pytest.mark.django_db
BUCKET = "auction-backups"


@pytest.fixture(scope="module")
def storage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a storage."""
    port = str(free_port())
    argv = (sys.executable, "-c", "from moto.server import main; main()", "-H", "127.0.0.1", "-p", port)
    server = Part("storage", argv, {}, tmp_path_factory.mktemp("storage"))
    server.start()
    eventually(lambda: "Running on" in server.log, f"the storage; {server.log}")
    yield f"http://127.0.0.1:{port}"
    server.end()


@pytest.fixture
def place(storage: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bucket]:
    """An empty bucket, named in the settings."""
    known = {"ACCESS_KEY_ID": "testing", "SECRET_ACCESS_KEY": "testing", "DEFAULT_REGION": "eu-central-1"}
    for name, value in {**known, "ENDPOINT_URL": storage}.items():
        monkeypatch.setenv(f"AWS_{name}", value)
    client = boto3.client("s3")
    client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    with override_settings(BACKUP_S3_URL=f"s3://{BUCKET}/site/daily/"):
        found = offsite.configured_bucket()
        assert found is not None
        yield found
    for each in client.list_objects_v2(Bucket=BUCKET).get("Contents", ()):
        client.delete_object(Bucket=BUCKET, Key=each["Key"])
    client.delete_bucket(Bucket=BUCKET)


def test_copy_comes_back_byte_for_byte(folder: Path, place: Bucket, tmp_path: Path) -> None:
    backup = backup_of(folder, 1)
    offsite.copy_backup(backup, place)
    keys = [each["Key"] for each in boto3.client("s3").list_objects_v2(Bucket=BUCKET)["Contents"]]
    assert keys == sorted(f"site/daily/{file.name}" for file in backup.files)
    fetched = offsite.fetch_newest_backup(place, tmp_path / "elsewhere")
    assert fetched.file.parent == tmp_path / "elsewhere"
    catalogue.verify_checksum(fetched)
    assert fetched.file.read_bytes() == backup.file.read_bytes()
    assert fetched.to_json() == backup.to_json()


def test_newest_of_this_database_is_fetched(folder: Path, place: Bucket, tmp_path: Path) -> None:
    for days, database in ((3, None), (2, None), (1, "another")):
        offsite.copy_backup(backup_of(folder, days, database), place)
    fetched = offsite.fetch_newest_backup(place, tmp_path / "elsewhere")
    assert fetched.name == catalogue.all_backups()[-1].name


def test_what_is_here_already_is_not_fetched_again(folder: Path, place: Bucket) -> None:
    backup = backup_of(folder)
    offsite.copy_backup(backup, place)
    backup.file.write_bytes(b"mine")
    assert offsite.fetch_newest_backup(place, folder).file.read_bytes() == b"mine"


def test_empty_bucket_is_said(place: Bucket, tmp_path: Path) -> None:
    with pytest.raises(NoSuchBackup, match=f"s3://{BUCKET}/site/daily/"):
        offsite.fetch_newest_backup(place, tmp_path)


def test_bucket_that_is_not_there_is_said(folder: Path, place: Bucket) -> None:
    with pytest.raises(OperationFailed, match="s3://nowhere/ can't be used"):
        offsite.copy_backup(backup_of(folder), Bucket("nowhere", ""))


@pytest.mark.parametrize("url", ["https://bucket/prefix", "s3:///prefix", "bucket"])
def test_other_addresses_are_refused(url: str) -> None:
    with override_settings(BACKUP_S3_URL=url), pytest.raises(OperationFailed, match="s3://bucket/prefix"):
        offsite.configured_bucket()


def test_without_an_address_nothing_is_copied() -> None:
    with override_settings(BACKUP_S3_URL=""):
        assert offsite.configured_bucket() is None
