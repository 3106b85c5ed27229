"""Measure how long a change of a flag takes to reach every process and every socket.

    .venv/bin/python -m auctionsite.local exec -- .venv/bin/python -m benchmarks.reach

Two ASGI servers, a clock and 200 sockets in one room. The switch `bidding` is turned off and on again, by turns through
the API, as the admin does it, by an UPDATE in SQL, which nobody announces, and by its schedule. Measured from before
the change is sent, or from the instant of the schedule by the database's clock, until each socket has the frame that
says so, and until the last process has confirmed the version. Everything is real and on this machine; the clients share
its cores.
"""

import argparse
import asyncio
import json
import os
import platform
import time
import urllib.request
from datetime import timedelta
from typing import Any

import django
import orjson
import uvloop

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "auctionsite.settings")
os.environ["RATE_LIMITS"] = "off"
django.setup()

from django.db import connection
from websockets.asyncio.client import ClientConnection, connect

from accounts.models import User
from accounts.sign_in.devices import sign_in_tokens
from auctionsite.local.product import SERVERS
from auctionsite.postgresql.clock import database_now
from benchmarks.room import make_cast, percentiles, running
from rollouts.changes.services import Author, Source, change_flag
from rollouts.propagation import readers

SOCKETS, WEBS = 200, 2
WAIT_SECONDS = 5.0
PING_SECONDS = 10.0
AHEAD = timedelta(seconds=1.5)
"""So long before it is due a schedule is set."""
_SQL = "UPDATE rollouts_flag SET everyone = %s WHERE name = 'bidding'"


class Watcher:
    """One socket, and what it was told last of `bidding`."""

    def __init__(self, ws: ClientConnection) -> None:
        self.ws = ws
        self.told: asyncio.Future[float] | None = None
        self.wanted = True

    def expect(self, *, bidding: bool) -> "asyncio.Future[float]":
        """Return a future of the time, as perf_counter has it, at which it is told this."""
        self.wanted, self.told = bidding, asyncio.get_running_loop().create_future()
        return self.told

    async def listen(self) -> None:
        """Take in frames until the socket is closed."""
        async for text in self.ws:
            if not str(text).startswith('{"type":"switches"'):
                continue
            said = orjson.loads(text)["bidding"]
            if self.told and not self.told.done() and said is self.wanted:
                self.told.set_result(time.perf_counter())

    async def stay(self) -> None:
        """Say something now and then, as pages do: a silent socket is closed."""
        while True:
            await asyncio.sleep(PING_SECONDS)
            await self.ws.send('{"type":"ping","t":0}')


async def open_watchers(ports: list[int]) -> list[Watcher]:
    """The sockets, spread over the servers, each greeted with its snapshot."""
    cast = await asyncio.to_thread(make_cast, SOCKETS)
    watchers = []
    for n, token in enumerate(cast.tokens):
        protocols: Any = ["auction.v1", f"bearer.{token}"]
        url = f"ws://127.0.0.1:{ports[n % len(ports)]}/ws/auction/{cast.auction}/"
        ws = await connect(url, subprotocols=protocols, compression=None, max_size=None)
        await ws.send('{"type":"hello"}')
        await ws.recv()
        watchers.append(Watcher(ws))
    return watchers


def by_api(port: int, token: str, *, bidding: bool) -> None:
    """As an operator over HTTP, through the service."""
    body = json.dumps({"flag": "bidding", "enabled": bidding}).encode()
    head = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    request = urllib.request.Request(f"http://127.0.0.1:{port}/api/feature-flags/toggle", body, head, method="POST")
    with urllib.request.urlopen(request, timeout=WAIT_SECONDS) as answer:  # noqa: S310 # our own
        assert answer.status == 200


def by_sql(*, bidding: bool) -> None:
    """As somebody in psql: nobody is told."""
    with connection.cursor() as cursor:
        cursor.execute(_SQL, [bidding])
        assert cursor.rowcount == 1


def by_schedule(*, bidding: bool) -> float:
    """By a start or an end that comes in a moment; when it is due, as perf_counter has it."""
    before, now = time.perf_counter(), database_now()
    after, due = time.perf_counter(), (now + AHEAD).isoformat()
    starts, ends = (due, None) if bidding else (None, due)
    change_flag("bidding", {"everyone": True, "starts_at": starts, "ends_at": ends}, Author(source=Source.CODE))
    return (before + after) / 2 + AHEAD.total_seconds()


def confirmed() -> float:
    """Seconds from the change until the last process had it; waits for all of them."""
    until = time.monotonic() + WAIT_SECONDS
    while not (seen := readers.propagation_status()).complete or seen.seconds is None:
        assert time.monotonic() < until, seen
        time.sleep(0.02)
    assert seen.processes >= WEBS + 1, seen
    return seen.seconds


async def change_and_wait(watchers: list[Watcher], change: Any, *, bidding: bool) -> tuple[list[float], float]:
    """Make one change; seconds until each socket was told, and until the last process confirmed."""
    told = [each.expect(bidding=bidding) for each in watchers]
    started = time.perf_counter()
    due = await asyncio.to_thread(change, bidding=bidding)
    started = due or started
    times = await asyncio.wait_for(asyncio.gather(*told), WAIT_SECONDS)
    return [each - started for each in times], await asyncio.to_thread(confirmed)


async def measure(ports: list[int], rounds: int) -> dict[str, Any]:
    """All ways by turns."""
    token = await asyncio.to_thread(_operators_token)
    watchers = await open_watchers(ports)
    listening = [asyncio.create_task(each.listen()) for each in watchers]
    staying = [asyncio.create_task(each.stay()) for each in watchers]
    ways = {
        "api": lambda bidding: by_api(ports[0], token, bidding=bidding),
        "sql": lambda bidding: by_sql(bidding=bidding),
        "schedule": lambda bidding: by_schedule(bidding=bidding),
    }
    seen: dict[str, list[float]] = {f"{way} {what}": [] for way in ways for what in ("sockets", "processes")}
    await change_and_wait(watchers, ways["api"], bidding=False)  # the flag has its row from now on
    await change_and_wait(watchers, ways["api"], bidding=True)
    for _ in range(rounds):
        for way, change in ways.items():
            for bidding in (False, True):
                sockets, processes = await change_and_wait(watchers, change, bidding=bidding)
                seen[f"{way} sockets"] += sockets
                seen[f"{way} processes"].append(processes)
    for each in staying:
        each.cancel()
    await asyncio.gather(*(each.ws.close() for each in watchers))
    await asyncio.gather(*listening)
    return {name: {"samples": len(times), **percentiles(times)} for name, times in seen.items()}


def _operators_token() -> str:
    operator, _ = User.objects.get_or_create(email="operator@bench.invalid", defaults={"is_staff": True})
    return sign_in_tokens(operator)["access"]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--server", choices=SERVERS, default=SERVERS[0])
    parser.add_argument("--rounds", type=int, default=20, help="of six changes each, 100 at most")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")
    options = parser.parse_args()
    report: dict[str, Any] = {
        "machine": f"{os.cpu_count()} cores, Python {platform.python_version()}",
        "load": f"{WEBS} x {options.server}, a clock, {SOCKETS} sockets; ms",
    }
    with running(options.server, webs=WEBS) as ports:
        report |= uvloop.run(measure(ports, max(1, min(options.rounds, 100))))
    if options.json:
        print(json.dumps(report))
        return
    for name, figures in report.items():
        print(f"{name:>18}  {figures}")


if __name__ == "__main__":
    main()
