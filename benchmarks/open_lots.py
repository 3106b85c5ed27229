"""Measure many open lots: the clock's steps, a bid, and the looks of the background, beside 200 slow auctions.

    .venv/bin/python -m auctionsite.local exec -- .venv/bin/python -m benchmarks.open_lots [--auctions 200] [--lots 50]

First there is one slow auction with ten open lots, and it is measured. Then come 200 with 50 open lots each, 10,000 in
all, and one of these is measured, and the small one again. Each figure is the least of so many times, in milliseconds,
since what else the machine does only adds to it; and how many times as much it is as with ten lots alone. What is
called CPU is that of our thread, which other programs don't lengthen; Postgres's isn't in it. There is no
web process and no real clock: what is measured takes turns with nothing.
"""

import argparse
import json
import os
import platform
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import cycle
from typing import Any
from uuid import uuid4

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "auctionsite.settings")
django.setup()

from django.core.management import call_command

from accounts.models import User
from auctions import engine, services
from auctions.clock import AuctionClock
from auctions.models import Auction
from auctions.notifying import ending, follower
from auctions.publish import broadcast
from auctions.rules.commands import SYSTEM, Actor, ActorRole, Begin, PlaceBid, SellNow
from auctions.rules.lots import has_place
from auctions.rules.state import LotStatus
from auctions.store import empty_rooms, journal, late_chain, room_report
from leagues import services as leagues
from leagues.built_in_sports import sport_of_key
from leagues.models import Asset
from leagues.settings.auction import AuctionSettings
from rollouts.propagation import snapshot

MANAGERS, QUEUED, SMALL = 12, 200, 10
BUDGET = 1_000_000_000


@dataclass(frozen=True)
class SlowAuction:
    """An auction under way, and the seats that bid in it."""

    row: Auction
    actors: list[Actor]


def make_assets(count: int) -> list[Asset]:
    """Assets for all auctions together."""
    sport = sport_of_key("football-players")
    tag = uuid4().hex[:8]
    rows = [Asset(sport=sport, external_id=f"{tag}-{n}", name=f"Player {n}", rank=n + 1) for n in range(count)]
    return Asset.objects.bulk_create(rows)


def make_auction(people: list[User], assets: list[Asset], lots: int) -> SlowAuction:
    """Begin an auction of which so many lots are open for a week."""
    settings = AuctionSettings(
        format="slow", slow_lots=lots, slow_lot_minutes=10_080, slow_apart_minutes=0, budget=BUDGET, slots_min=1,
        slots_max=100, early_end=False, break_seconds=0, grace_ms=0, quiet_hours="22:00–08:00",
    )  # fmt: skip
    league = leagues.create_league(people[0], "Benchmark", assets[0].sport, settings)
    for person in people[1:]:
        leagues.join_league(person, league.code)
    commissioner = Actor(user=people[0].pk, role=ActorRole.COMMISSIONER)
    row = services.create_auction(league, commissioner, waiting_room=True, assets=assets[: lots + QUEUED])
    engine.execute(row.pk, Begin(actor=SYSTEM))
    while has_place(engine.read(row.pk)):
        AuctionClock().close_next_due()
    seats = row.participants.values_list("member__user", "pk")
    actors = [Actor(user=user, role=ActorRole.MANAGER, participant=seat) for user, seat in seats]
    return SlowAuction(row, actors)


def timed(work: Callable[[], Any]) -> tuple[float, float]:
    """Milliseconds that it takes, and of our thread's CPU; what it sends to rooms leaves meanwhile, unwaited for."""
    began, cpu = time.perf_counter(), time.thread_time()
    work()
    took = (time.perf_counter() - began) * 1000, (time.thread_time() - cpu) * 1000
    broadcast.flush()
    return took


