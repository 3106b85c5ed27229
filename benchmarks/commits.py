"""Measure a commit of bids beside Postgres's own row-locked bid: time, CPU, statements and round trips.

    DATA_DIR=.local/benchmark .venv/bin/python -m auctionsite.local exec -- \\
        .venv/bin/python -m benchmarks.commits [--seconds 3] [--rounds 3] [--compare FLAG] [--json]

Three sides take turns in each round, in one process and on one connection each, and medians of the rounds are told:

- engine, one: `engine.execute` with one bid, so one bid a commit, with everything that a bid has
- engine, 64: the same with 64 bids a commit
- pgbench: one client of Postgres's own load program, with prepared statements; it locks a row, reads it, adds a bid,
  changes the row, and commits

With --compare the engine alone bids, with a flag on and off in turns, for this process only. Of the product's flags
those change what a bid reads and writes whose names begin with `use_state` or `enable_state`.

CPU is user and system time. "Ours" is this process, all of its threads; "of the decision" is the thread that decides;
"Postgres's" is all of its processes. Statements and round trips are counted in what libpq sends and gets.
"""

import argparse
import itertools
import json
import math
import os
import platform
import re
import resource
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median
from uuid import uuid4

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "auctionsite.settings")
os.environ.setdefault("LOG_LEVEL", "WARNING")
django.setup()

from django.conf import settings
from django.db import OperationalError, connection
from psycopg import OperationalError as PsycopgError

from auctions import engine
from auctions.publish import broadcast
from auctions.rules.commands import PlaceBid
from auctions.store import wire
from auctionsite.local.place import Layout, data_folder
from auctionsite.local.servers import binaries, postgres
from benchmarks.room import Cast, make_cast
from benchmarks.scaling import cpu_seconds
from leagues.models import Asset
from rollouts.evaluation.registry import SPECS
from rollouts.propagation import snapshot

MACHINE = f"{os.cpu_count()} cores, Python {platform.python_version()}"
WARM_UP = 50
"""Commits before anything is measured: statements are prepared, and Postgres has chosen its plans."""
AFTER_A_SWITCH = 10
"""Commits that aren't measured after a flag was switched: the state is where it will be from then on."""
TABLES = """
    CREATE TABLE benchmark_lot (id bigint PRIMARY KEY, seq bigint NOT NULL, price bigint NOT NULL, leader bigint);
    CREATE TABLE benchmark_bid (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, lot bigint NOT NULL,
        bidder bigint NOT NULL, amount bigint NOT NULL, at timestamptz NOT NULL);
    CREATE INDEX ON benchmark_bid (lot, amount);
    INSERT INTO benchmark_lot VALUES (1, 0, 0, NULL);
"""
ROW_LOCKED_BID = """
BEGIN;
SELECT seq, price, leader FROM benchmark_lot WHERE id = 1 FOR NO KEY UPDATE \\gset
\\set amount :price + 1
INSERT INTO benchmark_bid (lot, bidder, amount, at) VALUES (1, :client_id, :amount, clock_timestamp());
UPDATE benchmark_lot SET seq = seq + 1, price = :amount, leader = :client_id WHERE id = 1;
COMMIT;
"""


