"""Measure one message to many sockets: CPU a delivery of ours, of Channels, of websockets, and of npm's ws.

    DATA_DIR=.local/benchmark .venv/bin/python -m auctionsite.local exec -- \\
        .venv/bin/python -m benchmarks.fan_out [--sockets 100,1000] [--seconds 2] [--rounds 3] [--json]

The message is the frame of a commit with one bid. Counted is user and system time of the process that has the sockets,
in µs a delivery: one message to one socket. The sides take turns in each round; medians of the rounds are told:

- ours, on daphne and uvicorn: bids are decided by this process and published as always; the sockets are in the room
- Channels, on daphne and uvicorn: a consumer in a group, and `group_send` by channels-redis
- websockets: `websockets.broadcast`, in a process that does no more than that
- ws: npm's `ws` in such a process, where Node has it, or Playwright, which brings it

The next message is sent when every socket has the last one, so none are sent together. The sockets are read by a
process of their own. All sockets of all sides stay open. What a process takes while nothing is sent isn't counted.
"""

import argparse
import asyncio
import importlib.util
import json
import os
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO
from uuid import uuid4

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "auctionsite.settings")
os.environ.setdefault("LOG_LEVEL", "WARNING")
os.environ.update(SOCKETS_PER_PERSON="100000", SOCKET_SILENCE_SECONDS="100000")  # they are one person's, and silent
django.setup()

from channels_redis.core import RedisChannelLayer  # type: ignore[import-untyped] # it has none
from django.conf import settings

from accounts.models import User
from accounts.sign_in.devices import sign_in_tokens
from auctionsite.local.checks import Address
from auctionsite.local.product import SERVERS, web_command
from benchmarks.commits import MACHINE, Bidding, in_turns, medians
from benchmarks.hot_lot import NAIVE, wait_for_port
from benchmarks.room import free_port, running
from benchmarks.scaling import cpu_seconds, pid_of
from rollouts.propagation import snapshot

PEERS = Path(__file__).with_name("peers")
HEARD_SECONDS = 60
"""So long every socket may take to hear a message, or to be opened with all others."""
LEAVING_SECONDS = 3.0
"""Servers have so long to see that the sockets are gone."""
IDLE_SECONDS = 3.0
"""So long it is measured what processes take while nothing is sent."""
Publish = Callable[[str], object]
"""Sends a text to all sockets; ours sends the frame of its next commit instead."""


# Sockets that listen --------------------------------------------------------------------------------
class Listeners:
    """The process that reads the sockets of one side."""

    def __init__(self, url: str, tokens: list[str]) -> None:
        command = [sys.executable, "-m", "benchmarks.listeners"]
        self.sockets = len(tokens)
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        print(json.dumps({"url": url, "tokens": tokens}), file=_open(self._process.stdin), flush=True)
        assert self.wait() == "ready"

    def wait(self) -> str:
        """The message that every socket has by now."""
        lines = _open(self._process.stdout)
        is_there, _, _ = select.select([lines], [], [], HEARD_SECONDS)
        line = lines.readline().rstrip("\n") if is_there else ""
        if not line:
            raise SystemExit(f"One of {self.sockets} sockets was closed, or heard nothing for {HEARD_SECONDS} s.")
        return line

    def end(self) -> None:
        """Close the sockets."""
        self._process.kill()
        self._process.wait(10)


def _open(pipe: IO[str] | None) -> IO[str]:
    assert pipe is not None
    return pipe


@dataclass(frozen=True)
class MeasuredServer:
    """A process with sockets, how it is sent a message, and who hears it."""

    pid: int
    publish: Publish
    listeners: Listeners

    def tell(self, text: str) -> str:
        """Send a message; return what every socket has heard."""
        self.publish(text)
        return self.listeners.wait()

    def measured(self, text: str, seconds: float, idle: Mapping[int, float]) -> dict[str, float]:
        """Send it again and again for so long; µs a delivery, and what they were.

        `idle` is the share of a core that each process takes while nothing is sent; it isn't counted.
        """
        messages, octets, began = 0, 0, time.perf_counter()
        before = cpu_seconds(self.pid)
        while (took := time.perf_counter() - began) < seconds:
            octets += len(self.tell(text))
            messages += 1
        deliveries = messages * self.listeners.sockets
        spent = max(0.0, cpu_seconds(self.pid) - before - idle[self.pid] * took)
        return {"us_a_delivery": spent / deliveries * 1e6, "deliveries": deliveries, "octets": octets / messages}


