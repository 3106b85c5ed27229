"""Measure how much one member who floods the site slows a quiet room: its bids and joins, alone and beside the noise.

    .venv/bin/python -m auctionsite.local exec -- .venv/bin/python -m benchmarks.noisy_member [--rounds 2]

One web server and a clock, with the limits that a site has by default. In the quiet room ten managers bid about once a
second, and one after the other joins anew: from the handshake to the snapshot. Beside it one account of another league
makes all the noise it can, from a process of its own with the lowest priority (in life it is another machine) and from
another address; cut off, it comes back at once. Each kind of noise stands between two measurements of the room alone.
"""

import argparse
import asyncio
import contextlib
import itertools
import json
import multiprocessing
import os
import platform
import random
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.synchronize import Event
from typing import Any
from uuid import uuid4

os.environ["RATE_LIMITS"] = "on"
os.environ.setdefault("SOCKET_FRAMES_PER_SECOND", "20")
os.environ.setdefault("SOCKET_HELLO_SECONDS", "2")

import uvloop
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from auctionsite.local.product import SERVERS
from benchmarks.room import Bidder, Cast, Tally, about_once_a_second, make_cast, percentiles, running
from rollouts.propagation import snapshot

QUIET, NOISY = "127.0.0.1", "127.0.0.2"
"""The addresses they come from."""
MANAGERS, NOISY_SOCKETS, NOISY_LOOPS = 10, 30, 4
JOIN_SECONDS = 0.4
BURST = 15
"""Frames a noisy socket sends at once, then it lets others of its process run."""


@dataclass
class QuietRoomTimes:
    """The quiet room's times, in seconds."""

    bids: list[float] = field(default_factory=list)
    joins: list[float] = field(default_factory=list)
    unanswered: int = 0

    def add(self, other: "QuietRoomTimes") -> None:
        """Take in another measurement of the same kind."""
        self.bids += other.bids
        self.joins += other.joins
        self.unanswered += other.unanswered


def line(port: int, cast: Cast, who: int, address: str) -> connect:
    """A socket of a member into the room of their auction."""
    return connect(
        f"ws://127.0.0.1:{port}/ws/auction/{cast.auction}/",
        subprotocols=["auction.v1", f"bearer.{cast.tokens[who]}"],  # type: ignore[list-item] # NewType of str
        compression=None,
        max_size=None,
        open_timeout=30,
        close_timeout=10,
        ping_interval=None,
        local_addr=(address, 0),
    )


# The quiet room -----------------------------------------------------------------------------------
async def join(port: int, cast: Cast, who: int) -> ClientConnection:
    """Come into the room and wait for the snapshot."""
    ws = await line(port, cast, who, QUIET)
    await ws.send('{"type":"hello"}')
    while not str(await ws.recv()).startswith('{"type":"snapshot"'):
        pass
    return ws


async def join_again_and_again(port: int, cast: Cast, until: float, joins: list[float]) -> None:
    """Join as one member after the other, and leave."""
    for who in itertools.cycle(range(MANAGERS)):
        if time.perf_counter() > until:
            return
        began = time.perf_counter()
        ws = await join(port, cast, who)
        joins.append(time.perf_counter() - began)
        await ws.close()
        await asyncio.sleep(JOIN_SECONDS * random.uniform(0.5, 1.5))  # noqa: S311 # spreads the load


async def measure(port: int, cast: Cast, seconds: float) -> QuietRoomTimes:
    """Bid and join in the quiet room for so long."""
    tally, times = Tally(), QuietRoomTimes()
    bidders = []
    for who, actor in enumerate(cast.actors):
        assert actor.participant is not None
        bidders.append(Bidder(await join(port, cast, who), actor.participant, cast.lot, tally))
    listening = [asyncio.create_task(each.listen()) for each in bidders]
    until = time.perf_counter() + seconds
    await asyncio.gather(
        join_again_and_again(port, cast, until, times.joins), *(about_once_a_second(each, until) for each in bidders)
    )
    await asyncio.gather(*(each.ws.close() for each in bidders))
    await asyncio.gather(*listening)
    times.bids, times.unanswered = tally.acks, tally.asked - tally.answered
    return times


# The noisy member ---------------------------------------------------------------------------------
async def flood(ws: ClientConnection, frame: Callable[[], str]) -> None:
    """Say the same again and again, and read what comes of it."""

    async def read() -> None:
        async for _ in ws:
            pass

    reading = asyncio.create_task(read())
    try:
        while not reading.done():
            for _ in range(BURST):
                await ws.send(frame())
            await asyncio.sleep(0.5)
    finally:
        reading.cancel()


async def ping(ws: ClientConnection) -> None:
    """Send pings of the WebSocket, which the server answers before the application sees them."""
    for number in itertools.count():
        await ws.ping(str(number))
        if number % BURST == 0:
            await asyncio.sleep(0)


