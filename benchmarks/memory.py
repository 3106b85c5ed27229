"""Measure the memory of a socket, a room with people in it, and a running auction in the processes that have them.

    DATA_DIR=.local/benchmark .venv/bin/python -m auctionsite.local exec -- \\
        .venv/bin/python -m benchmarks.memory [--rooms 100] [--server uvicorn|daphne] [--json]

One web process serves a crowd: ten sockets for each of so many rooms, all of them in one room. Another serves as many
sockets, ten in each room. Told is resident memory, in kB: of the first process a socket; by how much more the second
takes, a room; and what the clock takes more when all these auctions run, an auction. Each of the sockets has said hello
and got its snapshot; both web processes and the clock have served one room before anything is measured.
"""

import argparse
import asyncio
import json
import os
import time
from contextlib import AsyncExitStack, ExitStack
from uuid import uuid4

import django
import uvloop

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "auctionsite.settings")
os.environ.setdefault("LOG_LEVEL", "WARNING")
os.environ.setdefault("SOCKETS_PER_PERSON", "100000")  # those of the crowd are one person's
django.setup()

from websockets.asyncio.client import connect

from accounts.models import User
from accounts.sign_in.devices import sign_in_tokens
from auctionsite.local.product import SERVERS
from benchmarks.commits import MACHINE
from benchmarks.many_rooms import BIDDERS, open_room
from benchmarks.room import Cast, running
from benchmarks.scaling import pid_of, resident_bytes
from rollouts.propagation import snapshot

SETTLING_SECONDS = 6.0
"""A clock has seen new auctions, and sockets have all they are sent at first."""
AT_ONCE = 20
"""So many sockets are opened at once."""
OPEN_SECONDS_AT_MOST = 300.0


async def memory_with(port: int, pid: int, people: list[tuple[Cast, str]]) -> int:
    """Open a socket for each person in their room; return the process's memory then, in bytes."""
    turns = asyncio.Semaphore(AT_ONCE)
    async with asyncio.timeout(OPEN_SECONDS_AT_MOST), AsyncExitStack() as sockets:

        async def enter(cast: Cast, token: str) -> None:
            async with turns:
                socket = await sockets.enter_async_context(
                    connect(
                        f"ws://127.0.0.1:{port}/ws/auction/{cast.auction}/",
                        subprotocols=["auction.v1", f"bearer.{token}"],  # type: ignore[list-item] # NewType of str
                        compression=None,
                        max_size=None,
                    )
                )
                await socket.send('{"type":"hello"}')
                await socket.recv()

        await asyncio.gather(*(enter(cast, token) for cast, token in people))
        await asyncio.sleep(SETTLING_SECONDS)
        return resident_bytes(pid)


def measure(rooms: int, server: str) -> dict[str, object]:
    """All figures."""
    watcher = sign_in_tokens(User.objects.create_user(f"{uuid4().hex}@bench.invalid", "Olga", is_staff=True))["access"]
    with running(server, 2) as ports, ExitStack() as stack:
        webs, clock = [pid_of(server, str(port)) for port in ports], pid_of("run_clock")
        first = stack.enter_context(open_room())
        for port, pid in zip(ports, webs, strict=True):
            uvloop.run(memory_with(port, pid, [(first, first.tokens[0])]))
        webs_at_rest, clock_at_rest = [resident_bytes(pid) for pid in webs], resident_bytes(clock)
        casts = [stack.enter_context(open_room()) for _ in range(rooms)]
        time.sleep(SETTLING_SECONDS)
        clocks_growth = resident_bytes(clock) - clock_at_rest
        crowd = [(first, watcher)] * (rooms * BIDDERS)
        spread = [(cast, token) for cast in casts for token in cast.tokens]
        grown = [
            uvloop.run(memory_with(port, pid, people)) - before
            for port, pid, people, before in zip(ports, webs, (crowd, spread), webs_at_rest, strict=True)
        ]
    return {
        "machine": MACHINE,
        "server": server,
        "web_mb_at_rest": round(webs_at_rest[0] / 1e6, 1),
        "clock_mb_at_rest": round(clock_at_rest / 1e6, 1),
        "web_kb_a_socket": round(grown[0] / len(crowd) / 1e3, 1),
        "web_kb_a_room_more": round((grown[1] - grown[0]) / rooms / 1e3, 1),
        "clock_kb_a_running_auction": round(clocks_growth / rooms / 1e3, 1),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rooms", type=int, default=100, help="from 10 to 300")
    parser.add_argument("--server", choices=SERVERS, default=SERVERS[0])
    parser.add_argument("--json", action="store_true", help="one JSON object on one line")
    options = parser.parse_args()
    snapshot.follow("bench")  # as the product's own processes do
    figures = measure(min(max(options.rooms, 10), 300), options.server)
    print(json.dumps(figures, indent=None if options.json else 2, ensure_ascii=False))


if __name__ == "__main__":
    main()
