"""A Saturday evening of very many leagues: what each part has to do in the worst minute, and which breaks first.

    .venv/bin/python -m benchmarks.saturday [--leagues 1000,10000,100000,1000000] [--costs FILE] [--json]

No server runs. Auctions are drawn as people hold them (starts agreed on full and half hours, people who come in the
minutes before), and counted minute by minute. What a bid, a frame, a socket and its opening cost is as
`benchmarks/scaling.py` measured it; FILE is its output on another machine. The site begins as one process of each part.
Whichever part is used most beyond 70 % is named and doubled, until all fit: these are the steps that a growing site
takes, in their order.

What is assumed and not measured: a bid alone in its commit (no batches, so it is the worst case), a disk that makes
10,000 commits a second, a Postgres of 32 cores at most, and lines to it of 8 a web process. Beyond the largest Postgres
there are several, by auction or league (docs/scaling.md).
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from random import Random
from typing import Any

HOURS = {18: 1, 19: 3, 20: 4, 21: 2}
"""By the hour, how many of ten leagues agree on it."""
MINUTES = {0: 70, 30: 25}
"""Of a hundred, how many begin at this minute of the hour; the others at any."""
AUCTION_MINUTES, SPREAD_MINUTES, SHORTEST_MINUTES = 25, 8, 10
BIDS, SOCKETS, COMING_MINUTES = 700, 12, 5
"""Of an auction, as `manage.py simulate` plays it; its people come so long before it begins."""
USED_AT_MOST = 0.7
POSTGRES_CORES_AT_MOST = 32
COMMITS_PER_SECOND = 10_000
LINES_A_WEB, LINES_OF_POSTGRES = 8, 400
SAMPLED = 20_000
"""So many auctions are drawn; more leagues are as many times these."""


@dataclass(frozen=True)
class Costs:
    """CPU time in µs, and memory in bytes; names as `benchmarks/scaling.py` prints them: on uvicorn, 2026-11-28."""

    web_us_a_bid: float = 3400.0
    web_us_a_frame: float = 9.0
    web_us_a_resting_socket_and_second: float = 213.0
    web_us_a_socket_opened: float = 11_400.0
    postgres_us_a_bid: float = 1900.0
    postgres_us_a_socket_opened: float = 2900.0
    valkey_us_a_bid: float = 150.0
    socket_bytes: float = 81_000.0

    @classmethod
    def read(cls, file: Path) -> "Costs":
        """From the last line of what `benchmarks.scaling` printed."""
        said = json.loads(file.read_text().strip().splitlines()[-1])
        return cls(**{each.name: float(said[each.name]) for each in fields(cls)})


@dataclass(frozen=True)
class Load:
    """The events of one second of a minute."""

    rooms: float = 0.0
    sockets: float = 0.0
    opened: float = 0.0
    bids: float = 0.0

    def times(self, factor: float) -> "Load":
        """As much of everything."""
        return Load(**{each.name: getattr(self, each.name) * factor for each in fields(self)})


@dataclass(frozen=True)
class Site:
    """The number of each part of a site. A web process and a Valkey have one core."""

    web_processes: int = 1
    postgres_cores: int = 1
    postgres_servers: int = 1
    valkeys: int = 1
    pooled: bool = False

    def used(self, load: Load, costs: Costs) -> dict[str, float]:
        """The share of each part that a load takes, by what a larger one is called."""
        frames = load.bids * SOCKETS
        web = (
            load.bids * costs.web_us_a_bid
            + frames * costs.web_us_a_frame
            + load.sockets * costs.web_us_a_resting_socket_and_second
            + load.opened * costs.web_us_a_socket_opened
        )
        postgres = load.bids * costs.postgres_us_a_bid + load.opened * costs.postgres_us_a_socket_opened
        lines = 0 if self.pooled else self.web_processes * LINES_A_WEB
        return {
            "web processes": web / 1e6 / self.web_processes,
            "cores of Postgres": postgres / 1e6 / self.postgres_cores / self.postgres_servers,
            "commits on one disk": load.bids / COMMITS_PER_SECOND / self.postgres_servers,
            "lines to Postgres": lines / LINES_OF_POSTGRES / self.postgres_servers,
            "Valkey": load.bids * costs.valkey_us_a_bid / 1e6 / self.valkeys,
        }

    def with_more(self, part: str) -> "Site":
        """The site with twice as much of the part that breaks; another Postgres where one can't grow."""
        match part:
            case "web processes":
                return replace(self, web_processes=2 * self.web_processes)
            case "lines to Postgres":
                return replace(self, pooled=True)
            case "Valkey":
                return replace(self, valkeys=2 * self.valkeys)
            case "cores of Postgres" if self.postgres_cores < POSTGRES_CORES_AT_MOST:
                return replace(self, postgres_cores=2 * self.postgres_cores)
            case _:
                return replace(self, postgres_servers=2 * self.postgres_servers)


