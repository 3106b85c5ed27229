"""SIGTERM of a web process: what is in hand is answered, and everybody goes on at another one, at once."""

import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction

from accounts.models import User
from auctions.audit.run import audit_auction
from auctions.models import Auction, AuctionEvent, Heartbeat, Stall
from auctions.store import journal
from auctionsite.close_codes import CloseCode
from auctionsite.local.product import SERVERS
from auctionsite.serving import draining
from tests import cast
from tests.bidders import bidding, promises_are_kept
from tests.chaos.rooms import begin, make_room
from tests.live import MakeSite, Site, Web, eventually

ENDED_WELL = (0, -signal.SIGTERM)
"""uvicorn ends by the signal once it has done what was to do."""


@pytest.fixture
def auction(people: list[User]) -> Auction:
    room: dict[str, Any] = {**cast.QUICK, "slots_max": 1, "lot_seconds": 600, "budget": 1_000_000}
    return cast.auction_of(cast.make_league(*people, **room))


def two_webs(make_site: MakeSite, server: str) -> Site:
    site = make_site(SOCKET_FRAMES_PER_SECOND="1000")
    site.add_web(server), site.add_web(server), site.add_clock()
    site.ready()
    return site


def count_bids(auction: Auction) -> int:
    return AuctionEvent.objects.filter(auction=auction, kind="bid_placed").count()


@contextmanager
def locked(auction: Auction) -> Iterator[None]:
    """Nothing is decided while the block runs: what comes in waits, 3 s at most."""
    with transaction.atomic():
        Auction.objects.select_for_update().get(pk=auction.pk)
        yield


def listens(web: Web) -> bool:
    with socket.socket() as line:
        return line.connect_ex((web.address.host, web.address.port)) == 0


@pytest.mark.parametrize("server", SERVERS)
def test_bidders_go_on_elsewhere_at_once(
    people: list[User], auction: Auction, make_site: MakeSite, server: str
) -> None:
    site = two_webs(make_site, server)
    with bidding(auction, people, site.webs[:1]) as bidders:
        eventually(lambda: count_bids(auction) >= 10, "bids")
        for bidder in bidders:
            bidder.webs = site.webs
        told = time.monotonic()
        assert site.web.end() in ENDED_WELL
        took = time.monotonic() - told
        eventually(lambda: all(bidder.connections > 1 for bidder in bidders), "everybody is back")
        enough = count_bids(auction) + 10
        eventually(lambda: count_bids(auction) >= enough, "bids at the other process")
    assert took < draining.LIMIT_SECONDS, "else only the limit ended it"
    assert [bidder.closed_with for bidder in bidders] == [[CloseCode.RESTARTING]] * 3
    promises_are_kept(auction, bidders)
    assert audit_auction(auction.pk) == []
    assert "Traceback" not in site.logs()


@pytest.mark.parametrize("server", SERVERS)
def test_what_is_in_hand_is_answered_and_nothing_new_comes_in(
    people: list[User], auction: Auction, make_site: MakeSite, server: str
) -> None:
    site = two_webs(make_site, server)
    client, lot = site.client(auction.pk, people[1]), str(cast.open_lot(auction))
    client.hello()
    deaf = site.client(auction.pk, people[0])  # never reads, so it never answers the close either
    deaf.send(type="hello")
    over_http: list[int] = []

    def bid_over_http() -> None:
        path, key = f"/api/auction/{auction.pk}/bids", {"Idempotency-Key": str(uuid4())}
        over_http.append(site.web.call("POST", path, people[2], {"lot": lot, "amount": 6}, key).status)
        connection.close()

    waits = Heartbeat.objects.filter(undecided__has_key=str(auction.pk))
    with locked(auction):
        caller = threading.Thread(target=bid_over_http)
        caller.start()
        eventually(waits.exists, "the bid over HTTP is in hand")
        client.send(type="bid", id=uuid4(), lot=lot, amount=5)
        time.sleep(0.5)  # so is this one
        ending = threading.Thread(target=site.web.end)
        ending.start()
        eventually(lambda: not listens(site.web), "nobody new comes in")
        assert ending.is_alive()
        assert listens(site.webs[1])
    result = client.wait_for("result")
    assert client.wait_closed() == CloseCode.RESTARTING
    caller.join(60)
    ending.join(60)
    assert not ending.is_alive()  # whoever doesn't listen holds nobody up
    assert result["code"] in ("ok", "too_low")
    assert over_http in ([200], [409])
    assert count_bids(auction) >= 1
    assert audit_auction(auction.pk) == []


def test_lots_wait_while_the_only_web_process_is_restarted(people: list[User], make_site: MakeSite) -> None:
    """As after a kill: nobody could bid meanwhile, so the time of it belongs to the lot."""
    site = make_site()
    site.add_web(), site.add_clock()
    site.ready()
    auction = make_room(people, lot_seconds=12)
    begin(auction, site, people[0])
    client = site.client(auction.pk, people[1])
    lot = client.hello()["state"]["lots"][0]
    eventually(lambda: str(auction.pk) in Heartbeat.objects.get(kind="web").rooms, "the process serves the room")
    assert site.web.end() in ENDED_WELL
    eventually(lambda: journal.now_ms() > lot["ends_at"] + 1_000, "the lot would be over")
    site.web.start()
    site.ready()
    again = site.client(auction.pk, people[1])
    again.hello()
    assert again.bid(lot["id"], 5)["ok"]


def served_rooms() -> set[str]:
    """The rooms that web processes have said they serve."""
    return {room for row in Heartbeat.objects.filter(kind="web") for room in row.rooms}


def test_lots_wait_while_two_web_processes_that_end_at_once_are_restarted(
    people: list[User], make_site: MakeSite
) -> None:
    """Each lives when the other is told to end, but nobody has the people of either."""
    site = two_webs(make_site, "daphne")
    rooms = [make_room(people, lot_seconds=20) for _ in site.webs]
    lots = []
    for auction, web in zip(rooms, site.webs, strict=True):
        begin(auction, site, people[0])
        lots.append(site.client(auction.pk, people[1], web).hello()["state"]["lots"][0])
    eventually(lambda: served_rooms() >= {str(auction.pk) for auction in rooms}, "each process serves a room")
    ending = [threading.Thread(target=web.end) for web in site.webs]
    for thread in ending:
        thread.start()
    for thread in ending:
        thread.join(30)
    assert not any(web.alive for web in site.webs)
    eventually(lambda: journal.now_ms() > max(lot["ends_at"] for lot in lots) + 1_000, "the lots would be over")
    site.ready()
    for auction, lot, web in zip(rooms, lots, site.webs, strict=True):
        again = site.client(auction.pk, people[1], web)
        again.hello()
        assert again.bid(lot["id"], 5)["ok"]
        assert Stall.objects.filter(auction_id=auction.pk).exists(), "what was lost is a stall"
