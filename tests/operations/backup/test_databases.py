"""Databases of the server: named, made, counted and dropped."""

from collections.abc import Iterator

import psycopg
import pytest

from operations.backup import databases
from operations.backup.databases import Connection, Database
from operations.backup.errors import AlreadyUnderWay, OperationFailed

SECRET = Database({"dbname": "it's", "user": "olga", "password": "open sesame", "host": "/a b"})


@pytest.fixture
def server(django_db_setup: None) -> Iterator[Connection]:
    with databases.connect_to_server(databases.site_database()) as server:
        yield server


def test_password_is_told_to_the_environment_and_to_our_own_processes_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PGPASSWORD", raising=False)
    assert "sesame" not in SECRET.argument
    assert SECRET.environment["PGPASSWORD"] == "open sesame"
    assert psycopg.conninfo.conninfo_to_dict(SECRET.url) == dict(SECRET.parts)
    assert "PGPASSWORD" not in Database({"dbname": "x"}).environment


def test_name_with_a_suffix_is_no_longer_than_postgres_takes() -> None:
    assert databases.sibling_with_suffix(Database({"dbname": "site"}), "verify").name == "site_verify"
    longest = databases.sibling_with_suffix(Database({"dbname": "x" * 63}), "verify").name
    assert (len(longest), longest[-8:]) == (63, "x_verify")


def test_versions_are_read_from_their_number() -> None:
    assert (databases.major_version(180006), databases.dotted_version(180006)) == (18, "18.6")


def test_database_is_made_empty_once_and_dropped(server: Connection, scratch: str) -> None:
    database = databases.site_database().sibling(scratch)
    assert not databases.database_exists(server, database)
    databases.create_database(server, database)
    assert databases.database_exists(server, database)
    assert databases.is_empty(database)
    with pytest.raises(AlreadyUnderWay, match=f"just made the database {scratch}"):
        databases.create_database(server, database)
    databases.drop_database(server, database)
    databases.drop_database(server, database)
    assert not databases.database_exists(server, database)


def test_database_in_use_is_neither_renamed_nor_dropped_without_force(server: Connection, scratch: str) -> None:
    database, other = (databases.site_database().sibling(name) for name in (scratch, f"{scratch}_other"))
    databases.create_database(server, database)
    with database.connect() as line:
        line.execute("CREATE TABLE things (id int)")
        assert databases.count_connections(server, database) == 1
        with pytest.raises(OperationFailed, match="is in use, so it can't be replaced"):
            databases.rename_database(server, database, other)
        with pytest.raises(psycopg.errors.ObjectInUse):
            databases.drop_database(server, database)
    databases.rename_database(server, database, other)
    assert not databases.is_empty(other)
    with other.connect():
        databases.drop_database(server, other, force=True)
    assert not databases.database_exists(server, other)


def test_server_that_is_away_is_said() -> None:
    with pytest.raises(OperationFailed, match="can't be reached"):
        databases.connect_to_server(Database({"dbname": "x", "host": "/nowhere"}))
