"""Only a backup that restores to auctions which prove themselves is proved."""

import json
from dataclasses import replace
from pathlib import Path

from auctions.models import Auction, Bid
from operations.backup import catalogue, create, databases, verify
from operations.backup.catalogue import Backup
from tests.operations.conftest import names_on_server
from tests.operations.management.test_backup import backup as backup_command


def newest() -> Backup:
    found = catalogue.newest_backup()
    assert found is not None
    return found


def test_backup_is_proved_and_says_so(folder: Path, auction: Auction) -> None:
    create.create_backup()
    before = names_on_server()
    printed, code = backup_command(verify="latest")
    assert code == 0
    assert printed.endswith("1 auction proved.\n")
    assert "restored in" in printed
    assert newest().verified_at is not None
    assert "proved 20" in backup_command(list=True)[0]
    assert names_on_server() == before


def test_backup_of_a_wrong_table_is_not_proved(folder: Path, auction: Auction) -> None:
    Bid.objects.filter(code="ok").update(amount=6)
    create.create_backup()
    before = names_on_server()
    printed, code = backup_command(verify=newest().name, json=True)
    said, end = json.JSONDecoder().raw_decode(printed)
    assert code == 1
    assert all(str(auction.pk) in each for each in said["findings"])
    assert printed[end:].strip() == f"Not proved: {len(said['findings'])} findings."
    assert newest().verified_at is None
    assert names_on_server() == before


def test_two_at_once_are_refused(folder: Path, auction: Auction) -> None:
    create.create_backup()
    scratch = databases.sibling_with_suffix(databases.site_database(), "verify")
    with databases.connect_to_server(scratch) as server:
        databases.create_database(server, scratch)
        with scratch.connect():
            printed, code = backup_command(verify="latest")
        databases.drop_database(server, scratch)
    assert ("is being verified" in printed, code) == (True, 3)


def test_backup_of_an_older_release_is_migrated_before_its_audit(folder: Path, auction: Auction) -> None:
    made = create.create_backup()
    assert not verify._is_older_than_this_code(made)
    older = {**made.migrations, "auctions": "0001_initial"}
    assert verify._is_older_than_this_code(replace(made, migrations=older))
