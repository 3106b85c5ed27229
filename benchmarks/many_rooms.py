"""Measure whether many auctions disturb each other: 1, 10 and 100 of ten bidders who bid about once in ten seconds.

    DATA_DIR=.local/benchmark .venv/bin/python -m auctionsite.local exec -- \\
        .venv/bin/python -m benchmarks.many_rooms [--rooms 1,10,100] [--every 10] [--server uvicorn|daphne]
        [--seconds 10] [--rounds 3] [--json]

Everybody bids from a random moment on, whether they are answered or not. The sides take turns in each round, each
number of rooms on one web process and on two, which have the sockets of each room in turn; medians of the rounds are
told, p50 and p99 in ms: `answer`, `each` (the event at each socket of the room), and `last` (the event at the last).
CPU is that of both web processes from the first bid on, without connecting. Ratios are the p99 of the event at each
socket, with the most rooms ÷ with the fewest.

Limits on rates are off. A clock and both web processes run all the time; with one, the other is at rest. The load is a
process of its own on the same cores; `load_cpu` is its share of one.
"""

import argparse
import json
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from itertools import count
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "auctionsite.settings")
os.environ.setdefault("LOG_LEVEL", "WARNING")
django.setup()

from auctions import engine
from auctions.rules.commands import SYSTEM, Cancel
from auctionsite.local.product import SERVERS
from benchmarks.commits import MACHINE, in_turns, medians
from benchmarks.hot_lot import LoadFigures
from benchmarks.latency import calm_load
from benchmarks.room import Cast, make_cast, running
from benchmarks.scaling import pid_of
from rollouts.propagation import snapshot

BIDDERS, WEBS = 10, 2
BIDS_APART = 100_000
"""Of two measurements in the same room: more than anybody bids in one."""


def play(casts: list[Cast], ports: list[int], webs: list[int], floors: "count[int]", told: LoadFigures) -> LoadFigures:
    """Let all rooms be bid in at once; their sockets are at these ports in turn."""
    above = next(floors)
    rooms: list[dict[str, Any]] = [
        {
            "urls": [f"ws://127.0.0.1:{port}/ws/auction/{cast.auction}/" for port in ports],
            "lot": str(cast.lot),
            "above": above,
            "bidders": cast.tokens,
            "watchers": [],
        }
        for cast in casts
    ]
    return calm_load(webs, rooms, told["seconds"], told["every"], greets=True)


@contextmanager
def open_room() -> Iterator[Cast]:
    """A running auction, which is cancelled at the end: the next clock that starts would pause it before it beats."""
    cast = make_cast(BIDDERS, empty_room_seconds=0)
    try:
        yield cast
    finally:
        engine.execute(cast.auction, Cancel(actor=SYSTEM, reason="Measured."))


def measure(sizes: list[int], server: str, told: LoadFigures, rounds: int) -> dict[str, object]:
    """All figures and ratios."""
    floors = count(0, BIDS_APART)
    with running(server, WEBS) as ports, ExitStack() as stack:
        # not before: a clock pauses what ran without a web
        casts = [stack.enter_context(open_room()) for _ in range(max(sizes))]
        webs = [pid_of(server, str(port)) for port in ports]
        sides: dict[str, Callable[[], LoadFigures]] = {
            called(rooms, used): partial(play, casts[:rooms], ports[:used], webs, floors, told)
            for rooms in sizes
            for used in range(1, WEBS + 1)
        }
        play(casts[:1], ports, webs, floors, {"seconds": 1.0, "every": 0.5})  # once, before anything is measured
        of_rounds = in_turns(sides, rounds)
    middle = {name: medians(each) for name, each in of_rounds.items()}
    p99 = {name: each["each_p99_ms"] for name, each in middle.items()}
    most, fewest = max(sizes), min(sizes)
    ratios = {
        f"{most} rooms ÷ {fewest}, {used} web": round(p99[called(most, used)] / p99[called(fewest, used)], 2)
        for used in range(1, WEBS + 1)
    }
    return {"machine": MACHINE, "server": server, "medians": middle, "ratios": ratios, "rounds": of_rounds}


def called(rooms: int, used: int) -> str:
    """A side's name."""
    return f"{rooms} rooms, {used} web"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rooms", default="1,10,100", help="how many at once, 300 at most")
    parser.add_argument("--every", type=float, default=10.0, help="seconds between two bids of a bidder, about")
    parser.add_argument("--server", choices=SERVERS, default=SERVERS[0])
    parser.add_argument(
        "--seconds",
        type=float,
        default=10.0,
        help="of each measurement: --every at least, so that everybody bids, and 60 at most",
    )
    parser.add_argument("--rounds", type=int, default=3, help="3 at least, 20 at most")
    parser.add_argument("--json", action="store_true", help="with the figures of each round")
    options = parser.parse_args()
    snapshot.follow("bench")  # as the product's own processes do
    sizes = [min(max(int(each), 1), 300) for each in options.rooms.split(",")]
    every = min(max(options.every, 0.1), 60.0)
    told = {"seconds": min(max(options.seconds, every), 60.0), "every": every}
    figures = measure(sizes, options.server, told, min(max(options.rounds, 3), 20))
    if not options.json:
        figures.pop("rounds")
    print(json.dumps(figures, indent=None if options.json else 2, ensure_ascii=False))


if __name__ == "__main__":
    main()
