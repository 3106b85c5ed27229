"""Operators' switches on a real site: two web processes and a clock, each of which hears of them by itself."""

import time
from typing import Any
from uuid import uuid4

import pytest
from django.test import override_settings

from accounts.models import User
from auctions.audit.run import audit_auction
from auctions.models import Auction, AuctionEvent, Bid, CommandOutcome
from auctions.rules.commands import SYSTEM, Resume
from auctions.rules.lifecycle import CLOSED_FOR_CHANGES, HALTED, NO_BIDDING
from leagues.models import League
from tests import cast
from tests.live import Answer, Site, eventually
from tests.sockets import Client


@pytest.fixture
def league(transactional_db: None, carla: User, max_: User, mia: User) -> League:
    return cast.make_league(
        carla, max_, mia, lot_seconds=600, break_seconds=0, grace_ms=0, slots_min=1, budget=1_000, early_end=False
    )


@pytest.fixture
def auction(league: League) -> Auction:
    """Begun, with its first lot open."""
    return cast.auction_of(league)


@pytest.fixture
def room(site: Site, auction: Auction, carla: User, max_: User) -> tuple[Client, Client]:
    """Carla at one process and Max at the other."""
    both = site.client(auction.pk, carla), site.client(auction.pk, max_, site.webs[1])
    for each in both:
        each.hello()
        each.wait_for("switches")
    return both


def call(site: Site, path: str, user: User, body: Any = None, key: Any = None) -> Answer:
    headers = {"Idempotency-Key": str(key or uuid4())}
    return site.web.call("POST", path, user, body or {}, headers)


def paused(auction: Auction) -> str:
    """The reason, once the auction is paused."""
    eventually(lambda: Auction.objects.get(pk=auction.pk).status == "paused", "the pause")
    return Auction.objects.get(pk=auction.pk).pause_reason


def count_three(client: Client) -> None:
    """Wait for the end of the count after the next resume that the client hears of."""
    resumes_at = client.wait_for_event("auction_resumed")["data"]["auction"]["resumes_at"]
    eventually(lambda: time.time() * 1000 > resumes_at + 50, "the end of 3-2-1")


# What sockets are told ------------------------------------------------------------------------------
def test_sockets_are_told_after_the_snapshot_and_when_something_changes(
    site: Site, auction: Auction, max_: User, mia: User
) -> None:
    site.switch(bidding=True)
    clients = [site.client(auction.pk, user, web) for user, web in zip((max_, mia), site.webs, strict=True)]
    for client in clients:
        client.hello()
        first = client.wait_for("switches")
        beside = ("presence", "names")
        assert [frame["type"] for frame in client.frames if frame["type"] not in beside] == ["snapshot", "switches"]
        usual = {"bidding": True, "running_auctions": True, "new_auctions": True, "read_only": False}
        assert first == {"type": "switches", **usual, "version": first["version"]}
    site.switch(bidding=False)
    for client in clients:
        told = client.wait_for("switches", bidding=False)
        assert told["version"] > first["version"]


def test_socket_that_comes_back_is_told_again(site: Site, auction: Auction, max_: User) -> None:
    site.switch(bidding=False)
    client = site.client(auction.pk, max_)
    client.hello()
    back = site.client(auction.pk, max_, site.webs[1])
    back.remember(client)
    assert back.hello(client.epoch, client.seq)["type"] == "events"
    assert not back.wait_for("switches")["bidding"]


def test_before_hello_nothing_is_told(site: Site, auction: Auction, max_: User) -> None:
    client = site.client(auction.pk, max_)
    client.ping()
    site.switch(bidding=False)
    client.ping(2.0)
    assert not client.take("switches")


# Bidding --------------------------------------------------------------------------------------------
def test_bidding_goes_off_and_on_again(
    site: Site, auction: Auction, room: tuple[Client, Client], max_: User, mia: User
) -> None:
    carla, max_here = room
    lot = max_here.lot["id"]
    assert max_here.bid(lot, 5)["ok"]
    ends_at = max_here.lot["ends_at"]
    site.switch(bidding=False)
    refused = max_here.bid(lot, 6)
    assert (refused["code"], refused["message"][:14]) == ("bidding_disabled", "The operators ")
    assert refused["receipt"]["price"] == 5
    path = f"/api/auction/{auction.pk}/bids"
    answer = call(site, path, mia, {"lot": lot, "amount": 6})
    assert (answer.status, answer.json()["code"]) == (409, "bidding_disabled")
    assert Bid.objects.filter(auction=auction, code="bidding_disabled").count() == 2
    assert paused(auction) == NO_BIDDING
    max_here.wait_for_event("auction_paused", reason=NO_BIDDING)
    assert carla.command("resume")["code"] == "bidding_disabled"
    assert max_here.bid(lot, 6)["code"] == "bidding_disabled", "which says more than that it is paused"
    left = max_here.lot["remaining_ms"]
    assert left <= ends_at - max_here.state["auction"]["begun_at"]
    site.switch(bidding=True)
    count_three(max_here)
    assert call(site, path, mia, {"lot": lot, "amount": 6}).status == 200
    assert audit_auction(auction.pk) == []