async def shout(ws: ClientConnection) -> None:
    """Send frames without a pause, and read nothing."""
    for number in itertools.count():
        await ws.send('{"type":"ping","t":1}')
        if number % BURST == 0:
            await asyncio.sleep(0)


async def hello_once(ws: ClientConnection) -> None:
    """Take a snapshot and leave."""
    await ws.send('{"type":"hello"}')
    await ws.recv()


def bid_frame(cast: Cast) -> str:
    """A bid that is always too low."""
    return json.dumps({"type": "bid", "id": str(uuid4()), "lot": str(cast.lot), "amount": 1})


Noise = Callable[[ClientConnection, Cast], Awaitable[None]]
NOISES: dict[str, tuple[int, Noise]] = {
    "nobody": (0, lambda ws, cast: hello_once(ws)),  # what the machine's own unrest makes of two equal measurements
    "30 sockets say hello": (NOISY_SOCKETS, lambda ws, cast: flood(ws, lambda: '{"type":"hello"}')),
    "30 sockets bid": (NOISY_SOCKETS, lambda ws, cast: flood(ws, lambda: bid_frame(cast))),
    "30 sockets sync": (NOISY_SOCKETS, lambda ws, cast: flood(ws, lambda: '{"type":"sync","from":0}')),
    "30 sockets ping by WebSocket": (NOISY_SOCKETS, lambda ws, cast: ping(ws)),
    "30 sockets shout": (NOISY_SOCKETS, lambda ws, cast: shout(ws)),
    "4 loops reconnect": (NOISY_LOOPS, lambda ws, cast: hello_once(ws)),
}


async def _make_noise(port: int, cast: Cast, kind: str, begun: Event) -> None:
    sockets, noise = NOISES[kind]

    async def come_back_for_ever() -> None:
        while True:
            with contextlib.suppress(OSError, WebSocketException, TimeoutError):
                async with line(port, cast, 0, NOISY) as ws:
                    begun.set()
                    await noise(ws, cast)

    if not sockets:
        begun.set()
    await asyncio.gather(asyncio.Event().wait(), *(come_back_for_ever() for _ in range(sockets)))


def _noisy_process(port: int, cast: Cast, kind: str, begun: Event) -> None:
    os.nice(19)
    uvloop.run(_make_noise(port, cast, kind, begun))


@contextmanager
def noise(port: int, cast: Cast, kind: str) -> Iterator[None]:
    """Noise while the block runs."""
    spawning = multiprocessing.get_context("spawn")
    begun = spawning.Event()
    process = spawning.Process(target=_noisy_process, args=(port, cast, kind, begun), daemon=True)
    process.start()
    try:
        if not begun.wait(60):
            raise SystemExit("The noisy member got no socket within 60 s.")
        time.sleep(1)  # the others of it follow
        yield
    finally:
        process.kill()
        process.join()


# Figures ------------------------------------------------------------------------------------------
def figures(alone: QuietRoomTimes, beside: QuietRoomTimes) -> dict[str, Any]:
    """p50 and p99 in ms of bids and joins, alone and beside, and how many times as long the second are."""
    shown: dict[str, Any] = {"unanswered": beside.unanswered}
    for what in ("bids", "joins"):
        then, now = percentiles(getattr(alone, what)), percentiles(getattr(beside, what))
        for share in ("p50", "p99"):
            ratio = now[share] / max(then[share], 0.1)
            shown[f"{what} {share}"] = f"{then[share]:.0f} -> {now[share]:.0f} ms: {ratio:.1f}x"
    return shown


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--server", choices=SERVERS, default=SERVERS[0])
    parser.add_argument("--seconds", type=float, default=12.0, help="of each measurement, 120 at most")
    parser.add_argument("--rounds", type=int, default=2, help="in which every kind comes once, 10 at most")
    parser.add_argument("--kind", choices=NOISES, action="append", help="this noise only")
    options = parser.parse_args()
    seconds, kinds = min(options.seconds, 120.0), options.kind or list(NOISES)
    snapshot.follow("bench")  # as the product's own processes do
    print(f"{os.cpu_count()} cores, Python {platform.python_version()}, {options.server}", flush=True)
    alone = {kind: QuietRoomTimes() for kind in kinds}
    beside = {kind: QuietRoomTimes() for kind in kinds}
    with running(options.server) as [port]:
        quiet, noisy = make_cast(MANAGERS), make_cast(MANAGERS)
        for kind in kinds * min(options.rounds, 10):
            alone[kind].add(uvloop.run(measure(port, quiet, seconds)))
            with noise(port, noisy, kind):
                beside[kind].add(uvloop.run(measure(port, quiet, seconds)))
            time.sleep(2)  # until the server has finished with it
    for kind in kinds:
        print(f"{kind:>30}  {figures(alone[kind], beside[kind])}")


if __name__ == "__main__":
    main()
