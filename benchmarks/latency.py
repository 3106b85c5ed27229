"""Measure a bid in a calm room: to its own answer, and to its event at every socket of the room.

    DATA_DIR=.local/benchmark .venv/bin/python -m auctionsite.local exec -- \\
        .venv/bin/python -m benchmarks.latency [--cases 10,30,50,100,20+300] [--servers uvicorn,daphne] [--seconds 3]
        [--rounds 3] [--watchers 0] [--json]

In each case so many bidders bid about once a second, from random moments on and whether they are answered or not;
20+300 are 20 bidders and 300 sockets that only watch. The sides take turns in each round; medians of the rounds are
told, in ms, p50 and p99: `answer`, `each` (the event at each socket), and `last` (the event at the last socket).

- ours, on each server: a web process and a clock, sockets that are signed in, the full rules; limits on rates are off
- naive: one process of `benchmarks/peers/naive/` on the first of the servers. It knows neither people nor budgets, and
  sends each accepted bid to the room's group

A bid is unheard if it was accepted and one socket or more hadn't its event 5 s after the last bid; it counts with 5 s.
Ratios are naive ÷ ours, of the p99 at the last socket. All servers run all the time, those at rest too. The load is a
process of its own on the same cores; `load_cpu` is its share of one.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from typing import Any
from uuid import uuid4

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "auctionsite.settings")
os.environ.setdefault("LOG_LEVEL", "WARNING")
os.environ.setdefault("SOCKETS_PER_PERSON", "100000")  # those that watch are one person's
django.setup()

from accounts.models import User
from accounts.sign_in.devices import sign_in_tokens
from auctionsite.local.product import SERVERS
from benchmarks.commits import MACHINE, in_turns, medians
from benchmarks.hot_lot import LoadFigures, naive_room, naive_tables, running_naive
from benchmarks.room import make_cast, running
from benchmarks.scaling import cpu_seconds, pid_of
from rollouts.propagation import snapshot

Case = tuple[int, int]
"""Bidders and watchers."""
EVERY = 1.0
"""Seconds between two bids of a bidder, about."""


def calm_load(
    webs: list[int], rooms: list[dict[str, Any]], seconds: float, every: float, *, greets: bool
) -> LoadFigures:
    """Return what the load of `benchmarks/load.py` saw in these rooms, and the web processes' CPU a bid, in ms."""
    told = {"mode": "calm", "rooms": rooms, "seconds": seconds, "every": every, "greets": greets}
    command = [sys.executable, "-m", "benchmarks.load"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as load:
        assert load.stdin is not None and load.stdout is not None  # noqa: PT018 # for the types
        json.dump(told, load.stdin)
        load.stdin.close()
        cpu = {}
        for line in ("begun", "ended"):
            if load.stdout.readline().strip() != line:
                raise SystemExit("The load did not open all its sockets.")
            cpu[line] = sum(map(cpu_seconds, webs))
        figures: LoadFigures = json.loads(load.stdout.readline())
    return figures | {"web_cpu_ms_a_bid": round((cpu["ended"] - cpu["begun"]) / max(figures["bids"], 1) * 1000, 2)}


def ours(pid: int, port: int, watcher: str, case: Case, seconds: float) -> LoadFigures:
    """A new room of ours; those who watch have the token of an operator of the site."""
    bidders, watchers = case
    cast = make_cast(bidders)
    room = {"urls": [f"ws://127.0.0.1:{port}/ws/auction/{cast.auction}/"], "lot": str(cast.lot), "above": 0}
    people = {"bidders": cast.tokens, "watchers": [watcher] * watchers}
    return calm_load([pid], [room | people], seconds, EVERY, greets=True)


def naive(pid: int, port: int, case: Case, seconds: float) -> LoadFigures:
    """A new room of the straightforward auction."""
    bidders, watchers = case
    room = {"urls": [naive_room(port)], "lot": "", "above": 0}
    people = {"bidders": [""] * bidders, "watchers": [""] * watchers}
    return calm_load([pid], [room | people], seconds, EVERY, greets=False)


def measure(cases: list[Case], servers: list[str], seconds: float, rounds: int) -> dict[str, object]:
    """All figures and ratios."""
    watcher = sign_in_tokens(User.objects.create_user(f"{uuid4().hex}@bench.invalid", "Olga", is_staff=True))["access"]
    with ExitStack() as stack:
        stack.enter_context(naive_tables())
        plays: dict[str, Callable[[Case, float], LoadFigures]] = {}
        for server in servers:
            [port] = stack.enter_context(running(server))
            plays[server] = partial(ours, pid_of(server, str(port)), port, watcher)
        plays["naive"] = partial(naive, *stack.enter_context(running_naive(servers[0])))
        for play in plays.values():  # once, before anything is measured
            play(cases[0], 1.0)
        told = in_turns(
            {f"{name}, {called(case)}": partial(play, case, seconds) for case in cases for name, play in plays.items()},
            rounds,
        )
    of_rounds = {name: medians(each) for name, each in told.items()}
    last = {name: each["last_p99_ms"] for name, each in of_rounds.items()}
    ratios = {
        f"naive ÷ {server}, {called(case)}": round(
            last[f"naive, {called(case)}"] / last[f"{server}, {called(case)}"], 2
        )
        for case in cases
        for server in servers
    }
    return {"machine": MACHINE, "medians": of_rounds, "ratios": ratios, "rounds": told}


def called(case: Case) -> str:
    """As in --cases."""
    bidders, watchers = case
    return f"{bidders}+{watchers}" if watchers else str(bidders)


def case_of(text: str, watchers: int) -> Case:
    """From --cases; those without watchers of their own have so many."""
    bidders, _, own = text.partition("+")
    return min(max(int(bidders), 1), 500), min(int(own or watchers), 5000)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", default="10,30,50,100,20+300", help="bidders, or bidders+watchers")
    parser.add_argument("--watchers", type=int, default=0, help="of the cases that don't say how many")
    parser.add_argument("--servers", default=",".join(SERVERS), help="of: " + ", ".join(SERVERS))
    parser.add_argument("--seconds", type=float, default=3.0, help="of each measurement, 60 at most")
    parser.add_argument("--rounds", type=int, default=3, help="3 at least, 20 at most")
    parser.add_argument("--json", action="store_true", help="with the figures of each round")
    options = parser.parse_args()
    snapshot.follow("bench")  # as the product's own processes do
    cases = [case_of(each, options.watchers) for each in options.cases.split(",")]
    rounds = min(max(options.rounds, 3), 20)
    figures = measure(cases, options.servers.split(","), min(options.seconds, 60.0), rounds)
    if not options.json:
        figures.pop("rounds")
    print(json.dumps(figures, indent=None if options.json else 2, ensure_ascii=False))


if __name__ == "__main__":
    main()