# The engine -----------------------------------------------------------------------------------------
class Bidding:
    """Two seats that outbid each other through the engine, so many bids a commit; for `assets`, or clubs."""

    def __init__(self, size: int, assets: Sequence[Asset] | None = None) -> None:
        self.cast = make_cast(2, assets)
        self._size, self._amounts = size, itertools.count(1)
        for _ in range(WARM_UP):
            self.commit()

    def commit(self, size: int | None = None) -> int:
        """Decide the next bids in one commit; return how many, which is none if the lock was lost."""
        bids = [self._bid(self.cast, amount) for amount in itertools.islice(self._amounts, size or self._size)]
        try:
            outcomes = engine.execute(self.cast.auction, *bids)
        except (engine.AuctionBusy, OperationalError, PsycopgError):  # on a very busy machine the lock may be lost
            connection.close()
            return 0
        assert all(outcome.ok for outcome in outcomes), outcomes
        return len(bids)

    @staticmethod
    def _bid(cast: Cast, amount: int) -> PlaceBid:
        now = time.time_ns() // 1_000_000
        return PlaceBid(actor=cast.actors[amount % 2], id=uuid4(), lot=cast.lot, amount=amount, arrived=now)

    def measured(self, seconds: float, at_most: float = math.inf) -> dict[str, float]:
        """Bid for so long, or until there are so many bids; return ms a bid."""
        servers = postgres_pids()
        bids, until = 0, time.perf_counter() + seconds
        wall, ours, thread, theirs = time.perf_counter(), time.process_time(), time.thread_time(), cpu_of(servers)
        while bids < at_most and time.perf_counter() < until:
            bids += self.commit()
        wall, thread = time.perf_counter() - wall, time.thread_time() - thread
        broadcast.flush()  # what is sent to the room is a cost of the bid too
        ours, theirs = time.process_time() - ours, cpu_of(servers) - theirs
        spent = {"time": wall, "cpu_ours": ours, "cpu_of_the_decision": thread, "cpu_postgres": theirs}
        return {name: each / bids * 1000 for name, each in spent.items()}

    def on_the_wire(self) -> dict[str, int]:
        """Return what one commit sends: statements, and how often it waits for an answer."""
        with tempfile.NamedTemporaryFile("r") as trace, Path(trace.name).open("w") as out:
            line = wire.raw().pgconn
            line.trace(out.fileno())
            try:
                self.commit()
            finally:
                line.untrace()
            return counted(trace.read())


def counted(trace: str) -> dict[str, int]:
    """Statements and round trips in libpq's trace: a round trip ends where the server speaks after the client."""
    messages = re.findall(r"([FB])\t\d+\t(\w+)", trace)
    statements = sum(sender == "F" and name in {"Query", "Execute"} for sender, name in messages)
    ends = sum(before[0] == "F" and after[0] == "B" for before, after in itertools.pairwise(messages))
    return {"statements": statements, "round_trips": ends}


def postgres_pids() -> set[int]:
    """Postgres's processes as they are now."""
    return {each.pid for cluster in Layout(data_folder()).clusters for each in postgres.find_processes(cluster)}


def cpu_of(pids: set[int]) -> float:
    """Their CPU seconds so far; of those that are gone nothing."""
    return sum(cpu_seconds(pid) for pid in pids if Path(f"/proc/{pid}").exists())


# pgbench --------------------------------------------------------------------------------------------
@contextmanager
def pgbench() -> Iterator[Callable[[float, int], dict[str, float]]]:
    """A function that lets so many clients of pgbench bid for so long, and returns ms a bid."""
    program = next(binaries.client_programs("pgbench"), None)
    if program is None:
        raise SystemExit("There is no pgbench here; the embedded Postgres has one.")
    url = connection.get_connection_params()
    where = ["-h", str(url["host"]), "-U", str(url["user"]), *(["-p", str(url["port"])] if url.get("port") else [])]
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS benchmark_lot, benchmark_bid")
        cursor.execute(TABLES)
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(ROW_LOCKED_BID)
        script.flush()

        def run(seconds: float, clients: int) -> dict[str, float]:
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            command = [str(program), *where, "-n", "-M", "prepared", "-f", script.name, "-c", str(clients)]
            told = subprocess.run(
                [*command, "-T", str(max(1, round(seconds))), url["dbname"]], check=True, capture_output=True, text=True
            ).stdout
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            [bids] = map(int, re.findall(r"transactions actually processed: (\d+)", told))
            [rate] = map(float, re.findall(r"tps = ([\d.]+)", told))
            cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            return {"time": 1000 / rate, "cpu_ours": cpu / bids * 1000}

        try:
            yield run
        finally:
            with connection.cursor() as cursor:
                cursor.execute("DROP TABLE benchmark_lot, benchmark_bid")


# What it comes to -----------------------------------------------------------------------------------
def medians(rounds: list[dict[str, float]]) -> dict[str, float]:
    """Of each figure, over the rounds."""
    return {name: round(median(each[name] for each in rounds), 3) for name in rounds[0]}


