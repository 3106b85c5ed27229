"""Measure one room: bids decided per second on one hot lot, and latencies with many bidding sockets.

    .venv/bin/python -m auctionsite.local exec -- .venv/bin/python -m benchmarks.room [--server uvicorn|daphne]
    FEATURE_USE_STATE_PERSISTENCE=false …                                             with states read from the tables

Everything is real: an ASGI server and a clock in processes of their own, Postgres with fsync, Valkey, sockets.
Load goes to 127.0.0.1 only and ends by itself. Three measurements, each printed as a line:

- engine: commands through `engine.execute` in one process, singly and in batches of 64
- hot lot: 100 sockets, each sending its next bid as soon as the last is answered
- room: 10, 30, 50, 100 sockets, each bidding about once a second: bid to acknowledgement at the bidder, and bid to
  its event at every socket of the room (p50, p95, p99 in ms)
"""

import argparse
import asyncio
import itertools
import json
import os
import platform
import random
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import django
import orjson
import uvloop

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "auctionsite.settings")
os.environ.setdefault("SOCKET_FRAMES_PER_SECOND", "100000")
os.environ.setdefault("RATE_LIMITS", "off")
os.environ.setdefault("SOCKET_HELLO_SECONDS", "0")
django.setup()

from websockets.asyncio.client import ClientConnection, connect

from accounts.models import User
from accounts.sign_in.devices import sign_in_tokens
from auctions import engine, services
from auctions.rules.commands import SYSTEM, Actor, ActorRole, Begin, PlaceBid
from auctions.store import journal
from auctionsite.local.checks import Address
from auctionsite.local.product import APPLICATION, SERVERS, web_command
from leagues import services as leagues
from leagues.built_in_sports import sport_of_key
from leagues.models import Asset, League, Member
from leagues.settings.auction import AuctionSettings
from rollouts.propagation import snapshot

HUGE = 1_000_000_000


@dataclass
class Cast:
    """A league made for one measurement: its auction, the open lot, and a token and a seat for each bidder."""

    auction: UUID
    lot: int
    tokens: list[str]
    actors: list[Actor]


def make_cast(
    bidders: int,
    assets: Sequence[Asset] | None = None,
    *,
    lot_seconds: int = 3600,
    empty_room_seconds: int = 30,
    begun: bool = True,
) -> Cast:
    """A running auction whose open lot outlives the measurement; money is no object, so that bids are accepted.

    A lot for each of `assets`, which are of one sport; without any, for each football club. The auction is paused when
    nobody was there for `empty_room_seconds`; never, if that is 0. If it hasn't `begun`, the lot is the first to come.
    """
    leagues.import_shipped_clubs()
    people = [User.objects.create_user(f"{uuid4().hex}@bench.invalid", f"Bidder {n}") for n in range(bidders)]
    settings = AuctionSettings(
        budget=HUGE,
        slots_min=1,
        lot_seconds=lot_seconds,
        anti_snipe_seconds=0,
        early_end=False,
        break_seconds=0,
        empty_room_seconds=empty_room_seconds,
    )
    sport = assets[0].sport if assets else sport_of_key("football")
    league = leagues.create_league(people[0], "Benchmark", sport, settings)
    _join(league, people[1:])
    commissioner = Actor(user=people[0].pk, role=ActorRole.COMMISSIONER)
    auction = services.create_auction(league, commissioner, waiting_room=True, assets=assets)
    if begun:
        engine.execute(auction.pk, Begin(actor=SYSTEM))
    state = engine.read(auction.pk)
    seats = {member.pk: member.user_id for member in Member.objects.filter(league=league)}
    by_user = {seats[each.member]: each.id for each in state.participants.values()}
    lot = state.open_lots[0] if begun else next(iter(state.lots))
    actors = [Actor(user=person.pk, role=ActorRole.MANAGER, participant=by_user[person.pk]) for person in people]
    return Cast(auction.pk, lot, [sign_in_tokens(person)["access"] for person in people], actors)


def _join(league: League, people: list[User]) -> None:
    for person in people:
        leagues.join_league(person, league.code)


