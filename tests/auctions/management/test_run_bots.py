"""`manage.py run_bots` as the process that operators start and stop."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from django.conf import settings as site
from django.db import connection
from psycopg.conninfo import make_conninfo

from auctions import services
from auctions.models import Auction, Bid
from auctions.rules.commands import Actor, ActorRole
from leagues.models import League
from leagues.services import add_bot

Process = subprocess.Popen[bytes]


@pytest.fixture
def bots() -> Iterator[list[Process]]:
    """Two of them at once, on this test's database."""
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    parts = {key: value for key, name in names.items() if (value := connection.settings_dict[name])}
    env = os.environ | {"DATABASE_URL": make_conninfo("", **parts), "ENVIRONMENT": "test"}
    command = [sys.executable, "manage.py", "run_bots", "--seed", "7"]
    started = [subprocess.Popen(command, cwd=site.BASE_DIR, env=env, stderr=subprocess.PIPE) for _ in range(2)]
    yield started
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture
def auction(transactional_db: None, league: League) -> Auction:
    for name in ("Bruno", "Chiara", "Diego"):
        add_bot(league, name)
    carla = Actor(user=league.memberships.get(role="commissioner").user_id, role=ActorRole.COMMISSIONER)
    return services.create_auction(league, carla, waiting_room=False)


def wait_for_bids(auction: Auction, count: int) -> None:
    until = time.monotonic() + 60
    while Bid.objects.filter(auction=auction).count() < count:
        assert time.monotonic() < until, "no bids"
        time.sleep(0.1)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_plays_until_it_is_told_to_stop(auction: Auction, bots: list[Process], number: signal.Signals) -> None:
    wait_for_bids(auction, 3)
    for process in bots:
        process.send_signal(number)
    for process in bots:
        _, errors = process.communicate(timeout=15)
        assert process.returncode == 0
        assert b"Traceback" not in errors
        assert b"bots.seated" in errors
    bids = list(Bid.objects.filter(auction=auction).values_list("code", "amount"))
    assert {code for code, _ in bids} == {"ok"}
    assert len(set(bids)) == len(bids)


def test_nothing_to_play_is_no_reason_to_end(transactional_db: None, bots: list[Process]) -> None:
    time.sleep(3)
    assert [process.poll() for process in bots] == [None, None]