def evening(leagues: int, draw: Random) -> list[Load]:
    """Draw auctions; return the load of each minute in which anything happens, in their order."""
    drawn = min(leagues, SAMPLED)
    rooms, opened, sockets = Counter[int](), Counter[int](), Counter[int]()
    bids: dict[int, float] = {}
    for _ in range(drawn):
        start = _start(draw)
        length = max(SHORTEST_MINUTES, round(draw.gauss(AUCTION_MINUTES, SPREAD_MINUTES)))
        for minute in range(start, start + length):
            rooms[minute] += 1
            bids[minute] = bids.get(minute, 0.0) + BIDS / length
        for _person in range(SOCKETS):
            came = start - draw.randint(1, COMING_MINUTES)
            opened[came] += 1
            for minute in range(came, start + length):
                sockets[minute] += 1
    each = leagues / drawn
    return [
        Load(rooms[minute], sockets[minute], opened[minute] / 60, bids.get(minute, 0.0) / 60).times(each)
        for minute in sorted(sockets)
    ]


def _start(draw: Random) -> int:
    """The minute of the day in which an auction begins."""
    [hour] = draw.choices([*HOURS], [*HOURS.values()])
    [minute] = draw.choices([*MINUTES, draw.randrange(60)], [*MINUTES.values(), 100 - sum(MINUTES.values())])
    return 60 * hour + minute


def steps(loads: Sequence[Load], costs: Costs, site: Site) -> Iterator[tuple[str, float, Site]]:
    """Yield what breaks first, how much of it would be used, and the site that has more of it, until all fits."""
    while True:
        worst = {part: max(site.used(load, costs)[part] for load in loads) for part in site.used(loads[0], costs)}
        part = max(worst, key=lambda each: worst[each])
        if worst[part] <= USED_AT_MOST:
            return
        site = site.with_more(part)
        yield part, worst[part], site


def simulate(sizes: Sequence[int], costs: Costs) -> Iterator[dict[str, Any]]:
    """Yield what each evening asks for; the site of one is where the next begins."""
    site = Site()
    for leagues in sizes:
        loads = evening(leagues, Random(0))  # noqa: S311 # nothing secret, and the same every time
        broke: list[tuple[str, float]] = []
        for part, used, grown in steps(loads, costs, site):
            site = grown
            if part not in {name for name, _ in broke}:
                broke.append((part, round(used, 1)))
        yield {
            "leagues": leagues,
            "rooms": round(max(load.rooms for load in loads)),
            "sockets": round(max(load.sockets for load in loads)),
            "opened_per_s": round(max(load.opened for load in loads)),
            "bids_per_s": round(max(load.bids for load in loads)),
            "frames_per_s": round(max(load.bids for load in loads) * SOCKETS),
            "gb_of_sockets": round(max(load.sockets for load in loads) * costs.socket_bytes / 1e9, 1),
            "breaks_in_this_order": broke,
            "site": {each.name: getattr(site, each.name) for each in fields(site)},
        }


def main() -> None:
    """Simulate and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--leagues", default="1000,10000,100000,1000000", help="from few to many, 100 million at most")
    parser.add_argument("--costs", type=Path, help="what benchmarks.scaling printed on another machine")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    options = parser.parse_args()
    sizes = sorted(min(max(int(each), 1), 100_000_000) for each in options.leagues.split(","))
    for told in simulate(sizes, Costs.read(options.costs) if options.costs else Costs()):
        print(json.dumps(told, indent=None if options.json else 2))


if __name__ == "__main__":
    main()
