"""A folder for backups, an auction that is worth one, and an operator in the admin."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.test import Client, override_settings
from psycopg import sql

from accounts.models import User
from auctions.models import Auction
from operations.backup import databases
from operations.health import checks
from tests import cast


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """BACKUP_DIR, not made yet."""
    with override_settings(BACKUP_DIR=tmp_path / "backups"):
        yield tmp_path / "backups"


@pytest.fixture
def auction(transactional_db: None, carla: User, max_: User, mia: User) -> Auction:
    """One lot sold, and a bid on the next: committed, so that pg_dump sees it."""
    auction = cast.auction_of(cast.make_league(carla, max_, mia, **cast.QUICK))
    cast.sell(auction, max_, 7)
    cast.bid(auction, mia, 3)
    return auction


@pytest.fixture
def admin(client: Client, olga: User) -> Client:
    """The operator, signed in."""
    client.force_login(olga)
    return client


@pytest.fixture
def fresh_checks() -> Iterator[None]:
    """No test sees what another one checked."""
    checks._known = (0.0, {})
    yield
    checks._known = (0.0, {})


@pytest.fixture
def no_backups(tmp_path: Path) -> Iterator[None]:
    """The backups of this machine aren't seen."""
    with override_settings(BACKUP_DIR=tmp_path):
        yield


@pytest.fixture
def scratch(django_db_setup: None) -> Iterator[str]:
    """The name of a database that isn't there, gone again with all that is named after it."""
    name = f"{databases.site_database().name}_scratch"
    _drop_all(name)
    yield name
    _drop_all(name)


def _drop_all(name: str) -> None:
    with databases.connect_to_server(databases.site_database()) as server:
        found = server.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", (name,)).fetchall()
        for (each,) in found:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(each)))


def names_on_server() -> set[str]:
    """All databases named after ours, and ours; not the tenth worker's, where ours is the first's."""
    ours = databases.site_database().name
    with databases.connect_to_server(databases.site_database()) as server:
        found = server.execute("SELECT datname FROM pg_database").fetchall()
    return {name for (name,) in found if name == ours or name.startswith(f"{ours}_")}


def ask(name: str, query: sql.SQL) -> object:
    """One value out of another database."""
    with psycopg.connect(databases.site_database().sibling(name).url) as line:
        row = line.execute(query).fetchone()
        assert row is not None
        return row[0]
