"""Many threads of several processes bid on one lot at the same time, on the real database."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from psycopg.conninfo import make_conninfo

from auctions import engine
from auctions.audit.run import audit_auction
from auctions.models import Auction, AuctionEvent, Bid, CommandOutcome
from auctions.rules.commands import SYSTEM, SetAway, Tick
from tests import cast
from tests.auctions.bidder_process import BIDS_PER_THREAD
from tests.auctions.consistency import consistent_state

pytestmark = pytest.mark.django_db(transaction=True)
PROCESSES, MANAGERS, BUDGET = 4, 8, 1_000_000
KEEPS = {"FEATURE_USE_STATE_PERSISTENCE": "true", "SNAPSHOT_EVENTS": "2", "SNAPSHOT_SECONDS": "0", "FORGETFUL": "0.3"}
ALIKE: list[dict[str, str]] = [{}] * PROCESSES
DIFFERENT = [
    {"FEATURE_USE_STATE_PERSISTENCE": "false"},
    {**KEEPS, "FEATURE_USE_STATE_PERSISTENCE_BID": "false"},
    {**KEEPS, "FEATURE_ENABLE_STATE_SNAPSHOTS": "true", "FEATURE_ENABLE_STATE_RECOVERY": "true"},
    {**KEEPS, "FEATURE_ENABLE_STATE_SNAPSHOTS": "false", "FEATURE_ENABLE_STATE_RECOVERY": "true"},
]
"""What the environment of each process says of its memory: none of them may notice what the others do."""


@pytest.fixture
def auction() -> Auction:
    """Eight managers with more money than they can bid away."""
    people = [cast.make_user(f"Manager{number}") for number in range(MANAGERS)]
    league = cast.make_league(people[0], *people[1:], budget=BUDGET, lot_seconds=600, **cast.QUICK)
    return cast.auction_of(league)


def bid_from_processes(auction: Auction, features: list[dict[str, str]]) -> list[dict[str, Any]]:
    """Bid from all the processes, and return what they were told."""
    seats = list(auction.participants.values_list("member__user", "pk"))
    arguments = [str(auction.pk), str(cast.open_lot(auction)), json.dumps(seats)]
    running = [_start([*arguments, str(seed)], each) for seed, each in enumerate(features)]
    try:
        assert [_read_line(process) for process in running] == ["ready\n"] * PROCESSES
        told = [process.communicate("go\n", timeout=120)[0] for process in running]
    finally:
        for process in running:
            process.kill()
            process.wait()
    assert [process.returncode for process in running] == [0] * PROCESSES
    return [answer for text in told for answer in json.loads(text)]


def _start(arguments: list[str], features: dict[str, str]) -> subprocess.Popen[str]:
    database = connection.settings_dict
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    url = make_conninfo("", **{key: str(database[name]) for key, name in names.items() if database[name]})
    environment = os.environ | {
        "DATABASE_URL": url,
        "REDIS_URL": settings.REDIS_URL,
        "DJANGO_SETTINGS_MODULE": "auctionsite.settings",
        "LOG_LEVEL": "ERROR",
        **features,
    }
    command = [sys.executable, "-m", "tests.auctions.bidder_process", *arguments]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, env=environment, cwd=settings.BASE_DIR)


def _read_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline()


@pytest.mark.parametrize("features", [ALIKE, DIFFERENT], ids=["alike", "different"])
def test_bids_of_many_threads_and_processes_are_decided_one_after_the_other(
    auction: Auction, features: list[dict[str, str]]
) -> None:
    told = bid_from_processes(auction, features)
    state = consistent_state(auction.pk)
    answers = _answers(told)
    accepted = {answer["seq"]: answer for answer in answers.values() if answer["code"] == "ok"}
    assert len(answers) == PROCESSES * MANAGERS * BIDS_PER_THREAD
    assert {answer["code"] for answer in answers.values()} <= {"ok", "too_low", "already_leading"}
    _check_journal(auction, accepted)
    assert CommandOutcome.objects.filter(auction=auction).count() == len(answers)
    assert Bid.objects.filter(auction=auction).count() == len(answers)
    lot = state.lots[state.open_lots[0]]
    last = accepted[state.seq]
    assert (lot.price, lot.hold, lot.bids) == (last["amount"], last["amount"], len(accepted))
    _check_sale(auction, lot.id, last)
    assert audit_auction(auction.pk) == []


def _answers(told: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The answer to each command, which was the same each time it was sent."""
    answers: dict[str, dict[str, Any]] = {}
    for answer in told:
        assert answers.setdefault(answer["id"], answer) == answer
    return answers


def _check_journal(auction: Auction, accepted: dict[int, dict[str, Any]]) -> None:
    """Dense numbers, rising prices, and every acknowledged bid under the number it was told."""
    events = list(AuctionEvent.objects.filter(auction=auction))
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    bids = [event for event in events if event.kind == "bid_placed"]
    amounts = [event.payload["detail"]["amount"] for event in bids]
    assert amounts == sorted(set(amounts))
    journal = {event.seq: (event.payload["detail"]["amount"], event.actor_id) for event in bids}
    assert journal == {seq: (answer["amount"], answer["user"]) for seq, answer in accepted.items()}
    rows = Bid.objects.filter(auction=auction, code="ok").values_list("seq", "amount")
    assert dict(rows) == {seq: amount for seq, (amount, _) in journal.items()}


def _check_sale(auction: Auction, lot: int, last: dict[str, Any]) -> None:
    """The lot goes to the last bidder alone, and the money is right."""
    winner = auction.participants.get(member__user=last["user"])
    for seat in auction.participants.exclude(pk=winner.pk):
        engine.execute(auction.pk, SetAway(actor=SYSTEM, participant=seat.pk, away=True))
    cast.do(auction, Tick(actor=SYSTEM))
    state = consistent_state(auction.pk)
    assert (state.lots[lot].sold_to, state.lots[lot].sold_for) == (winner.pk, last["amount"])
    money = {seat.id: (seat.available, seat.held, seat.spent) for seat in state.participants.values()}
    paid = {winner.pk: (BUDGET - last["amount"], 0, last["amount"])}
    assert money == dict.fromkeys(money, (BUDGET, 0, 0)) | paid