class Measurement:
    """The measured figures of one auction, beside whatever others there are."""

    def __init__(self, auction: SlowAuction) -> None:
        self.auction = auction
        self.bidders = cycle(auction.actors)
        self.clock = AuctionClock()

    def bid(self) -> None:
        """One manager outbids whoever leads the lot that ends last."""
        state = engine.read(self.auction.row.pk)
        lot = state.lots[state.open_lots[-1]]
        actor = next(each for each in self.bidders if each.participant != lot.leader)
        amount = (lot.price or 0) + 1
        bid = PlaceBid(actor=actor, lot=lot.id, amount=amount, arrived=journal.now_ms(), id=uuid4(), seen=lot.price)
        [outcome] = engine.execute(self.auction.row.pk, bid)
        assert outcome.ok, outcome

    def hammer(self) -> None:
        """The commissioner ends the first lot, on which somebody has bid: it is due now."""
        state = engine.read(self.auction.row.pk)
        lot = state.lots[state.open_lots[0]]
        if lot.leader is None:
            bid = PlaceBid(actor=next(self.bidders), lot=lot.id, amount=1, arrived=journal.now_ms())
            assert engine.execute(self.auction.row.pk, bid)[0].ok
        assert engine.execute(self.auction.row.pk, SellNow(actor=SYSTEM, lot=lot.id))[0].ok

    def step(self) -> None:
        """The clock finds what is due, closes the lot and opens the next."""
        open_before = engine.read(self.auction.row.pk).open_lots
        while engine.read(self.auction.row.pk).open_lots == open_before or has_place(engine.read(self.auction.row.pk)):
            self.clock.close_next_due()

    def run(self, times: int) -> dict[str, float]:
        """Return the least of each."""
        figures: dict[str, list[float]] = {}

        def note(name: str, work: Callable[[], Any]) -> None:
            for kind, took in zip((name, f"{name}, CPU"), timed(work), strict=True):
                figures.setdefault(kind, []).append(took)

        for _ in range(times):
            note("bid", self.bid)
            self.hammer()
            note("clock's step", self.step)
            note("clock's look when nothing is due", self.clock.close_next_due)
            note("look for stalls", room_report.stalled_auctions)
            note("look for empty rooms", empty_rooms.quiet_rooms)
            note("news of auctions", self.tell)
            note("look for news when nothing has moved", follower.next_auction)
            note("look for lots that end soon", ending.next_ending)
            note("look for journals without a chain", late_chain.next_unchained)
        return {name: round(min(each), 3) for name, each in figures.items()}

    def tell(self) -> None:
        """The follower finds each auction that has moved, and tells of it."""
        while (found := follower.next_auction()) is not None:
            follower.follow(found)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--auctions", type=int, default=200, help="how many slow ones there are, 1 to 1000")
    parser.add_argument("--lots", type=int, default=50, help="open in each, 1 to 200")
    parser.add_argument("--times", type=int, default=30, help="of which the least is shown, 3 to 1000")
    options = parser.parse_args()
    call_command("migrate", verbosity=0)
    leagues.import_shipped_clubs()
    follower_of_flags = snapshot.follow("bench")
    people = [User.objects.create_user(f"{uuid4().hex}@bench.invalid", f"Bidder {n}") for n in range(MANAGERS)]
    assets = make_assets(min(max(options.lots, 1), 200) + QUEUED)
    few = Measurement(make_auction(people, assets, SMALL))
    alone = few.run(options.times)
    others = [make_auction(people, assets, options.lots) for _ in range(min(max(options.auctions, 1), 1000))]
    open_lots = sum(row.lots.filter(status=LotStatus.OPEN).count() for row in (each.row for each in others))
    Measurement(others[0]).tell()
    many, again = Measurement(others[-1]).run(options.times), few.run(options.times)
    follower_of_flags.stop()
    shown = {
        name: {
            "ten, alone": took,
            f"{options.lots} of {open_lots}": many[name],
            "times": round(many[name] / took, 2),
            "ten of all": again[name],
            "times ten of all": round(again[name] / took, 2),
        }
        for name, took in alone.items()
    }
    print(f"{os.cpu_count()} cores, Python {platform.python_version()}; milliseconds, the least of {options.times}")
    print(json.dumps(shown, indent=1))


if __name__ == "__main__":
    main()