# Servers ------------------------------------------------------------------------------------------
def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(server: str, webs: int = 1, application: str = APPLICATION) -> Iterator[list[int]]:
    """So many web servers and a clock, ended on every way out; yields the ports."""
    ports = [free_port() for _ in range(webs)]
    commands = [
        *([sys.executable, "-m", *web_command(Address("127.0.0.1", port), server, application)] for port in ports),
        [sys.executable, "manage.py", "run_clock"],
    ]
    quiet = {**os.environ, "LOG_LEVEL": "WARNING"}
    parts = [subprocess.Popen(command, env=quiet, stdout=subprocess.DEVNULL) for command in commands]
    try:
        for port in ports:
            wait_healthy(port)
        yield ports
    finally:
        for part in parts:
            part.send_signal(signal.SIGTERM)
        for part in parts:
            try:
                part.wait(10)
            except subprocess.TimeoutExpired:
                part.kill()


def wait_healthy(port: int) -> None:
    """Wait up to 30 s until the site says it is healthy."""
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/health", timeout=2):  # our own
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("The server did not become healthy within 30 s.")


# Sockets ------------------------------------------------------------------------------------------
@dataclass
class Tally:
    """The counts of one measurement's sockets; times in seconds."""

    sent: dict[tuple[int, int], float] = field(default_factory=dict)  # (seat, amount) -> when
    acks: list[float] = field(default_factory=list)
    shown: list[float] = field(default_factory=list)
    answered: int = 0
    accepted: int = 0
    asked: int = 0


@dataclass
class Bidder:
    """One socket that bids."""

    ws: ClientConnection
    seat: int
    lot: int
    tally: Tally
    watches: bool = True  # reads events too; a hot lot's bidders don't, or the load would cost more than what it loads
    price: int = 0
    waiting: dict[str, tuple[float, "asyncio.Future[bool]"]] = field(default_factory=dict)

    async def listen(self) -> None:
        """Take in frames until the socket is closed."""
        async for text in self.ws:
            if not self.watches and not str(text).startswith('{"type":"result"'):
                continue
            frame = orjson.loads(text)
            now = time.perf_counter()
            if frame["type"] == "events":
                for event in frame["events"]:
                    self.see(event, now)
            elif frame["type"] == "result":
                self.answer(frame, now)

    def see(self, event: dict[str, Any], now: float) -> None:
        """Learn the price, and how long the bid was under way."""
        if event["kind"] == "bid_placed":
            detail = event["data"]["detail"]
            self.price = max(self.price, detail["amount"])
            sent = self.tally.sent.get((int(detail["participant"]), detail["amount"]))
            if sent is not None:
                self.tally.shown.append(now - sent)

    def answer(self, frame: dict[str, Any], now: float) -> None:
        """A bid's result."""
        sent, future = self.waiting.pop(frame["id"])
        self.tally.acks.append(now - sent)
        self.tally.answered += 1
        self.tally.accepted += frame["ok"]
        future.set_result(frame["ok"])

    async def bid(self, amount: int) -> None:
        """Bid, and wait up to 10 s for the answer."""
        key = str(uuid4())
        future: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        now = time.perf_counter()
        self.waiting[key] = (now, future)
        self.tally.sent[(self.seat, amount)] = now
        self.tally.asked += 1
        frame = {"type": "bid", "id": key, "lot": str(self.lot), "amount": amount, "seen": self.price}
        await self.ws.send(orjson.dumps(frame).decode())
        try:
            await asyncio.wait_for(asyncio.shield(future), 10)
        except TimeoutError:
            self.waiting.pop(key, None)


async def open_bidders(port: int, cast: Cast, tally: Tally) -> list[Bidder]:
    """A socket for each bidder, greeted with its snapshot."""
    bidders = []
    for token, actor in zip(cast.tokens, cast.actors, strict=True):
        ws = await connect(
            f"ws://127.0.0.1:{port}/ws/auction/{cast.auction}/",
            subprotocols=["auction.v1", f"bearer.{token}"],  # type: ignore[list-item] # NewType of str
            compression=None,
            max_size=None,
        )
        await ws.send('{"type":"hello"}')
        await ws.recv()
        assert actor.participant is not None
        bidders.append(Bidder(ws, actor.participant, cast.lot, tally))
    return bidders