# Sides ----------------------------------------------------------------------------------------------
class Opening:
    """Opens servers and sockets; the stacks close them."""

    def __init__(self, servers: ExitStack, sockets: ExitStack, sizes: list[int]) -> None:
        self._servers, self._sockets, self._sizes = servers, sockets, sizes
        self._operator = User.objects.create_user(f"{uuid4().hex}@bench.invalid", "Olga", is_staff=True)

    def listeners(self, url: str, tokens: list[str]) -> Listeners:
        """An open socket for each token, which may be empty."""
        listeners = Listeners(url, tokens)
        self._sockets.callback(listeners.end)
        return listeners

    def process(self, command: list[str], port: int, **more: str) -> subprocess.Popen[str]:
        """A server that listens on the port."""
        return self._servers.enter_context(_running(command, port, more))

    def ours(self, server: str) -> dict[int, MeasuredServer]:
        """A web process with a room of each size: the two who bid, and an operator of the site on all other sockets."""
        [port] = self._servers.enter_context(running(server))
        pid, token = pid_of(server, str(port)), sign_in_tokens(self._operator)["access"]

        def room(sockets: int) -> MeasuredServer:
            bidding = Bidding(1)

            def publish(_: str) -> None:
                while not bidding.commit():  # the lock was lost
                    pass

            url = f"ws://127.0.0.1:{port}/ws/auction/{bidding.cast.auction}/"
            tokens = [*bidding.cast.tokens, *[token] * sockets][:sockets]
            return MeasuredServer(pid, publish, self.listeners(url, tokens))

        return {sockets: room(sockets) for sockets in self._sizes}

    def channels(self, server: str) -> dict[int, MeasuredServer]:
        """A web process of Channels' own consumers, with a group of each size."""
        port = free_port()
        command = [sys.executable, "-m", *web_command(Address("127.0.0.1", port), server, NAIVE)]
        web = self.process(command, port, DJANGO_SETTINGS_MODULE="benchmarks.peers.naive.settings")
        runner = self._servers.enter_context(asyncio.Runner())
        layer = RedisChannelLayer(hosts=settings.ROOM_REDIS_URLS)
        self._servers.callback(lambda: runner.run(layer.close_pools()))

        def group(sockets: int) -> MeasuredServer:
            name = f"listeners-{uuid4().hex}"
            publish = lambda text: runner.run(layer.group_send(name, {"type": "told", "text": text}))  # noqa: E731
            return MeasuredServer(
                web.pid, publish, self.listeners(f"ws://127.0.0.1:{port}/listen/{name}/", [""] * sockets)
            )

        return {sockets: group(sockets) for sockets in self._sizes}

    def broadcasting(self, *command: str) -> dict[int, MeasuredServer]:
        """For each size a process that sends each line it is told to all its sockets."""

        def one(sockets: int) -> MeasuredServer:
            port = free_port()
            server = self.process([*command, str(port)], port)
            publish = partial(print, file=_open(server.stdin), flush=True)
            return MeasuredServer(server.pid, publish, self.listeners(f"ws://127.0.0.1:{port}/", [""] * sockets))

        return {sockets: one(sockets) for sockets in self._sizes}


