"""`kill -9` of a process that held an auction in its memory: another goes on from a snapshot and the events since."""

import re
import signal

import pytest

from accounts.models import User
from auctions.models import Auction, AuctionEvent, AuctionSnapshot
from auctions.rules.commands import Begin
from tests import cast
from tests.bidders import bidding
from tests.chaos.rooms import assert_nothing_is_lost, begin, make_room, wait_for_bids, wait_for_the_end
from tests.live import MakeSite, Part, eventually

RECOVERS = {
    "FEATURE_USE_STATE_PERSISTENCE": "true",
    "FEATURE_ENABLE_STATE_SNAPSHOTS": "true",
    "FEATURE_ENABLE_STATE_RECOVERY": "true",
}


def recoveries(part: Part) -> list[int]:
    """Return how many events each recovery from a snapshot merged, by the log."""
    lines = [line for line in part.log.splitlines() if "state.recovered" in line and "from=snapshot" in line]
    return [int(found[1]) for line in lines if (found := re.search(r"events=(\d+)", line))]


def test_another_process_goes_on_from_a_snapshot(people: list[User], make_site: MakeSite) -> None:
    site = make_site(**RECOVERS, SNAPSHOT_EVENTS="7", SNAPSHOT_SECONDS="0")
    site.add_web(), site.add_clock()
    site.ready()
    auction = make_room(people, lot_seconds=4)
    with bidding(auction, people, site.webs) as bidders:
        begin(auction, site, people[0])
        wait_for_bids(auction, site, 20)
        assert AuctionSnapshot.objects.filter(auction=auction).exists()
        site.web.kill()
        other = site.add_web()
        for bidder in bidders:
            bidder.webs = [other]
        eventually(lambda: recoveries(other), "a recovery", 60)
        wait_for_bids(auction, site, 3)
        wait_for_the_end(auction, site, bidders)
    assert_nothing_is_lost(auction, bidders)
    assert "state.snapshot_unreadable" not in site.logs()


@pytest.mark.parametrize("server", ["daphne", "uvicorn"])
def test_web_process_told_to_end_leaves_a_snapshot(people: list[User], make_site: MakeSite, server: str) -> None:
    site = make_site(**RECOVERS, SNAPSHOT_EVENTS="500")
    web = site.add_web(server)
    site.ready()
    auction = make_room(people, lot_seconds=600)
    begin(auction, site, people[0])
    client = site.client(auction.pk, people[1])
    client.hello()
    assert client.bid(client.lot["id"], 5)["ok"]
    client.hang_up()
    assert not AuctionSnapshot.objects.exists()
    web.end()
    head = Auction.objects.get(pk=auction.pk).seq
    assert list(AuctionSnapshot.objects.values_list("auction", "seq")) == [(auction.pk, head)], web.log
    site.ready()
    back = site.client(auction.pk, people[2])
    assert back.hello()["seq"] == head
    assert recoveries(web) == [0]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_clock_told_to_end_leaves_a_snapshot(people: list[User], make_site: MakeSite, number: signal.Signals) -> None:
    site = make_site(**RECOVERS, SNAPSHOT_EVENTS="500")
    clock = site.add_clock()
    auction = make_room(people, lot_seconds=1)
    cast.do(auction, Begin(actor=cast.actor_in(auction.league)))
    closed = AuctionEvent.objects.filter(auction=auction, kind="lot_unsold")
    eventually(closed.exists, "the clock to close a lot")
    assert clock.end(number) == 0
    head = Auction.objects.get(pk=auction.pk).seq
    assert list(AuctionSnapshot.objects.values_list("auction", "seq")) == [(auction.pk, head)], clock.log