async def with_bidders(port: int, cast: Cast, seconds: float, play: Any) -> Tally:
    """Let every bidder play for so long, then close the sockets."""
    tally = Tally()
    bidders = await open_bidders(port, cast, tally)
    listening = [asyncio.create_task(each.listen()) for each in bidders]
    until = time.perf_counter() + seconds
    await asyncio.gather(*(play(each, until) for each in bidders))
    await asyncio.sleep(0.5)
    await asyncio.gather(*(each.ws.close() for each in bidders))
    await asyncio.gather(*listening)
    return tally


_amounts = itertools.count(1)


async def as_fast_as_answered(bidder: Bidder, until: float) -> None:
    """The next bid as soon as the last one is answered; amounts rise, so that most are accepted."""
    bidder.watches = False
    while time.perf_counter() < until:
        await bidder.bid(next(_amounts))


async def about_once_a_second(bidder: Bidder, until: float) -> None:
    """One over the price on the bidder's screen, about once a second."""
    await asyncio.sleep(random.random())  # noqa: S311 # spreads the load
    while time.perf_counter() < until:
        await bidder.bid(bidder.price + 1)
        await asyncio.sleep(random.uniform(0.7, 1.3))  # noqa: S311 # spreads the load


# Measurements -------------------------------------------------------------------------------------
def measure_engine(seconds: float) -> dict[str, float]:
    """Bids per second through the engine in this process: singly, and in batches of 64."""
    figures: dict[str, float] = {}
    for size in (1, 64):
        cast = make_cast(2)
        amounts, done = itertools.count(1), 0
        until = time.perf_counter() + seconds
        started = time.perf_counter()
        while time.perf_counter() < until:
            now = journal.now_ms() if size > 1 else int(time.time() * 1000)
            bids = [
                PlaceBid(actor=cast.actors[n % 2], id=uuid4(), lot=cast.lot, amount=n, arrived=now)
                for n in itertools.islice(amounts, size)
            ]
            done += sum(outcome.ok for outcome in engine.execute(cast.auction, *bids))
        figures[f"batch_{size}_bids_per_s"] = round(done / (time.perf_counter() - started))
    return figures


def percentiles(seconds: list[float]) -> dict[str, float]:
    """p50, p95 and p99 in ms."""
    ordered = sorted(seconds)
    return {
        f"p{share}": round(ordered[min(len(ordered) - 1, len(ordered) * share // 100)] * 1000, 1)
        for share in (50, 95, 99)
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--server", choices=SERVERS, default=SERVERS[0])
    parser.add_argument("--seconds", type=float, default=10.0, help="of each measurement, 120 at most")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")
    options = parser.parse_args()
    seconds = min(options.seconds, 120.0)
    snapshot.follow("bench")  # as the product's own processes do
    report: dict[str, Any] = {
        "machine": f"{os.cpu_count()} cores, Python {platform.python_version()}",
        "server": options.server,
        "engine": measure_engine(min(seconds, 5.0)),
    }
    with running(options.server) as [port]:
        hot = uvloop.run(with_bidders(port, make_cast(100), seconds, as_fast_as_answered))
        report["hot_lot"] = {
            "sockets": 100,
            "decided_per_s": round(hot.answered / seconds),
            "accepted_per_s": round(hot.accepted / seconds),
            "ack_ms": percentiles(hot.acks),
        }
        for sockets in (10, 30, 50, 100):
            calm = uvloop.run(with_bidders(port, make_cast(sockets), seconds, about_once_a_second))
            report[f"room_{sockets}"] = {
                "bids_per_s": round(calm.answered / seconds, 1),
                "answered": f"{100 * calm.answered / calm.asked:.2f} %",
                "ack_ms": percentiles(calm.acks),
                "shown_ms": percentiles(calm.shown),
            }
    if options.json:
        print(json.dumps(report))
        return
    for name, figures in report.items():
        print(f"{name:>10}  {figures}")


if __name__ == "__main__":
    main()