@contextmanager
def _running(command: list[str], port: int, more: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(command, stdin=subprocess.PIPE, text=True, env={**os.environ, **more})
    try:
        wait_for_port(port, " ".join(command[:3]))
        yield process
    finally:
        process.kill()
        process.wait(10)


def npm_ws() -> str | None:
    """Return where Node finds npm's `ws`, or where Playwright has it; None if there is none, or no Node."""
    node = shutil.which("node")
    if node is None:
        return None
    ask = subprocess.run([node, "-p", "require.resolve('ws')"], capture_output=True, text=True, check=False)
    playwright = importlib.util.find_spec("playwright")
    bundle = Path(playwright.origin or "").parent / "driver/package/lib/utilsBundle.js" if playwright else None
    if ask.returncode == 0:
        return ask.stdout.strip()
    return str(bundle) if bundle is not None and bundle.exists() else None


def all_sides(opening: Opening, servers: list[str]) -> dict[str, dict[int, MeasuredServer]]:
    """Every side by name, with its sockets open, by how many there are."""
    sides = {f"ours, {server}": opening.ours(server) for server in servers}
    sides |= {f"Channels, {server}": opening.channels(server) for server in servers}
    sides["websockets"] = opening.broadcasting(sys.executable, "-m", "benchmarks.peers.broadcast_websockets")
    if found := npm_ws():
        sides["ws"] = opening.broadcasting("node", str(PEERS / "broadcast_ws.cjs"), found)
    else:
        print("Without npm's ws: there is no Node here, or none that finds it.", file=sys.stderr)
    return sides


def idle_shares(pids: Iterable[int]) -> dict[int, float]:
    """The share of a core that each process takes while nothing is sent: heartbeats, a look at the flags."""
    before = {pid: cpu_seconds(pid) for pid in pids}
    time.sleep(IDLE_SECONDS)
    return {pid: (cpu_seconds(pid) - spent) / IDLE_SECONDS for pid, spent in before.items()}


# What it comes to -----------------------------------------------------------------------------------
def ratios(us: dict[str, float], sizes: list[int], servers: list[str]) -> dict[str, float]:
    """Ours ÷ each other: Channels on the same server."""
    others = {server: [f"Channels, {server}", "websockets", "ws"] for server in servers}
    return {
        f"ours, {server} ÷ {other}, {sockets} sockets": round(
            us[f"ours, {server}, {sockets} sockets"] / us[f"{other}, {sockets} sockets"], 2
        )
        for sockets in sizes
        for server in servers
        for other in others[server]
        if f"{other}, {sockets} sockets" in us
    }


def measure(sizes: list[int], servers: list[str], seconds: float, rounds: int) -> dict[str, object]:
    """All figures and ratios."""
    with ExitStack() as processes, ExitStack() as sockets:
        sockets.callback(time.sleep, LEAVING_SECONDS)  # the last that happens before servers end
        sides = all_sides(Opening(processes, sockets, sizes), servers)
        text = sides[f"ours, {servers[0]}"][sizes[0]].tell("")
        for of_sizes in sides.values():  # once, before anything is measured
            for side in of_sizes.values():
                side.tell(text)
        idle = idle_shares({side.pid for of_sizes in sides.values() for side in of_sizes.values()})
        told = in_turns(
            {
                f"{name}, {size} sockets": partial(of_sizes[size].measured, text, seconds, idle)
                for size in sizes
                for name, of_sizes in sides.items()
            },
            rounds,
        )
    of_rounds = {name: medians(each) for name, each in told.items()}
    us = {name: each["us_a_delivery"] for name, each in of_rounds.items()}
    return {"machine": MACHINE, "medians": of_rounds, "ratios": ratios(us, sizes, servers), "rounds": told}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sockets", default="100,1000", help="how many hear each message, 5,000 at most")
    parser.add_argument("--seconds", type=float, default=2.0, help="of each measurement, 60 at most")
    parser.add_argument("--rounds", type=int, default=3, help="3 at least, 20 at most")
    parser.add_argument("--servers", default=",".join(SERVERS), help="of: " + ", ".join(SERVERS))
    parser.add_argument("--json", action="store_true", help="with the figures of each round")
    options = parser.parse_args()
    snapshot.follow("bench")  # as the product's own processes do
    sizes = [min(max(int(each), 1), 5000) for each in options.sockets.split(",")]
    rounds = min(max(options.rounds, 3), 20)
    figures = measure(sizes, options.servers.split(","), min(options.seconds, 60.0), rounds)
    if not options.json:
        figures.pop("rounds")
    print(json.dumps(figures, indent=None if options.json else 2, ensure_ascii=False))


if __name__ == "__main__":
    main()
