"""Our site, but for one thing: each event goes to the room in a frame of its own, written by itself.

`benchmarks/hot_lot.py` runs it as an ASGI application, to see what one frame a commit is worth.
"""

from collections.abc import Sequence
from contextlib import nullcontext

import django

django.setup()

from auctions.publish import broadcast
from auctions.rules.events import Event
from auctions.rules.evolve import evolve
from auctions.rules.state import AuctionState
from auctions.sockets import hub
from auctionsite.asgi import application

__all__ = ["application"]

_publish = broadcast.publish


def publish_each(state: AuctionState, events: Sequence[Event], before: AuctionState | None = None) -> None:
    """Tell the room of each event by itself, in their order, with what it changed for whom."""
    if before is None:  # the auction was made: nobody is in its room
        _publish(state, events)
        return
    for event in events:
        after = evolve(before, event)
        _publish(after, [event], before)
        before = after


broadcast.publish = publish_each
hub.frames_together = nullcontext  # type: ignore[assignment] # called without arguments, as here