# Running auctions -----------------------------------------------------------------------------------
def test_running_auctions_are_paused_and_commissioners_resume(
    site: Site, auction: Auction, room: tuple[Client, Client], otto: User, max_: User
) -> None:
    carla, max_here = room
    waiting = cast.auction_of(cast.make_league(otto, max_, name="The Sunday League"), begun=False)
    site.switch(running_auctions=False)
    assert paused(auction) == HALTED
    event = max_here.wait_for_event("auction_paused", reason=HALTED)
    assert event["data"]["auction"]["pause_reason"] == HALTED
    assert AuctionEvent.objects.get(auction=auction, kind="auction_paused").actor is None
    left = max_here.lot["remaining_ms"]
    assert max_here.bid(max_here.lot["id"], 5)["code"] == "paused"
    assert carla.command("resume")["code"] == "running_auctions_disabled"
    answer = call(site, f"/api/auction/{waiting.pk}/begin", otto)
    assert (answer.status, answer.json()["code"]) == (409, "running_auctions_disabled")
    site.switch(running_auctions=True)
    assert Auction.objects.get(pk=auction.pk).status == "paused", "it waits for its commissioner"
    assert carla.command("resume")["ok"]
    resumed = max_here.wait_for_event("auction_resumed")["data"]
    assert resumed["lots"][0]["ends_at"] == resumed["auction"]["resumes_at"] + left
    assert call(site, f"/api/auction/{waiting.pk}/begin", otto).status == 200
    assert audit_auction(auction.pk) == []


def test_auction_that_got_through_is_paused_all_the_same(site: Site, auction: Auction, carla: User) -> None:
    """A process that heard of the switch later than the clock may have let it go on."""
    site.switch(running_auctions=False)
    paused(auction)
    unaware(auction)
    paused(auction)
    assert AuctionEvent.objects.filter(auction=auction, kind="auction_paused").count() == 2


def unaware(auction: Auction) -> None:
    """Resume it as a process would whose environment says that auctions run."""
    with override_settings(FEATURES={"running_auctions": True}):
        assert cast.do(auction, Resume(actor=SYSTEM)).ok


def test_auction_that_would_begin_at_once_is_not_made(site: Site, league: League, carla: User) -> None:
    path = f"/api/leagues/{league.pk}/auction/start"
    site.switch(running_auctions=False, waiting_room=False)
    answer = call(site, path, carla)
    assert (answer.status, answer.json()["code"]) == (409, "running_auctions_disabled")
    site.switch(waiting_room=True)
    assert call(site, path, carla).json()["status"] == "waiting"


# New auctions ---------------------------------------------------------------------------------------
def test_new_auctions_go_off_and_on_again(site: Site, league: League, carla: User) -> None:
    path, key = f"/api/leagues/{league.pk}/auction/start", uuid4()
    site.switch(new_auctions=False)
    answer = call(site, path, carla)
    assert (answer.status, answer.json()["code"]) == (409, "new_auctions_disabled")
    assert answer.json()["detail"].startswith("The operators have switched new auctions off")
    assert not Auction.objects.exists()
    site.switch(new_auctions=True)
    made = call(site, path, carla, key=key)
    assert made.status == 201
    site.switch(new_auctions=False)
    assert call(site, path, carla, key=key).json() == made.json(), "who asks again for the answer gets it"


# Read only ------------------------------------------------------------------------------------------
def test_nothing_changes_while_all_is_read_only(
    site: Site, auction: Auction, room: tuple[Client, Client], carla: User, max_: User
) -> None:
    here, max_here = room
    lot, key = max_here.lot["id"], uuid4()
    assert max_here.bid(lot, 5)["ok"]
    site.switch(read_only=True)
    assert paused(auction) == CLOSED_FOR_CHANGES
    max_here.wait_for_event("auction_paused", reason=CLOSED_FOR_CHANGES)
    before = counted(auction)
    assert max_here.bid(lot, 6, key)["code"] == "read_only"
    assert max_here.bid(lot, 6, key)["receipt"] is None
    for name in ("pause", "resume"):
        assert here.command(name)["code"] == "read_only"
    assert here.command("cancel", reason="Late")["code"] == "read_only"
    answer = call(site, f"/api/auction/{auction.pk}/commands", carla, {"name": "resume"})
    assert (answer.status, answer.json()["code"]) == (503, "read_only")
    assert site.web.call("GET", f"/api/auction/{auction.pk}/", max_).status == 200
    assert counted(auction) == before
    site.switch(read_only=False)
    assert here.command("resume")["ok"]
    count_three(max_here)
    assert max_here.bid(lot, 6, key)["code"] == "already_leading", "what was refused then is decided now"
    assert audit_auction(auction.pk) == []


def counted(auction: Auction) -> tuple[int, int, int]:
    """Everything that a command could leave behind."""
    return (
        AuctionEvent.objects.filter(auction=auction).count(),
        Bid.objects.filter(auction=auction).count(),
        CommandOutcome.objects.filter(auction=auction).count(),
    )


@pytest.mark.parametrize("switch", [{"read_only": True}, {"bidding": False}, {"running_auctions": False}])
def test_no_lot_runs_out_while_nobody_can_bid(site: Site, carla: User, max_: User, switch: dict[str, bool]) -> None:
    auction = cast.auction_of(cast.make_league(carla, max_, lot_seconds=6, break_seconds=0, anti_snipe_seconds=0))
    site.switch(**switch)
    paused(auction)
    closed = AuctionEvent.objects.filter(auction=auction, kind__in=["lot_sold", "lot_unsold"])
    seq = Auction.objects.get(pk=auction.pk).seq
    time.sleep(6.5)  # longer than a lot
    assert not closed.exists()
    assert Auction.objects.get(pk=auction.pk).seq == seq
