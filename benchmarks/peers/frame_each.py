"""Our site, but for one thing: each event goes to the room in a frame of its own, not all of a commit in one.

`benchmarks/hot_lot.py` runs it as an ASGI application, to see what one frame a commit is worth.
"""

from collections.abc import Sequence
from dataclasses import replace

import django

django.setup()

from auctions.publish import broadcast
from auctions.rules.events import Event
from auctions.rules.state import AuctionState
from auctionsite.asgi import application

__all__ = ["application"]

_publish = broadcast.publish


def publish_each(state: AuctionState, events: Sequence[Event], before: AuctionState | None = None) -> None:
    """Tell the room of each event by itself, in their order."""
    for event in events:
        _publish(replace(state, seq=event.seq), [event])


broadcast.publish = publish_each
