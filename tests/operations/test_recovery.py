"""Recovery from a base backup and the archive of the journal, as docs/backup.md tells operators to do it."""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from accounts.models import User
from auctions.models import Auction, Participant
from auctionsite.local.place import PROJECT
from operations.backup import create, databases, restore
from tests import cast
from tests.live import eventually
from tests.operations.clusters import PostgresServer, ScriptsFolder, servers_of_ones_own

ROOM: dict[str, Any] = {**cast.QUICK, "lot_seconds": 3600, "budget": 1_000_000}


@pytest.fixture
def place() -> Iterator[ScriptsFolder]:
    with servers_of_ones_own() as place:
        yield place


@pytest.fixture
def auction(transactional_db: None, carla: User, max_: User, mia: User) -> Auction:
    return cast.auction_of(cast.make_league(carla, max_, mia, **ROOM))


@pytest.fixture
def primary(place: ScriptsFolder, folder: Path, auction: Auction) -> PostgresServer:
    """An archiving server of its own with the auction in it, and a base backup of that."""
    primary = place.fresh("primary")
    primary.start()
    with databases.connect_to_server(primary.database()) as server:
        databases.create_database(server, primary.database())
    restore.fill_database(create.create_backup(), primary.database())
    said = place.run(str(place.scripts / "base_backup.sh"), str(place.archive), env=primary.env)
    assert "recoveries can begin" in said
    return primary


class Bidding:
    """The process that bids; `told` is what it was answered, as it came."""

    def __init__(self, server: PostgresServer, auction: Auction, max_: User, mia: User) -> None:
        seats = Participant.objects.filter(auction=auction, member__user__in=(max_, mia))
        who = json.dumps([*seats.values_list("member__user_id", "pk")])
        database = server.database()
        self.told: list[dict[str, Any]] = []
        self._process = subprocess.Popen(
            (sys.executable, "-m", "tests.operations.bidding_process", str(auction.pk), who),
            cwd=PROJECT,
            env={**database.environment, "DATABASE_URL": database.url, "DJANGO_SETTINGS_MODULE": "auctionsite.settings"}
            | {"LOG_LEVEL": "CRITICAL"},
            stdout=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            text=True,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.told.append(json.loads(line))

    def wait_for(self, more: int) -> None:
        """Wait until so many more bids were answered."""
        enough = len(self.told) + more
        eventually(lambda: len(self.told) >= enough, f"{more} more answers", 60)

    def end(self) -> None:
        """Wait for its end, which is the database's, and for the last answer."""
        self._process.wait(60)
        self._reader.join(20)
        assert self._process.stdout is not None
        self._process.stdout.close()


def kept(server: PostgresServer, told: list[dict[str, Any]]) -> list[bool]:
    """Of each answer, whether the server has it with its event and its bid."""
    placed = "SELECT seq, (payload->'detail'->>'amount')::bigint FROM auctions_auctionevent WHERE kind = 'bid_placed'"
    with server.database().connect() as line:
        events = dict(line.execute(placed).fetchall())
        bids = dict(line.execute("SELECT seq, amount FROM auctions_bid WHERE code = 'ok'").fetchall())
        ids = {str(each) for (each,) in line.execute("SELECT command_id FROM auctions_commandoutcome").fetchall()}
    return [events.get(each["seq"]) == bids.get(each["seq"]) == each["amount"] and each["id"] in ids for each in told]


def audit_proves(server: PostgresServer) -> None:
    database = server.database()
    done = subprocess.run(
        (sys.executable, "manage.py", "audit_auctions"),
        cwd=PROJECT,
        env={**database.environment, "DATABASE_URL": database.url, "LOG_LEVEL": "ERROR"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert (done.returncode, done.stdout) == (0, "1 auction proved.\n"), done.stderr


def recover(place: ScriptsFolder, name: str, *options: str) -> PostgresServer:
    """A server on what ops/postgres/recover.sh makes, recovered and started."""
    data = place.folder / name
    said = place.run(str(place.scripts / "recover.sh"), str(place.archive), str(data), *options)
    assert f"Start Postgres on {data}" in said
    server = place.server(name)
    server.start()
    return server


def test_no_answered_bid_is_lost_with_a_killed_server(
    place: ScriptsFolder, primary: PostgresServer, auction: Auction, max_: User, mia: User
) -> None:
    bidding = Bidding(primary, auction, max_, mia)
    bidding.wait_for(30)
    archived = len(bidding.told)
    primary.archive_all()
    bidding.wait_for(60)
    primary.kill()
    bidding.end()
    assert all(each["code"] == "ok" for each in bidding.told)

    with_its_disk = recover(place, "recovered", "--wal", str(primary.data / "pg_wal"))
    assert all(kept(with_its_disk, bidding.told))
    audit_proves(with_its_disk)

    # The disk is lost too: what was archived is there, and of the rest a beginning without a hole, here none.
    without = recover(place, "without")
    there = kept(without, bidding.told)
    assert sum(there) >= archived
    assert there == sorted(there, reverse=True)
    assert not all(there)
    audit_proves(without)


def test_mistake_is_undone_by_going_back_to_the_instant_before(
    place: ScriptsFolder, primary: PostgresServer, auction: Auction, max_: User, mia: User
) -> None:
    bidding = Bidding(primary, auction, max_, mia)
    bidding.wait_for(20)
    time.sleep(1.1)  # a base backup is named by the second
    told = len(bidding.told)
    instant = primary.ask("SELECT clock_timestamp()::text")
    bidding.wait_for(5)
    primary.ask("DELETE FROM auctions_bid")
    bidding.wait_for(5)
    primary.archive_all()
    primary.kill()
    bidding.end()

    before = recover(place, "before", "--until", str(instant))
    there = kept(before, bidding.told)
    assert all(there[:told])
    assert not all(there)
    with before.database().connect() as line:
        row = line.execute("SELECT max(at) <= %s::timestamptz FROM auctions_auctionevent", (instant,)).fetchone()
    assert row == (True,)
    audit_proves(before)


def test_scripts_refuse_what_would_lose_something(place: ScriptsFolder) -> None:
    wal, archive = place.folder / "segment", place.archive / "wal"
    wal.write_bytes(b"one")
    script = str(place.scripts / "archive_wal.sh")
    place.run(script, str(wal), "000000010000000000000001", str(archive))
    place.run(script, str(wal), "000000010000000000000001", str(archive))  # the same again, as after a crash
    wal.write_bytes(b"two")
    assert "another one" in place.run(script, str(wal), "000000010000000000000001", str(archive), code=1)
    assert (archive / "000000010000000000000001").read_bytes() == b"one"
    recover = str(place.scripts / "recover.sh")
    assert "no base backup" in place.run(recover, str(place.archive), str(place.folder / "new"), code=1)
    assert "is there already" in place.run(recover, str(place.archive), str(archive), code=1)
    assert "Usage" in place.run(recover, code=1)


def test_old_base_backups_go_and_what_the_kept_ones_need_stays(place: ScriptsFolder) -> None:
    server = place.fresh("bare")
    server.start()
    for _ in range(3):
        place.run(str(place.scripts / "base_backup.sh"), str(place.archive), "2", env=server.env)
        server.archive_all("postgres")
        time.sleep(1.1)
    bases = sorted(each.name for each in (place.archive / "base").iterdir() if each.is_dir())
    assert len(bases) == 2
    label = (place.archive / "base" / bases[0] / "backup_label").read_text()
    segments = sorted(each.name for each in (place.archive / "wal").iterdir() if len(each.name) == 24)
    assert segments[0] in label
