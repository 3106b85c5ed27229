"""Databases on the server that DATABASE_URL names, as psycopg, libpq's programs and our own processes are told of them.

A password is in the environment of whom we start, never on a command line, where every user of the machine reads it.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, LiteralString

import psycopg
from django.db import connection
from psycopg import sql
from psycopg.conninfo import make_conninfo

from operations.backup.errors import AlreadyUnderWay, OperationFailed

_NAMES = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
_DJANGOS_OWN = {"pool", "prepare_threshold"}
_LONGEST_NAME = 63
CONNECT_SECONDS = 10

Connection = psycopg.Connection[Any]


@dataclass(frozen=True)
class Database:
    """One database, there or not: libpq's keywords for it."""

    parts: Mapping[str, str]

    @property
    def name(self) -> str:
        """The name of the database on its server."""
        return self.parts["dbname"]

    @property
    def url(self) -> str:
        """The text for DATABASE_URL of a process of ours, with the password."""
        return make_conninfo(**self.parts)

    @property
    def argument(self) -> str:
        """The argument of a libpq program: everything but the password."""
        return make_conninfo(**{key: value for key, value in self.parts.items() if key != "password"})

    @property
    def environment(self) -> dict[str, str]:
        """The environment of a libpq program: ours, and the password."""
        password = self.parts.get("password")
        return {**os.environ, **({"PGPASSWORD": password} if password else {})}

    def sibling(self, name: str) -> "Database":
        """Another database of the same server."""
        return Database({**self.parts, "dbname": name})

    def connect(self) -> Connection:
        """A connection, every statement its own transaction. Raises psycopg.OperationalError."""
        return psycopg.connect(self.url, autocommit=True, connect_timeout=CONNECT_SECONDS)


def site_database() -> Database:
    """The database that DATABASE_URL names."""
    connection_settings = connection.settings_dict
    parts = {key: str(connection_settings[name]) for name, key in _NAMES.items() if connection_settings.get(name)}
    options = {key: str(value) for key, value in connection_settings["OPTIONS"].items() if key not in _DJANGOS_OWN}
    return Database({**options, **parts})


def sibling_with_suffix(database: Database, suffix: str) -> Database:
    """The sibling named after `database` with a suffix; cut where names would grow too long for Postgres."""
    return database.sibling(f"{database.name[: _LONGEST_NAME - len(suffix) - 1]}_{suffix}")


# The server -----------------------------------------------------------------------------------------
def connect_to_server(database: Database) -> Connection:
    """A connection to the server for making and dropping databases, as `createdb` finds one. Raises OperationFailed."""
    for name in ("postgres", "template1"):
        try:
            return database.sibling(name).connect()
        except psycopg.OperationalError as error:
            trouble = error
    raise OperationFailed(f"The database server can't be reached: {trouble}") from trouble


def database_exists(server: Connection, database: Database) -> bool:
    """True if the server has it."""
    found = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", (database.name,)).fetchone()
    return found is not None


def create_database(server: Connection, database: Database) -> None:
    """Create it, empty. Raises OperationFailed."""
    try:
        server.execute(_database_statement(database, "CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'"))
    except psycopg.errors.DuplicateDatabase as error:
        raise AlreadyUnderWay(f"Somebody else has just made the database {database.name}.") from error
    except psycopg.errors.InsufficientPrivilege as error:
        raise OperationFailed(
            f"The user {server.info.user} may not make the database {database.name}: give it the right with "
            f'ALTER ROLE "{server.info.user}" CREATEDB.'
        ) from error


def count_connections(server: Connection, database: Database) -> int:
    """Count the connections that others have to it now."""
    row = server.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = %s", (database.name,)).fetchone()
    return int(row[0]) if row else 0


def drop_database(server: Connection, database: Database, *, force: bool = False) -> None:
    """Remove it, if it is there; with `force` those connected are thrown out, else psycopg.errors.ObjectInUse."""
    server.execute(_database_statement(database, f"DROP DATABASE IF EXISTS {{}}{' WITH (FORCE)' if force else ''}"))


def rename_database(server: Connection, database: Database, to: Database) -> None:
    """Give it another name. Raises OperationFailed while others are connected."""
    names = (sql.Identifier(database.name), sql.Identifier(to.name))
    try:
        server.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(*names))
    except psycopg.errors.ObjectInUse as error:
        raise OperationFailed(in_use_message(database)) from error


def in_use_message(database: Database) -> str:
    """Return the sentence for an operator who wants to rename it while others use it."""
    return f"The database {database.name} is in use, so it can't be replaced: stop web, clock and bots."


def is_empty(database: Database) -> bool:
    """True if it has no tables."""
    with database.connect() as line:
        schemas = "('pg_catalog', 'information_schema', 'pg_toast')"
        found = line.execute(f"SELECT 1 FROM pg_tables WHERE schemaname NOT IN {schemas} LIMIT 1").fetchone()  # noqa: S608 # a constant
    return found is None


def major_version(version: int) -> int:
    """Return the major version in psycopg's `server_version`: 180006 is 18."""
    return version // 10_000


def dotted_version(version: int) -> str:
    """Return psycopg's `server_version` as people write it: 180006 is 18.6."""
    return f"{major_version(version)}.{version % 10_000}"


def _database_statement(database: Database, statement: LiteralString) -> sql.Composed:
    return sql.SQL(statement).format(sql.Identifier(database.name))
