"""A process that bids on the open lot, one bid after the other, and prints each answer before it asks again.

What it has printed is what a bidder was told: kept by whoever reads it, outside of the database.
"""

import json
import sys
import uuid
from itertools import cycle

import django


def main(auction: str, seats: str) -> None:
    """`seats` is a JSON list of (user, participant), who take turns, until the database is gone."""
    django.setup()
    from django.db import DatabaseError
    from psycopg import Error as PsycopgError

    from auctions import engine
    from auctions.rules.commands import Actor, ActorRole, PlaceBid
    from auctions.store import journal

    auction_id = uuid.UUID(auction)
    state = engine.read(auction_id)
    lot = state.open_lots[0]
    for price, (user, seat) in enumerate(cycle(json.loads(seats)), start=1):
        actor = Actor(user=user, role=ActorRole.MANAGER, participant=seat)
        try:
            bid = PlaceBid(actor=actor, lot=lot, amount=price, arrived=journal.now_ms(), id=uuid.uuid4())
            [outcome] = engine.execute(auction_id, bid)
        except (DatabaseError, PsycopgError):
            return
        print(json.dumps({"id": str(bid.id), "amount": price, **outcome.to_json()}), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
