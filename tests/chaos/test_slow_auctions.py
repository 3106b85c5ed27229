"""Slow auctions over real sockets, fifty times as fast as leagues play them, whose clock is killed twice."""

import time
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from auctions import engine
from auctions.models import Auction, AuctionEvent
from auctions.rules.pace.quiet_hours import later
from auctions.services import create_auction
from auctionsite.postgresql.clock import database_now
from leagues.models import Asset
from leagues.services import create_league, join_league
from leagues.settings.auction import AuctionSettings
from leagues.settings.quiet_hours import read_quiet_hours
from tests import cast
from tests.auctions.bots.evenings import put_on_list, recorded_footballers
from tests.bidders import SlowBidder, bidding
from tests.chaos.rooms import assert_nothing_is_lost, begin, wait_for_bids
from tests.live import MakeSite, Site, eventually
from tests.recorded import needs_recorded_data
from tests.thoroughness import at_night

CLOSES = ("lot_sold", "lot_unsold")
SLOW: dict[str, Any] = {
    "format": "slow",
    "grace_ms": 100,
    "budget": 200,
    "slots_min": 1,
    "slots_max": 15,
    "empty_room_seconds": 0,
    "outage_pause_seconds": 600,
}


def slow_auction(people: Sequence[User], assets: list[Asset], **settings: Any) -> Auction:
    """One that waits to begin."""
    league = create_league(people[0], "The Slow League", assets[0].sport, AuctionSettings(**SLOW | settings))
    for user in people[1:]:
        join_league(user, league.code)
    return create_auction(league, cast.actor_in(league), waiting_room=True, assets=assets)


def kill_the_clock(site: Site, seconds: float) -> None:
    """Kill it, and start it again so much later; meanwhile people bid."""
    site.clock.kill()
    time.sleep(seconds)
    site.clock.start()


def lots_of(auction: Auction) -> tuple[int, int, list[tuple[int, int]]]:
    """Return how many lots were open at once at most, how many closed, and when each of these was to end and did."""
    opened, most, ends = set[int](), 0, list[tuple[int, int]]()
    for event in AuctionEvent.objects.filter(auction=auction, kind__startswith="lot_").order_by("seq"):
        lot = event.payload["detail"].get("lot")
        if event.kind == "lot_started":
            opened.add(lot)
        elif event.kind in CLOSES:
            opened.discard(lot)
            [closed] = [each for each in event.payload["lots"] if each["id"] == lot]
            ends.append((closed["ends_at"], int(event.at.timestamp() * 1000)))
        most = max(most, len(opened))
    return most, len(ends), ends


def money_is_right(auction: Auction) -> None:
    """Assert that what each was given is what they have, what is held on lots that they lead, and what they paid."""
    state = engine.read(auction.pk)
    for seat in state.participants.values():
        led = sum(lot.price or 0 for lot in state.lots.values() if lot.leader == seat.id and lot.id in state.open_lots)
        assert seat.held == led
        assert seat.spent == sum(slot.price for slot in seat.roster)
        assert seat.granted == seat.available + seat.held + seat.spent


def test_slow_auction_to_its_end_while_its_clock_is_killed_twice(people: list[User], make_site: MakeSite) -> None:
    site = make_site()
    site.add_web(), site.add_clock()
    site.ready()
    cast.make_football()
    auction = slow_auction(people, list(Asset.objects.select_related("sport")[:18]), slow_lots=9)
    with bidding(auction, people, site.webs, kind=SlowBidder) as bidders:
        begin(auction, site, people[0])
        for _ in range(2):
            wait_for_bids(auction, site, 30)
            kill_the_clock(site, seconds=1)
        eventually(lambda: Auction.objects.get(pk=auction.pk).status == "completed", "the end", 120)
        for bidder in bidders:
            bidder.join(30)
            assert bidder.sees_the_end or bidder.trouble, bidder.user.name
    assert_nothing_is_lost(auction, bidders)
    most, closed, _ = lots_of(auction)
    assert (most, closed) == (9, 18)
    money_is_right(auction)


@at_night
@needs_recorded_data
@pytest.mark.timeout(1800)
def test_ten_minutes_of_twelve_people_and_820_players_are_eight_hours(
    transactional_db: None, make_site: MakeSite
) -> None:
    """A minute stands for fifty: lots are open for 100 of them, a new leader leaves 50, and so long is the night."""
    night = database_now() + timedelta(minutes=4)
    quiet = "–".join(f"{at:%H:%M}" for at in (night, night + timedelta(minutes=1)))
    people = [cast.make_user(f"P{number}") for number in range(12)]
    assets = put_on_list("football-players", recorded_footballers())
    auction = slow_auction(
        people, assets, slow_lots=60, slow_lot_minutes=2, slow_reset_minutes=1, slots_max=70, budget=2000,
        early_end=False, quiet_hours=quiet,
    )  # fmt: skip
    site = make_site()
    site.add_web(), site.add_clock()
    site.ready()
    with bidding(auction, people, site.webs, pause=0.5, kind=SlowBidder) as bidders:
        begin(auction, site, people[0])
        until = time.monotonic() + 600
        for rest in (400, 200):
            while time.monotonic() < until - rest:
                time.sleep(1)
            kill_the_clock(site, seconds=10)
        while time.monotonic() < until:
            time.sleep(1)
        for bidder in bidders:
            bidder.end()
    assert_nothing_is_lost(auction, bidders)
    most, closed, ends = lots_of(auction)
    assert most == 60
    assert closed >= 120, "two rounds of open lots, of which there is time for three"
    stands_still = read_quiet_hours(quiet, "UTC")
    assert all(at <= was and later(stands_still, at, 0) == at for at, was in ends), "none too early, none by night"
    money_is_right(auction)
    late = sorted(was - at for at, was in ends)
    bids = AuctionEvent.objects.filter(auction=auction, kind="bid_placed").count()
    middle, most_late = late[len(late) // 2], late[-1]
    print(f"{len(assets)} players, {closed} lots closed, {bids} bids; late by {middle} ms, at most {most_late} ms")
