"""Restores bring back what was backed up, and never lose what is there."""

from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from accounts.models import User
from auctions.models import Auction, Bid
from operations.backup import catalogue, create, databases, restore
from operations.backup.catalogue import Backup, Census
from operations.backup.errors import OperationFailed
from tests import cast
from tests.live import eventually
from tests.operations.conftest import ask, names_on_server

BIDS = sql.SQL("SELECT count(*) FROM auctions_bid")
EPOCH = sql.SQL("SELECT epoch FROM auctions_auction")


@pytest.fixture
def backup(folder: Path, auction: Auction) -> Backup:
    return create.create_backup()


def test_everything_is_back_in_a_new_database(backup: Backup, scratch: str) -> None:
    plan = restore.plan_restore(backup, scratch)
    assert (plan.there, plan.full) == (False, False)
    done = restore.restore_backup(plan)
    assert (done.database.name, done.aside) == (scratch, None)
    with databases.site_database().sibling(scratch).connect() as line:
        assert create.take_census(line) == backup.census


def test_clients_who_saw_more_are_told_by_the_epoch(backup: Backup, auction: Auction, scratch: str) -> None:
    restore.restore_backup(restore.plan_restore(backup, scratch))
    assert ask(scratch, EPOCH) != auction.epoch


def test_without_a_name_it_gets_one_of_its_own(backup: Backup) -> None:
    plan = restore.plan_restore(backup)
    assert plan.into.name.startswith(databases.site_database().name)
    assert plan.into.name.endswith(backup.name.rpartition("-")[2].lower())
    assert not plan.there


def test_looking_changes_nothing(backup: Backup, scratch: str) -> None:
    before = names_on_server()
    restore.plan_restore(backup, scratch)
    assert names_on_server() == before


def test_empty_database_is_filled(backup: Backup, scratch: str) -> None:
    with databases.connect_to_server(databases.site_database()) as server:
        databases.create_database(server, databases.site_database().sibling(scratch))
    plan = restore.plan_restore(backup, scratch)
    assert (plan.there, plan.full) == (True, False)
    restore.restore_backup(plan)
    assert ask(scratch, BIDS) == Bid.objects.count()


def test_full_database_is_left_alone(backup: Backup, scratch: str) -> None:
    restore.restore_backup(restore.plan_restore(backup, scratch))
    with psycopg.connect(databases.site_database().sibling(scratch).url) as line:
        line.execute("DELETE FROM auctions_bid")
    plan = restore.plan_restore(backup, scratch)
    assert plan.full
    with pytest.raises(OperationFailed, match="is not empty, and nothing was done"):
        restore.restore_backup(plan)
    assert ask(scratch, BIDS) == 0


def wait_until_nobody_is_connected(name: str) -> None:
    """On busy cores the server's side of a connection ends a moment after ours."""
    database = databases.site_database().sibling(name)
    with databases.connect_to_server(database) as server:
        eventually(lambda: databases.count_connections(server, database) == 0, f"nobody is connected to {name}")


def test_full_database_is_put_aside_if_asked(backup: Backup, scratch: str) -> None:
    restore.restore_backup(restore.plan_restore(backup, scratch))
    with psycopg.connect(databases.site_database().sibling(scratch).url) as line:
        line.execute("DELETE FROM auctions_bid")
    plan = restore.plan_restore(backup, scratch)
    wait_until_nobody_is_connected(scratch)
    done = restore.restore_backup(plan, replace=True)
    assert done.aside is not None
    assert ask(scratch, BIDS) == Bid.objects.count()
    assert ask(done.aside.name, BIDS) == 0
    assert {each for each in names_on_server() if each.startswith(scratch)} == {scratch, done.aside.name}


def test_database_in_use_is_not_replaced(backup: Backup, scratch: str) -> None:
    restore.restore_backup(restore.plan_restore(backup, scratch))
    before = names_on_server()
    with (
        psycopg.connect(databases.site_database().sibling(scratch).url),
        pytest.raises(OperationFailed, match="stop web, clock and bots"),
    ):
        restore.restore_backup(restore.plan_restore(backup, scratch), replace=True)
    assert ask(scratch, BIDS) == Bid.objects.count()
    assert names_on_server() == before


def test_damaged_backup_is_refused_before_anything_is_done(backup: Backup, scratch: str) -> None:
    middle = backup.bytes // 2
    with backup.file.open("r+b") as dump:
        dump.seek(middle)
        (byte,) = dump.read(1)
        dump.seek(middle)
        dump.write(bytes([byte ^ 0xFF]))  # whatever it was, it is another one now
    with pytest.raises(OperationFailed, match="is damaged"):
        restore.plan_restore(backup, scratch)
    assert scratch not in names_on_server()


def test_backup_that_lacks_something_leaves_no_database(backup: Backup, scratch: str) -> None:
    more = replace(backup, census=replace(backup.census, bids=backup.census.bids + 1))
    with pytest.raises(OperationFailed, match="is incomplete"):
        restore.restore_backup(restore.plan_restore(more, scratch))
    assert scratch not in names_on_server()


def test_file_that_is_no_dump_leaves_no_database(backup: Backup, scratch: str) -> None:
    backup.file.write_bytes(b"PGDMP and nothing else")
    digest = catalogue.sha256_of(backup.file)
    catalogue.write_file(catalogue.checksum_file(backup.file), f"{digest}  {backup.file.name}\n")
    with pytest.raises(OperationFailed, match="pg_restore failed"):
        restore.restore_backup(restore.plan_restore(replace(backup, sha256=digest), scratch))
    assert scratch not in names_on_server()


def test_server_older_than_the_backup_is_refused(backup: Backup, scratch: str) -> None:
    with pytest.raises(OperationFailed, match=r"is of Postgres 99\.1.*Postgres 99 or newer"):
        restore.plan_restore(replace(backup, server=990001), scratch)


def test_backup_is_of_one_instant_though_bids_go_on(folder: Path, auction: Auction, mia: User, scratch: str) -> None:
    with create._exported_snapshot(databases.site_database()) as (line, snapshot):
        seen: Census = create.take_census(line)
        cast.bid(auction, mia, 20)
        dump = folder / "one.dump"
        folder.mkdir()
        create._dump(databases.site_database(), snapshot, dump, line.info.server_version)
    made = Backup(
        file=dump,
        database=databases.site_database().name,
        made_at=auction.created_at,
        bytes=dump.stat().st_size,
        sha256="",
        server=0,
        program=0,
        product="",
        migrations={},
        census=seen,
        took_seconds=0,
    )
    with databases.connect_to_server(databases.site_database()) as server:
        databases.create_database(server, databases.site_database().sibling(scratch))
    restore.fill_database(made, databases.site_database().sibling(scratch))
    assert ask(scratch, BIDS) == seen.bids == Bid.objects.count() - 1