def in_turns(sides: Mapping[str, Callable[[], dict[str, float]]], rounds: int) -> dict[str, list[dict[str, float]]]:
    """The figures of each side, round by round: in a round one comes after the other."""
    told: dict[str, list[dict[str, float]]] = {name: [] for name in sides}
    for _ in range(rounds):
        for name, side in sides.items():
            told[name].append(side())
    return told


def measure(seconds: float, rounds: int) -> dict[str, object]:
    """All figures, in ms a bid, and ratios."""
    with pgbench() as row_locked:
        sides: dict[str, Callable[[], dict[str, float]]] = {}
        one, many = Bidding(1), Bidding(64)
        sides["engine, one"] = lambda: one.measured(seconds)
        sides["engine, 64"] = lambda: many.measured(seconds)
        sides["pgbench, 1 client"] = lambda: row_locked(seconds, 1)
        sides["pgbench, 32 clients"] = lambda: row_locked(seconds, 32)
        told = in_turns(sides, rounds)
        wire = {"engine, one": one.on_the_wire(), "engine, 64": many.on_the_wire()}
    ms = {name: medians(each) for name, each in told.items()}
    ratios = {
        "time: engine, one ÷ pgbench, 1 client": ms["engine, one"]["time"] / ms["pgbench, 1 client"]["time"],
        "rate: engine, 64 ÷ pgbench, 32 clients": ms["pgbench, 32 clients"]["time"] / ms["engine, 64"]["time"],
    }
    return {
        "machine": MACHINE,
        "ms_a_bid": ms,
        "of_a_commit": wire,
        "ratios": {name: round(each, 2) for name, each in ratios.items()},
        "rounds": told,
    }


def force(flag: str, *, on: bool) -> None:
    """Switch a flag for this process alone, as FEATURE_<NAME> in its environment does; nothing is stored."""
    settings.FEATURES = {**settings.FEATURES, flag: on}
    with snapshot.read_anew():
        pass  # what was read under the old environment counts no more
    snapshot.newest()


def compare(flag: str, seconds: float, rounds: int) -> dict[str, object]:
    """The engine's figures with a flag on and off, in ms a bid, and ratios."""
    if flag not in SPECS:
        raise SystemExit(f"There is no flag {flag}; choose from {', '.join(SPECS)}.")

    def side(bidding: Bidding, *, on: bool) -> dict[str, float]:
        force(flag, on=on)
        for _ in range(AFTER_A_SWITCH):
            bidding.commit()
        return bidding.measured(seconds)

    biddings = {"engine, one": Bidding(1), "engine, 64": Bidding(64)}
    told = in_turns(
        {
            f"{name}, {'on' if on else 'off'}": partial(side, bidding, on=on)
            for name, bidding in biddings.items()
            for on in (True, False)
        },
        rounds,
    )
    ms = {name: medians(each) for name, each in told.items()}
    ratios = {
        f"{figure}: {name}, on ÷ off": round(ms[f"{name}, on"][figure] / ms[f"{name}, off"][figure], 2)
        for name in biddings
        for figure in ("time", "cpu_ours", "cpu_postgres")
    }
    return {"machine": MACHINE, "flag": flag, "ms_a_bid": ms, "ratios": ratios, "rounds": told}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=3.0, help="of each measurement, 60 at most")
    parser.add_argument("--rounds", type=int, default=3, help="3 at least, 20 at most")
    parser.add_argument("--compare", metavar="FLAG", help="the engine with this flag on and off, instead of pgbench")
    parser.add_argument("--json", action="store_true", help="with the figures of each round")
    options = parser.parse_args()
    snapshot.follow("bench")  # as the product's own processes do
    seconds, rounds = min(options.seconds, 60.0), min(max(options.rounds, 3), 20)
    figures = compare(options.compare, seconds, rounds) if options.compare else measure(seconds, rounds)
    if not options.json:
        figures.pop("rounds")
    print(json.dumps(figures, indent=None if options.json else 2, ensure_ascii=False))


if __name__ == "__main__":
    main()
