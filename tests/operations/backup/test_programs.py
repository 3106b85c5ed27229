"""Postgres' programs: a version new enough, and no password on a command line."""

import json
from pathlib import Path

import pytest
from django.db import connection

from operations.backup import create, databases, programs
from operations.backup.errors import OperationFailed
from tests.operations.backup.stand_in_program import stand_in


@pytest.mark.django_db(transaction=True)
def test_password_is_in_the_environment_alone(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(connection.settings_dict, "PASSWORD", "open sesame")
    said = stand_in(tmp_path / "bin", monkeypatch, act="sys.exit('no')")
    with pytest.raises(OperationFailed) as failed:
        create.create_backup()
    called = json.loads(said.read_text())
    assert called["env"]["PGPASSWORD"] == "open sesame"
    assert not any("sesame" in each for each in [*called["argv"], str(failed.value), caplog.text])
    assert any(f"dbname={databases.site_database().name}" in each for each in called["argv"])


@pytest.mark.django_db(transaction=True)
def test_program_older_than_the_server_is_passed_over(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = stand_in(tmp_path / "bin", monkeypatch, version=9)
    create.create_backup()
    assert not said.exists()


def test_without_a_program_new_enough_it_says_what_is_needed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(tmp_path / "bin", monkeypatch, version=99)
    with pytest.raises(OperationFailed) as failed:
        programs.find_program("pg_dump", 100)
    assert "of Postgres 100 or newer is needed" in str(failed.value)
    assert "pg_dump is of 99" in str(failed.value)
    assert "postgresql-client-100" in str(failed.value)
