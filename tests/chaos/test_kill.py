"""`kill -9` in the middle of a lot, with everybody bidding: the room goes on by itself, and nothing is lost."""

import time

import pytest
from django.db.models import Max

from accounts.models import User
from auctions.audit.run import audit_auction
from auctions.models import Auction, Heartbeat
from tests.bidders import bidding
from tests.chaos.rooms import assert_nothing_is_lost, begin, make_room, wait_for_bids, wait_for_the_end
from tests.live import MakeSite, eventually


def test_kill_of_the_web_process_in_the_middle_of_a_lot(people: list[User], make_site: MakeSite) -> None:
    site = make_site()
    site.add_web(), site.add_clock()
    site.ready()
    auction = make_room(people, lot_seconds=4)
    with bidding(auction, people, site.webs) as bidders:
        begin(auction, site, people[0])
        wait_for_bids(auction, site, 12)
        site.web.kill()
        site.web.start()  # the supervisor does it within two seconds
        wait_for_bids(auction, site, 3)
        wait_for_the_end(auction, site, bidders)
    assert all(bidder.connections >= 2 for bidder in bidders)
    assert_nothing_is_lost(auction, bidders)


def test_kill_of_one_of_two_web_processes(people: list[User], make_site: MakeSite) -> None:
    site = make_site()
    site.add_web(), site.add_web(), site.add_clock()
    site.ready()
    auction = make_room(people, lot_seconds=2)
    with bidding(auction, people, site.webs) as bidders:
        begin(auction, site, people[0])
        wait_for_bids(auction, site, 12)
        site.web.kill()
        wait_for_bids(auction, site, 6)
        site.web.start()
        wait_for_the_end(auction, site, bidders)
    assert_nothing_is_lost(auction, bidders)


def test_kill_of_the_clock_in_the_middle_of_a_lot(people: list[User], make_site: MakeSite) -> None:
    site = make_site()
    site.add_web(), site.add_clock()
    site.ready()
    auction = make_room(people, lot_seconds=2)
    with bidding(auction, people, site.webs) as bidders:
        begin(auction, site, people[0])
        wait_for_bids(auction, site, 6)
        site.clock.kill()
        wait_for_bids(auction, site, 3)
        site.clock.start()
        wait_for_the_end(auction, site, bidders)
    assert_nothing_is_lost(auction, bidders)


def test_two_clocks_close_each_lot_once(people: list[User], make_site: MakeSite) -> None:
    site = make_site()
    site.add_web(), site.add_clock(), site.add_clock()
    site.ready()
    auction = make_room(people, lot_seconds=1)
    with bidding(auction, people, site.webs) as bidders:
        begin(auction, site, people[0])
        wait_for_the_end(auction, site, bidders)
    assert_nothing_is_lost(auction, bidders)
    assert "Traceback" not in site.logs()


@pytest.mark.parametrize("part", ["web", "clock"])
def test_a_long_outage_pauses_as_of_its_beginning_and_waits(people: list[User], make_site: MakeSite, part: str) -> None:
    site = make_site()
    site.add_web(), site.add_clock()
    site.ready()
    auction = make_room(people, lot_seconds=60, outage_pause_seconds=4)
    begin(auction, site, people[0])
    client = site.client(auction.pk, people[1])
    client.hello()
    ends_at = client.lot["ends_at"]
    assert client.bid(client.lot["id"], 5)["ok"]
    lost = {"web": site.web, "clock": site.clock}[part]
    lost.kill()
    silent_since = last_sign_of_life(part)
    if part == "clock":  # nobody is there to notice before it is back
        eventually(lambda: time.time() * 1000 > silent_since + 4500, "an outage that is long enough")
        lost.start()
    eventually(lambda: Auction.objects.get(pk=auction.pk).status == "paused", "the pause")
    site.ready()
    back = site.client(auction.pk, people[0])
    back.hello()
    began = max(silent_since, ends_at - 60_000)  # the lot may have opened after the last sign of life
    assert back.state["auction"]["paused_at"] == began
    assert back.lot["remaining_ms"] == ends_at - began
    assert back.state["auction"]["pause_reason"]
    assert back.bid(back.lot["id"], 6)["code"] == "paused"
    assert back.command("resume")["ok"]
    resumed = back.wait_for_event("auction_resumed")["data"]["auction"]
    eventually(lambda: time.time() * 1000 > resumed["resumes_at"], "the end of 3-2-1")
    assert back.bid(back.lot["id"], 7)["ok"]
    assert Auction.objects.get(pk=auction.pk).status == "active"
    assert audit_auction(auction.pk) == []


def last_sign_of_life(kind: str) -> int:
    """Return when such a process was last seen, in epoch ms."""
    at = Heartbeat.objects.filter(kind=kind).aggregate(at=Max("at"))["at"]
    return int(at.replace(microsecond=at.microsecond // 1000 * 1000).timestamp() * 1000)
