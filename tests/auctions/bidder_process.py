"""A process of its own that bids on one lot from several threads; test_engine_concurrency.py starts some of these.

It says `ready`, waits for a line, bids, and prints a JSON list of what it was told. FORGETFUL is how likely its memory
is lost before a bid, from 0 to 1.
"""

import json
import os
import sys
import uuid
from concurrent.futures import ThreadPoolExecutor
from random import Random
from typing import Any

import django

BIDS_PER_THREAD = 6


def bid_often(auction: str, lot: int, user: int, seat: int, seed: int) -> list[dict[str, Any]]:
    """Bids of one manager at one device; every third is sent a second time, as after a lost answer."""
    from django.db import connection

    from auctions.store import state_cache

    forgetful = float(os.environ.get("FORGETFUL", "0"))
    dice = Random(seed)  # noqa: S311 # no secret
    told = []
    for number in range(BIDS_PER_THREAD):
        if dice.random() < forgetful:
            state_cache.memory.forget(uuid.UUID(auction))
        bid = new_bid(auction, lot, user, seat, dice)
        told.append(send_bid(auction, bid))
        if number % 3 == 0:
            told.append(send_bid(auction, bid))
    connection.close()
    return told


def new_bid(auction: str, lot: int, user: int, seat: int, dice: Random) -> Any:
    """A little over the price that this process knows; by then it may be too low."""
    from auctions import engine
    from auctions.rules.commands import Actor, ActorRole, PlaceBid
    from auctions.store import journal

    price = engine.read(uuid.UUID(auction)).lots[lot].price or 0
    actor = Actor(user=user, role=ActorRole.MANAGER, participant=seat)
    command_id = uuid.UUID(int=dice.getrandbits(128))
    return PlaceBid(actor=actor, lot=lot, amount=price + dice.randint(1, 4), arrived=journal.now_ms(), id=command_id)


def send_bid(auction: str, bid: Any) -> dict[str, Any]:
    """Send a bid, again if the lock can't be had; what was answered."""
    from auctions import engine

    while True:
        try:
            [outcome] = engine.execute(uuid.UUID(auction), bid)
        except engine.AuctionBusy:
            continue
        return {"id": str(bid.id), "user": bid.actor.user, "amount": bid.amount, **outcome.to_json()}


def main(auction: str, lot: str, seats: str, seed: str) -> None:
    """`seats` is a JSON list of (user, participant), one thread for each."""
    django.setup()
    print("ready", flush=True)
    sys.stdin.readline()
    people = json.loads(seats)
    with ThreadPoolExecutor(len(people)) as pool:
        running = [
            pool.submit(bid_often, auction, int(lot), user, seat, int(seed) * 100 + place)
            for place, (user, seat) in enumerate(people)
        ]
        print(json.dumps([told for each in running for told in each.result()]), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
