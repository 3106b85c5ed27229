"""What docs/scaling.md adds to a site that outgrew one of each: rooms on several Valkeys, a pooler before Postgres."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import redis
from django.db import connection
from psycopg.conninfo import conninfo_to_dict

from accounts.models import User
from auctions.audit.run import audit_auction
from auctions.models import Auction, Lot
from auctionsite.local.place import PROJECT
from auctionsite.local.servers.users import server_user
from tests import cast
from tests.live import MakeSite, Messenger, Site, eventually, free_port

PGBOUNCER = shutil.which("pgbouncer") or shutil.which("pgbouncer", path=str(Path(sys.prefix) / "bin"))
SERVER_CONNECTIONS = 4


@pytest.fixture
def shards(tmp_path: Path) -> Iterator[list[Messenger]]:
    started = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        started.append(Messenger(tmp_path / name))
        started[-1].start()
    yield started
    for each in started:
        each.kill()


def test_rooms_are_spread_over_several_valkeys(
    carla: User, max_: User, mia: User, shards: list[Messenger], make_site: MakeSite
) -> None:
    site = make_site(ROOM_REDIS_URLS=",".join(each.url for each in shards))
    site.add_web(), site.add_web(), site.add_clock()
    site.ready()
    for _ in range(30):  # groups are spread by their hash: one by one, until both shards have some
        auction = cast.auction_of(cast.make_league(carla, max_, mia))
        here, there = (site.client(auction.pk, max_, web) for web in site.webs)
        here.hello(), there.hello()
        assert here.bid(here.lot["id"], 3)["ok"]
        assert there.wait_for_event("bid_placed")["data"]["detail"]["amount"] == 3
        if all(rooms_of(each) for each in shards):
            return
    pytest.fail("one Valkey has all the rooms")


def rooms_of(shard: Messenger) -> list[Any]:
    with redis.Redis.from_url(shard.url) as client:
        return [channel for channel in client.pubsub_channels() if b"auction." in channel]


@pytest.fixture
def pooler(transactional_db: None, tmp_path: Path) -> Iterator[str]:
    """A pgbouncer in transaction mode with four connections to the test's database; its URL."""
    if PGBOUNCER is None:
        pytest.skip("there is no pgbouncer: ops/install_program.sh pgbouncer pgbouncer libc-ares2 libevent-2.1-7")
    port, user = free_port(), server_user(tmp_path)
    settings = tmp_path / "pgbouncer.ini"
    settings.write_text(_settings(port, user.name if user else ""), encoding="utf-8")
    with (tmp_path / "pgbouncer.log").open("wb") as log:
        process = subprocess.Popen((PGBOUNCER, str(settings)), stdout=log, stderr=log)
    name = connection.settings_dict["NAME"]
    yield f"postgresql://auctionsite@127.0.0.1:{port}/{name}"
    process.terminate()
    process.wait(10)


def _settings(port: int, user: str) -> str:
    names = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
    given = {key: connection.settings_dict[name] for key, name in names.items()}
    there = " ".join(f"{key}={value}" for key, value in given.items() if value)
    return f"""[databases]
* = {there}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
admin_users = auctionsite
pool_mode = transaction
default_pool_size = {SERVER_CONNECTIONS}
{f"user = {user}" if user else ""}
"""


def test_an_auction_runs_through_a_pooler_with_few_connections(
    carla: User, max_: User, mia: User, pooler: str, make_site: MakeSite
) -> None:
    env = {"DATABASE_URL": pooler, "DATABASE_POOLER": "transaction", "DATABASE_POOL_SIZE": "8"}
    site = make_site(**env, FEATURE_USE_STATE_PERSISTENCE="true")
    site.add_web(), site.add_web(), site.add_clock()
    site.ready()
    auction = cast.auction_of(cast.make_league(carla, max_, mia, lot_seconds=10, break_seconds=0))
    play(site, auction, max_, mia)
    eventually(lambda: Lot.objects.filter(auction=auction, status="sold").exists(), "the clock sells the lot", 60)
    assert 0 < server_connections(pooler) <= SERVER_CONNECTIONS
    site.registered()
    for command in (("fix_stuck_auctions",), ("audit_auctions",), ("cancel_auctions", "--reason", "x", "--yes")):
        done = subprocess.run(
            (sys.executable, "manage.py", *command),
            cwd=PROJECT, env={**os.environ, "ENVIRONMENT": "test", **env}, capture_output=True, text=True, timeout=60,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
    assert Auction.objects.get(pk=auction.pk).status == Auction.Status.CANCELLED
    assert not audit_auction(auction.pk)


def play(site: Site, auction: Auction, max_: User, mia: User) -> None:
    """They outbid each other, by different processes."""
    here, there = (site.client(auction.pk, user, web) for user, web in zip((max_, mia), site.webs, strict=True))
    here.hello(), there.hello()
    for amount in range(2, 40, 2):
        assert here.bid(here.lot["id"], amount)["ok"]
        assert there.bid(here.lot["id"], amount + 1)["ok"]


def server_connections(pooler: str) -> int:
    """How many connections to Postgres the pooler has for this database."""
    parts = conninfo_to_dict(pooler) | {"dbname": "pgbouncer"}
    with psycopg.connect(**parts, autocommit=True, prepare_threshold=None) as line:  # type: ignore[arg-type]
        rows = line.execute("SHOW SERVERS").fetchall()
    return len(rows)
