"""Measure whether a bid costs the same however large its auction is: many lots, and many events in one journal.

    DATA_DIR=.local/benchmark .venv/bin/python -m auctionsite.local exec -- \\
        .venv/bin/python -m benchmarks.growth [--bids 150] [--rounds 3] [--events 100000] [--stale] [--audit] [--json]

One bid a commit through `engine.execute`, by two seats that outbid each other on the one open lot of

- an auction with 100, 1,000 and 10,000 lots
- an auction of clubs whose journal has 100, 10,000 and so many events; it is made by bids in batches of 256, some
  thousand a second, so that 1,000,000 take several minutes

All auctions take turns in each round, and medians of the rounds are told, in ms a bid, with the ratios to the smallest
auction: flat is 1.0. "Ours" is this process, all of its threads; "of the decision" is the thread that decides;
"Postgres's" is all of its processes, in steps of 10 ms; in all of them but "of the decision" are the snapshots of the
whole state that are written every so many events. A journal grows by the bids that are measured.

Before anything is measured Postgres counts its tables (ANALYZE), as it does by itself within a minute or two of such
growth. --stale leaves that out: then its plans are those of tables that were all but empty a moment ago.
"""

import argparse
import json
import os
from functools import partial

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "auctionsite.settings")
os.environ.setdefault("LOG_LEVEL", "WARNING")
django.setup()

from django.db import connection

from auctions import engine
from auctions.audit.run import audit_auction
from benchmarks.commits import MACHINE, Bidding, in_turns, medians
from benchmarks.open_lots import make_assets
from rollouts.propagation import snapshot

LOTS = (100, 1_000, 10_000)
EVENTS = (100, 10_000)
BATCH = 256
"""Bids a commit while a journal is made."""
SECONDS = 30.0
"""After so long a measurement ends, however few bids there were."""


def events_of(bidding: Bidding) -> int:
    """Return the number of events of the journal."""
    return engine.read(bidding.cast.auction).seq


def with_events(events: int) -> Bidding:
    """An auction whose journal has so many events, or some more if it began with more."""
    bidding = Bidding(1)
    while (missing := events - events_of(bidding)) > 0:
        bidding.commit(min(BATCH, missing))
    return bidding


def flatness(ms: dict[str, dict[str, float]], names: list[str]) -> dict[str, dict[str, float]]:
    """Return how many times as much each figure is as that of the first of these auctions."""
    first = ms[names[0]]
    return {
        name: {figure: round(took / first[figure], 2) if first[figure] else 0.0 for figure, took in ms[name].items()}
        for name in names[1:]
    }


def audit(biddings: dict[str, Bidding]) -> None:
    """End with the first finding, if a journal doesn't prove what the tables say."""
    for name, bidding in biddings.items():
        for finding in audit_auction(bidding.cast.auction):
            raise SystemExit(f"The audit of the auction with {name} found: {finding}")


def measure(bids: int, rounds: int, events: int, *, stale: bool) -> tuple[dict[str, object], dict[str, Bidding]]:
    """All figures, ratios to the smallest auctions, and what was bid in."""
    many_lots = {f"{lots:,} lots": Bidding(1, make_assets(lots)) for lots in LOTS}
    long_journals = {f"{each:,} events": with_events(each) for each in (*EVENTS, events)}
    biddings = many_lots | long_journals
    if not stale:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    began = {name: events_of(each) for name, each in biddings.items()}
    told = in_turns({name: partial(each.measured, SECONDS, bids) for name, each in biddings.items()}, rounds)
    ms = {name: medians(each) for name, each in told.items()}
    figures: dict[str, object] = {
        "machine": MACHINE,
        "analyzed": not stale,
        "ms_a_bid": ms,
        "journal": {name: f"{began[name]:,} to {events_of(each):,} events" for name, each in biddings.items()},
        "ratios": flatness(ms, [*many_lots]) | flatness(ms, [*long_journals]),
        "rounds": told,
    }
    return figures, biddings


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bids", type=int, default=150, help="of each measurement, 10 to 10,000")
    parser.add_argument("--rounds", type=int, default=3, help="3 at least, 20 at most")
    parser.add_argument("--events", type=int, default=100_000, help="of the longest journal, 1,000,000 at most")
    parser.add_argument("--stale", action="store_true", help="by plans made before the tables were filled")
    parser.add_argument("--audit", action="store_true", help="prove every journal at the end, about 0.2 ms an event")
    parser.add_argument("--json", action="store_true", help="with the figures of each round")
    options = parser.parse_args()
    snapshot.follow("bench")  # as the product's own processes do
    bids, rounds = min(max(options.bids, 10), 10_000), min(max(options.rounds, 3), 20)
    figures, biddings = measure(bids, rounds, min(max(options.events, 20_000), 1_000_000), stale=options.stale)
    if options.audit:
        audit(biddings)
        figures["audit"] = "nothing found"
    if not options.json:
        figures.pop("rounds")
    print(json.dumps(figures, indent=None if options.json else 2, ensure_ascii=False))


if __name__ == "__main__":
    main()
