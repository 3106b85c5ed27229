"""The tests' database: a copy of one that was migrated before, and emptied between tests row by row.

Tests of old migrations have one of their own for a while, which has come only as far as they want.
"""

import hashlib
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import django
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, OperationalError, connection, connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from psycopg import sql
from psycopg.errors import LockNotAvailable

from auctionsite.settings import BASE_DIR
from operations.backup import databases
from operations.backup.databases import Connection, Database

KEPT = {ContentType._meta.db_table, Permission._meta.db_table}
"""What Django fills for the models after each migration and each flush. No test changes it."""
EMPTY_SECONDS = 20.0
"""For so long tables may be in use at a test's end."""
_LOCK_MS = 300
"""Less than Postgres' `deadlock_timeout`, which is a second."""
_ONE_AT_A_TIME = 7_405_551
"""The number of the server's lock under which the template is made."""


def copy_from_template() -> None:
    """Have Django copy a migrated database for the tests."""
    connection.settings_dict["TEST"]["TEMPLATE"] = make_template().name


def make_template() -> Database:
    """Make the migrated database, once for all workers and runs with these migrations."""
    ours = databases.site_database()
    template = ours.sibling(f"test_template_{_fingerprint()}")
    with databases.connect_to_server(ours) as server:
        server.execute("SELECT pg_advisory_lock(%s)", (_ONE_AT_A_TIME,))
        if not databases.database_exists(server, template):
            _make(server, template)
    return template


def _fingerprint() -> str:
    """Of all that decides what tables there are: every migration, ours and others', and Django."""
    digest = hashlib.sha256(django.__version__.encode())
    for (app, name), migration in sorted(MigrationLoader(None).disk_migrations.items()):
        file = sys.modules[type(migration).__module__].__file__
        assert file is not None
        digest.update(f"{app}.{name}".encode() + Path(file).read_bytes())
    return digest.hexdigest()[:16]


def _make(server: Connection, template: Database) -> None:
    """Complete, or not at all."""
    unfinished = databases.sibling_with_suffix(template, "unfinished")
    databases.drop_database(server, unfinished, force=True)
    databases.create_database(server, unfinished)
    env = {**unfinished.environment, "DATABASE_URL": unfinished.url, "LOG_LEVEL": "WARNING"}
    subprocess.run((sys.executable, "manage.py", "migrate", "-v", "0"), cwd=BASE_DIR, env=env, check=True, timeout=300)
    databases.rename_database(server, unfinished, template)


@contextmanager
def without_tables() -> Iterator[None]:
    """Put a database without tables in the place of the tests' own; see `migrate`."""
    empty = databases.sibling_with_suffix(databases.site_database(), "empty")
    with databases.connect_to_server(empty) as server:
        databases.drop_database(server, empty, force=True)
        databases.create_database(server, empty)
    ours = connections[DEFAULT_DB_ALIAS]
    line = connections[DEFAULT_DB_ALIAS] = ours.copy()
    line.settings_dict["NAME"] = empty.name
    line.settings_dict["OPTIONS"].pop("pool", None)  # there is one for each alias, to the tests' own
    try:
        yield
    finally:
        line.close()
        connections[DEFAULT_DB_ALIAS] = ours
        with databases.connect_to_server(empty) as server:
            databases.drop_database(server, empty, force=True)


def migrate(*targets: tuple[str, str]) -> None:
    """Apply or take back migrations until these, by app and name, are the newest of their apps.

    What they depend on comes with them, and nothing else: one step in an empty database takes seconds less than the way
    back from today's tables.
    """
    MigrationExecutor(connection).migrate(list(targets))


def empty() -> None:
    """Leave what Django's `flush` leaves, in a thirtieth of its time.

    Flush truncates every table, and makes all permissions anew. Few tables have rows after a test, and these are few.
    As with TRUNCATE no trigger is run, neither ours nor those of foreign keys, and nobody comes between. Skipping
    triggers takes a superuser, or who was given the right; for others it is Django's flush.

    A process of a site that stands yet may hold one of the tables and want another that we have by then. So nobody
    waits long: within less than Postgres takes to see a deadlock, and to end one of both, we let go of all and begin
    again.

    Raises:
        OperationalError: a table was in use for longer than `EMPTY_SECONDS`.
    """
    if not _may_skip_triggers():
        call_command("flush", verbosity=0, interactive=False, reset_sequences=False)
        return
    deadline = time.monotonic() + EMPTY_SECONDS
    while True:
        try:
            _delete_rows(_tables())
        except OperationalError as error:
            if not isinstance(error.__cause__, LockNotAvailable) or time.monotonic() > deadline:
                raise
        else:
            return


def _delete_rows(tables: list[sql.Identifier]) -> None:
    """All of them or none."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(f"SET LOCAL lock_timeout = {_LOCK_MS}")
        cursor.execute(sql.SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(sql.SQL(", ").join(tables)))
        look = sql.SQL("(SELECT {} FROM {} LIMIT 1)")
        cursor.execute(sql.SQL(" UNION ALL ").join(look.format(number, table) for number, table in enumerate(tables)))
        for (number,) in cursor.fetchall():
            cursor.execute(sql.SQL("DELETE FROM {}").format(tables[number]))


@cache
def _may_skip_triggers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_parameter_privilege('session_replication_role', 'SET')")
        (may,) = cursor.fetchone()
    return bool(may)


@cache
def _tables() -> list[sql.Identifier]:
    names = connection.introspection.django_table_names(only_existing=True, include_views=False)
    return [sql.Identifier(name) for name in names if name not in KEPT]
