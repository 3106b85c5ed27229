"""Measure counting and logging on a bid's way, in microseconds and as a share of the bid itself.

    .venv/bin/python -m auctionsite.local exec -- .venv/bin/python -m benchmarks.observe 2>/dev/null

The bid is one command through `engine.execute`, in a transaction of its own, on the real database. Everything is the
best of several rounds. The lines that are measured go to standard error.
"""

import json
import os
import platform
import time
import timeit
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import uuid4

import django
import structlog

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "auctionsite.settings")
os.environ["LOG_FORMAT"] = "json"
django.setup()

from auctions import engine
from auctions.publish import telemetry
from auctions.rules.codes import Code
from auctions.rules.commands import PlaceBid
from auctions.store import journal
from auctionsite.observability import exposition, metrics, scrubbing
from benchmarks.room import make_cast

ROUNDS, TIMES = 7, 2000
log = structlog.get_logger("auctions")


def microseconds(work: Callable[[], Any], times: int = TIMES) -> float:
    """One of it, in the best round."""
    return min(timeit.repeat(work, number=times, repeat=ROUNDS)) / times * 1e6


def bids() -> float:
    """One accepted bid a transaction, with all that is counted."""
    cast, amount = make_cast(2), 0

    def bid() -> None:
        nonlocal amount
        amount += 1
        command = PlaceBid(
            actor=cast.actors[amount % 2], id=uuid4(), lot=cast.lot, amount=amount, arrived=journal.now_ms()
        )
        assert engine.execute(cast.auction, command)[0].ok

    return microseconds(bid, 100)


def main() -> None:
    """Measure and print."""
    cast = make_cast(2)
    state = engine.read(cast.auction)
    bid = PlaceBid(actor=cast.actors[0], id=uuid4(), lot=cast.lot, amount=1, arrived=int(time.time() * 1000))
    failed = partial(telemetry.log_failed_bids, state.auction.id, state.auction.league, [(bid, Code.TOO_LOW, None)])
    label = ("web", "here/1")
    figures = {
        "machine": f"{os.cpu_count()} cores, Python {platform.python_version()}",
        "bid": bids(),
        "count_answer": microseconds(partial(telemetry.count_answer, bid, Code.OK)),
        "observe_broadcast": microseconds(partial(metrics.BROADCAST_SECONDS.observe, 0.01)),
        "log_failed_bid": microseconds(failed),
        "scrub_line": microseconds(partial(scrubbing.scrub, {"auctionId": state.auction.id, "code": "too_low"})),
        "report": microseconds(lambda: exposition.pack_metrics(label, metrics.REGISTRY.collect()), 20),
        "page": microseconds(lambda: exposition.render_metrics([]).text, 20),
    }
    print(json.dumps({key: round(each, 1) if isinstance(each, float) else each for key, each in figures.items()}))


if __name__ == "__main__":
    main()
