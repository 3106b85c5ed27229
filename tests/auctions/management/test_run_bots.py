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

from accounts.models import User
from auctions import engine, services
from auctions.audit.run import audit_auction
from auctions.models import Auction, AuctionEvent, Bid
from auctions.rules.commands import Actor, ActorRole, Begin, SetAway
from auctions.rules.nominations.turns import order_of_round
from leagues.models import League
from leagues.services import add_bot
from tests import cast
from tests.live import MakeSite, eventually

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
        _, errors = process.communicate(timeout=120)
        assert process.returncode == 0
        assert b"Traceback" not in errors
        assert b"bots.seated" in errors
    bids = list(Bid.objects.filter(auction=auction).values_list("code", "amount"))
    assert {code for code, _ in bids} == {"ok"}
    assert len(set(bids)) == len(bids)


def test_bots_put_lots_up_in_turn_there_and_back_to_the_end(make_site: MakeSite, carla: User, max_: User) -> None:
    """Through a site with its clock and this command.

    Nobody waits for Carla and Max, who are away: what comes up in their turns has no first bid."""
    league = cast.make_league(
        carla, max_, mode="nomination", slots_min=1, slots_max=2, lot_seconds=5, anti_snipe_seconds=2,
        break_seconds=0, nomination_seconds=600, seed=7,
    )  # fmt: skip
    for name in ("Bruno", "Chiara", "Diego"):
        add_bot(league, name)
    auction = cast.auction_of(league, begun=False, lots=9)
    for seat in auction.participants.filter(member__bot=False):
        away = SetAway(actor=cast.actor_in(league), participant=seat.pk, away=True)
        assert cast.do(auction, away).ok
    assert cast.do(auction, Begin(actor=cast.actor_in(league))).ok
    site = make_site()
    site.add_clock()
    site.add_worker("run_bots")
    bots = {seat.pk for seat in auction.participants.filter(member__bot=True)}

    def all_full() -> bool:
        return {len(engine.read(auction.pk).participants[seat].roster) for seat in bots} == {2}

    eventually(all_full, "the bots have their rosters", 120)
    state = engine.read(auction.pk)
    turns = AuctionEvent.objects.filter(auction=auction, kind="nomination_opened").order_by("seq")
    rounds: dict[int, list[int]] = {}
    for event in turns:
        rounds.setdefault(event.payload["detail"]["round"], []).append(event.payload["detail"]["participant"])
    there = order_of_round(state, 1)
    assert rounds[1][:2] == there[:2]
    for number, had in rounds.items():
        order = there if number % 2 else [*reversed(there)]
        assert had == [seat for seat in order if seat in had]  # some may be full
    assert audit_auction(auction.pk) == []


def test_nothing_to_play_is_no_reason_to_end(transactional_db: None, bots: list[Process]) -> None:
    time.sleep(3)
    assert [process.poll() for process in bots] == [None, None]
