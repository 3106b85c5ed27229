"""Measure the rules alone: CPU microseconds of a bid, and milliseconds of what moves everybody's limits.

    .venv/bin/python -m benchmarks.decide

No database and no sockets. Each figure is the best of several rounds, but for the turns: a whole auction is played
once, in which managers put up what they can pay for, often as high as they may go, so that money is soon short.
"""

import json
import os
import platform
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "auctionsite.settings")
os.environ.setdefault("ENVIRONMENT", "test")
os.environ.setdefault("SECRET_KEY", "of no site: nothing is signed here")
django.setup()

from auctions.rules import money
from auctions.rules.commands import SYSTEM, Actor, ActorRole, Begin, Command, Nominate, PlaceBid, Tick
from auctions.rules.creation import create_state
from auctions.rules.decide import decide
from auctions.rules.state import AuctionHeader, AuctionState, AuctionStatus, LotState, ParticipantState
from leagues.settings.auction import AuctionSettings

ROUNDS, BIDS = 7, 500
POSITIONS = ("GK", "DEF", "DEF", "DEF", "MID", "MID", "FWD")
LIMITS = "GK: 2, DEF: 5, MID: 5, FWD: 3, each club: at most 3"


@dataclass
class ListedPlayer:
    """An asset as limits look at it."""

    position: str
    club: str
    country: str = ""


def waiting_auction(seats: int, prices: Sequence[int], **settings: Any) -> AuctionState:
    """An auction that hasn't begun, with a lot for each opening price."""
    chosen = AuctionSettings(**{"budget": 1_000_000, "lot_seconds": 3600, "break_seconds": 0, **settings})
    header = AuctionHeader(
        id="a", league="l", status=AuctionStatus.WAITING, settings=chosen, waiting_room=True, mode=chosen.mode
    )
    state, _ = create_state(
        header,
        [
            LotState(
                id=n,
                number=n,
                asset=n,
                opening_price=price,
                groups=chosen.groups_of(ListedPlayer(POSITIONS[n % len(POSITIONS)], f"Club {n % 20}")),
            )
            for n, price in enumerate(prices, start=1)
        ],
        [ParticipantState(id=n, member=n) for n in range(1, seats + 1)],
        now=0,
        actor=None,
    )
    return state


def new_auction(seats: int, lots: int, **settings: Any) -> AuctionState:
    """An auction whose first lot is open."""
    state = waiting_auction(seats, [1] * lots, **settings)
    return after(after(state, Begin(actor=SYSTEM), 1), Tick(actor=SYSTEM), 2)


def after(state: AuctionState, command: Command, now: int) -> AuctionState:
    """The state after an accepted command."""
    decision = decide(state, command, now)
    assert decision.rejection is None, decision.rejection
    return decision.state


def bid_in_turn(state: AuctionState, bids: int) -> AuctionState:
    """Let the seats outbid each other on the open lot."""
    [lot], seats = state.open_lots, [*state.participants]
    price = state.lots[lot].price or 0
    for n in range(1, bids + 1):
        seat = seats[n % len(seats)]
        actor = Actor(user=seat, role=ActorRole.MANAGER, participant=seat)
        state = after(state, PlaceBid(actor=actor, lot=lot, amount=price + n, arrived=3), 3)
    return state


def cpu_seconds(work: Callable[[], Any]) -> float:
    """The processor's time of the best round."""
    best = float("inf")
    for _ in range(ROUNDS):
        since = time.process_time()
        work()
        best = min(best, time.process_time() - since)
    return best


def measure(state: AuctionState) -> dict[str, float]:
    """A bid in µs; the sale of a lot, with the next one's opening, in ms."""
    led = bid_in_turn(state, 1)
    [lot] = led.open_lots
    due = (led.lots[lot].ends_at or 0) + led.auction.settings.grace_ms
    return {
        "bid_us": round(cpu_seconds(lambda: bid_in_turn(state, BIDS)) / BIDS * 1e6, 1),
        "sale_ms": round(cpu_seconds(lambda: after(led, Tick(actor=SYSTEM), due)) * 1e3, 1),
    }


def measure_turns() -> dict[str, float]:
    """The decisions of an auction in turns, of 820 lots with opening prices and limits: the longest and all, in ms."""
    dice = random.Random(1)  # noqa: S311 # the same each time
    prices = [40 + int(100 * dice.random() ** 2) for _ in range(820)]
    state = waiting_auction(12, prices, budget=1000, mode="nomination", slots_min=15, slots_max=15, limits=LIMITS)
    state, now, took = after(state, Begin(actor=SYSTEM), 1), 1, []
    while not state.auction.status.over:
        command: Command = Tick(actor=SYSTEM)
        now += 4_000_000
        if (seat := state.auction.nominator) is not None and dice.random() < 0.8:
            queued = state.queued()
            lot = next(each for each in dice.sample(queued, len(queued)) if can_put_up(state, seat, each))
            most = int(money.max_bid(state, state.participants[seat], lot) * dice.random() ** 2)
            actor = Actor(user=seat, role=ActorRole.MANAGER, participant=seat)
            now = (state.auction.turn_ends_at or now) - 1
            command = Nominate(actor=actor, asset=lot.asset, amount=max(lot.opening_price, most), arrived=now)
        since = time.process_time()
        state = after(state, command, now)
        took.append(time.process_time() - since)
    return {"longest_ms": round(max(took) * 1e3, 1), "all_ms": round(sum(took) * 1e3), "sold": state.auction.lots_sold}


def can_put_up(state: AuctionState, seat: int, lot: LotState) -> bool:
    return money.can_bid(state, state.participants[seat], lot)


def main() -> None:
    """Measure and print."""
    figures = {
        "machine": f"{os.cpu_count()} cores, Python {platform.python_version()}",
        "100 seats, 36 lots": measure(new_auction(100, 36)),
        "12 seats, 820 lots": measure(new_auction(12, 820, slots_min=15, slots_max=15)),
        "12 seats, 820 lots, limits": measure(new_auction(12, 820, slots_min=15, slots_max=15, limits=LIMITS)),
        "turns of 12 seats, 820 lots, limits": measure_turns(),
    }
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
