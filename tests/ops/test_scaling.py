"""A site too big for one of each, and what docs/scaling.md adds: Valkeys, a pooler before Postgres, another machine."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import redis

from accounts.models import User
from auctions.audit.run import audit_auction
from auctions.models import Auction, Lot
from auctionsite.local.place import PROJECT
from tests import cast
from tests.live import MakeSite, Messenger, Site, eventually
from tests.ops.hosts import LinkedHost, NetworkMessenger, linked_host, own_network
from tests.ops.poolers import SERVER_CONNECTIONS, Pooler, running_pooler


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
def pooler(transactional_db: None, tmp_path: Path) -> Iterator[Pooler]:
    """A pgbouncer with four connections to the test's database."""
    with running_pooler(tmp_path) as pooler:
        yield pooler


def test_an_auction_runs_through_a_pooler_with_few_connections(
    carla: User, max_: User, mia: User, pooler: Pooler, make_site: MakeSite
) -> None:
    env = pooler.settings()
    site = make_site(**env, FEATURE_USE_STATE_PERSISTENCE="true")
    site.add_web(), site.add_web(), site.add_clock()
    site.ready()
    auction = cast.auction_of(cast.make_league(carla, max_, mia, lot_seconds=10, break_seconds=0))
    play(site, auction, max_, mia)
    eventually(lambda: Lot.objects.filter(auction=auction, status="sold").exists(), "the clock sells the lot", 60)
    assert 0 < pooler.server_connections() <= SERVER_CONNECTIONS
    site.registered()
    for command in (("fix_stuck_auctions",), ("audit_auctions",), ("cancel_auctions", "--reason", "x", "--yes")):
        done = subprocess.run(
            (sys.executable, "manage.py", *command),
            cwd=PROJECT, env={**os.environ, "ENVIRONMENT": "test", **env}, capture_output=True, text=True, timeout=120,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
    assert Auction.objects.get(pk=auction.pk).status == Auction.Status.CANCELLED
    assert not audit_auction(auction.pk)


@pytest.fixture
def hosts() -> Iterator[list[LinkedHost]]:
    """Two machines, as far as a network can tell: each has one of its own, and a line to the test's."""
    with ExitStack() as stack:
        stack.enter_context(own_network())
        try:
            linked = [stack.enter_context(linked_host(number)) for number in (1, 2)]
        except subprocess.CalledProcessError as error:
            pytest.skip(f"networks of their own aren't allowed here: {error.stderr}")
        yield linked


def test_a_room_goes_on_while_one_of_two_hosts_is_cut_off(
    transactional_db: None,
    carla: User,
    max_: User,
    mia: User,
    hosts: list[LinkedHost],
    tmp_path: Path,
    make_site: MakeSite,
) -> None:
    """Web and clock on either host; Postgres, by a pooler, and Valkey on a third, as docs/scaling.md says."""
    here, there = hosts
    with ExitStack() as stack:
        messenger = NetworkMessenger(tmp_path, here.gateway)
        messenger.start()
        stack.callback(messenger.kill)
        pooler = stack.enter_context(running_pooler(tmp_path, here.gateway))
        env = {"REDIS_URL": messenger.url, "ALLOWED_HOSTS": ",".join(each.host.address for each in hosts)}
        site = make_site(**pooler.settings(here.gateway), **env)
        stack.callback(site.close)
        for each in hosts:
            site.add_web(host=each.host), site.add_clock(each.host)
        site.ready()
        auction = cast.auction_of(cast.make_league(carla, max_, mia, lot_seconds=600, outage_pause_seconds=600))
        play(site, auction, max_, mia)
        there.cut()
        stays, moves = (site.client(auction.pk, user, site.webs[0]) for user in (max_, mia))
        stays.hello(), moves.hello()
        assert stays.bid(stays.lot["id"], 50)["ok"]
        assert moves.wait_for_event("bid_placed")["data"]["detail"]["amount"] == 50
        there.mend()
        eventually(lambda: site.webs[1].answers(200), "the other host is back", 60)
        comes_back = site.client(auction.pk, mia, site.webs[1])
        comes_back.hello()
        assert comes_back.lot["price"] == 50
        assert comes_back.bid(comes_back.lot["id"], 51)["ok"]
        assert stays.wait_for_event("bid_placed", amount=51)
        assert not audit_auction(auction.pk)


def play(site: Site, auction: Auction, max_: User, mia: User) -> None:
    """They outbid each other, by different processes."""
    here, there = (site.client(auction.pk, user, web) for user, web in zip((max_, mia), site.webs, strict=True))
    here.hello(), there.hello()
    for amount in range(2, 40, 2):
        assert here.bid(here.lot["id"], amount)["ok"]
        assert there.bid(here.lot["id"], amount + 1)["ok"]
