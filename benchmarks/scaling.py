"""Measure what one core carries: CPU of each part for a bid, for a frame to a socket, and for a socket at rest.

    DATA_DIR=.local/benchmark .venv/bin/python -m auctionsite.local exec -- \\
        .venv/bin/python -m benchmarks.scaling [--server daphne|uvicorn] [--seconds 20]

CPU time is counted, not the clock on the wall: it says the same on a busy machine and on a quiet one, and beside the
load itself, which shares the cores. Three loads on one web process, one clock, Postgres (with fsync) and Valkey:

- rest: a room of 200 sockets in which nobody bids; pings go on
- rooms: 20 rooms of 10 sockets, each socket bids every 5 s: 40 bids a second, 400 frames a second
- crowd: one room of 200 sockets with the same 40 bids a second: 8,000 frames a second

The web's time is taken as (bids × a) + (frames × b) + (sockets × c); the three loads give a, b and c. The other parts'
is told by bid. A socket is opened with its handshake, sign-in and snapshot, as in the second load. Memory is the web
process's resident memory a socket, at rest.
"""

import argparse
import asyncio
import json
import os
import platform
import random
import time
from collections.abc import Callable, Coroutine
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvloop

from auctionsite.local.place import Layout, data_folder
from auctionsite.local.processes import Records
from auctionsite.local.product import SERVERS
from auctionsite.local.servers import postgres
from benchmarks.room import Bidder, Cast, Tally, make_cast, running, with_bidders

TICKS = os.sysconf("SC_CLK_TCK")
SOCKETS, ROOMS, BIDS_PER_SECOND = 200, 20, 40
Play = Callable[[Bidder, float], Coroutine[Any, Any, None]]


# CPU and memory -------------------------------------------------------------------------------------
def cpu_seconds(pid: int) -> float:
    """User and system time of a process and of those of its children that it has buried; proc(5)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / TICKS


def resident_bytes(pid: int) -> int:
    """Memory that it has in use."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def pid_of(*words: str) -> int:
    """Of our child whose command has these words."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            command = (folder / "cmdline").read_bytes().decode().split("\0")
        except OSError:
            continue
        if parent == os.getpid() and all(word in command for word in words):
            return int(folder.name)
    raise SystemExit(f"No child of ours runs {' '.join(words)}.")


@dataclass(frozen=True)
class Parts:
    """The processes that are measured."""

    web: int
    clock: int

    def cpu(self) -> dict[str, float]:
        """CPU seconds so far, by part."""
        layout = Layout(data_folder())
        servers = [each.pid for cluster in layout.clusters for each in postgres.find_processes(cluster)]
        valkey = Records(layout.run).read("valkey")
        return {
            "web": cpu_seconds(self.web),
            "clock": cpu_seconds(self.clock),
            "postgres": sum(map(cpu_seconds, {*servers})),
            "valkey": cpu_seconds(valkey.pid) if valkey else 0.0,
        }


# Loads ----------------------------------------------------------------------------------------------
async def at_rest(bidder: Bidder, until: float) -> None:
    """Pings as a page does, every five seconds."""
    while (left := until - time.perf_counter()) > 0:
        await bidder.ws.send('{"type":"ping","t":0}')
        await asyncio.sleep(min(5.0, left))


async def bidding(bidder: Bidder, until: float) -> None:
    """A bid of one over the price every five seconds on average."""
    every = SOCKETS / BIDS_PER_SECOND
    await asyncio.sleep(random.uniform(0, every))  # noqa: S311 # spreads the load
    while time.perf_counter() < until:
        await bidder.bid(bidder.price + 1)
        await asyncio.sleep(random.uniform(0.7 * every, 1.3 * every))  # noqa: S311 # spreads the load


def loaded(parts: Parts, port: int, casts: list[Cast], seconds: float, play: Play) -> dict[str, float]:
    """CPU seconds of each part, bids, frames and sockets under one load."""

    async def all_rooms() -> tuple[dict[str, float], list[Tally]]:
        began: dict[str, float] = {}

        async def measured(bidder: Bidder, until: float) -> None:
            if not began:  # every socket is open
                began.update(parts.cpu())
            await play(bidder, until)

        tallies = await asyncio.gather(*(with_bidders(port, cast, seconds, measured) for cast in casts))
        return began, tallies

    before = parts.cpu()
    began, tallies = uvloop.run(all_rooms())
    spent = {part: seconds - began[part] for part, seconds in parts.cpu().items()}
    opening = {f"{part}_opening": began[part] - seconds for part, seconds in before.items()}
    bids = sum(tally.answered for tally in tallies)
    return {**spent, **opening, "bids": bids, "frames": bids * SOCKETS / len(casts), "sockets": SOCKETS}


# What it comes to -----------------------------------------------------------------------------------
def solved(rest: dict[str, float], rooms: dict[str, float], crowd: dict[str, float], seconds: float) -> dict[str, Any]:
    """The web's CPU a bid, a frame and a resting socket, in microseconds, and the others' a bid."""
    spent = [load["web"] - rest["web"] for load in (rooms, crowd)]
    bids, frames = ([load[what] for load in (rooms, crowd)] for what in ("bids", "frames"))
    both = bids[0] * frames[1] - bids[1] * frames[0]  # two equations, by Cramer's rule
    figures = {
        "web_us_a_bid": (spent[0] * frames[1] - spent[1] * frames[0]) / both,
        "web_us_a_frame": (bids[0] * spent[1] - bids[1] * spent[0]) / both,
        "web_us_a_resting_socket_and_second": rest["web"] / (SOCKETS * seconds),
        **{f"{part}_us_a_socket_opened": rooms[f"{part}_opening"] / SOCKETS for part in ("web", "postgres")},
        **{f"{part}_us_a_bid": (rooms[part] - rest[part]) / rooms["bids"] for part in ("clock", "postgres", "valkey")},
    }
    return {name: round(value * 1_000_000, 1) for name, value in figures.items()}


def main() -> None:
    """Measure and print, a JSON object a line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--server", choices=SERVERS, default=SERVERS[0])
    parser.add_argument("--seconds", type=float, default=20.0, help="of each load, 120 at most")
    options = parser.parse_args()
    seconds = min(options.seconds, 120.0)
    print(json.dumps({"machine": f"{os.cpu_count()} cores, Python {platform.python_version()}"}), flush=True)
    with ExitStack() as stack:
        [port] = stack.enter_context(running(options.server))
        parts = Parts(pid_of(options.server, str(port)), pid_of("run_clock"))
        empty = resident_bytes(parts.web)
        rest = loaded(parts, port, [make_cast(SOCKETS)], seconds, at_rest)
        memory = (resident_bytes(parts.web) - empty) / SOCKETS
        rooms = loaded(parts, port, [make_cast(SOCKETS // ROOMS) for _ in range(ROOMS)], seconds, bidding)
        crowd = loaded(parts, port, [make_cast(SOCKETS)], seconds, bidding)
    for name, load in (("rest", rest), ("rooms", rooms), ("crowd", crowd)):
        print(json.dumps({name: {key: round(value, 2) for key, value in load.items()}}))
    print(json.dumps({"server": options.server, **solved(rest, rooms, crowd, seconds), "socket_bytes": round(memory)}))


if __name__ == "__main__":
    main()
