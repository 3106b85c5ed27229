"""Measure readers of a site of 1,000 leagues, 7,200 auctions and 5 million bids, beside one with a single league.

    DATA_DIR=.local/large .venv/bin/python -m auctionsite.local exec -- \\
        .venv/bin/python -m benchmarks.large_site [--leagues 1000] [--auctions 7200] [--times 10]

First there is one league, in which an auction was played, and its pages, calls and an operator's pages are read, and
what processes look for again and again is looked for. Then come copies of league and auction, made in SQL: people,
members, seats, lots, events and bids, each with its indexes; only the JSON of copied events and bids is empty. They
are those of a year. Then the same is read again. Each figure is the least of so many times, in milliseconds by the
clock, Postgres's work included.

It takes some minutes and 5 GB; delete the folder of DATA_DIR afterwards.
"""

import argparse
import json
import os
import platform
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "auctionsite.settings")
os.environ.setdefault("RATE_LIMITS", "off")
os.environ.setdefault("LOG_LEVEL", "WARNING")
os.environ.setdefault("ALLOWED_HOSTS", "testserver")
django.setup()

from django.core.management import call_command
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.test import Client
from django.urls import reverse

from accounts.models import User
from auctions.bots.simulation import SimulatedRows, simulate
from auctions.clock import AuctionClock
from auctions.dates import due
from auctions.models import AuctionEvent, Bid
from auctions.notifying import ending, follower
from auctions.recovery import stuck
from auctions.store import empty_rooms, late_chain, lost_lines
from leagues.models import Asset, League
from leagues.services import import_shipped_clubs
from leagues.settings.auction import AuctionSettings
from notices import mailing, upkeep
from rollouts.propagation import snapshot
from season.trades.settling import next_due_trade

STRIDE = 1_000_000
"""Numbers of rows that are copied are below it, and those of each copy begin at a multiple of it."""
LEAGUE, AUCTION = "((copy - 1) % %(leagues)s + 1)", "copy"
"""The number of the copy: of a league's tables, and of an auction's, whose leagues take turns."""
COPIED = {
    "accounts_user": LEAGUE,
    "leagues_league": LEAGUE,
    "leagues_member": LEAGUE,
    "auctions_auction": AUCTION,
    "auctions_participant": AUCTION,
    "auctions_lot": AUCTION,
    "auctions_auctionevent": AUCTION,
    "auctions_bid": AUCTION,
}
"""Tables, each with the number of its copy."""
APART = "interval '70 minutes'"
"""Each copy is so much older than the one before: 7,200 auctions are those of a year."""
EMPTIED = {("auctions_auctionevent", "payload"), ("auctions_bid", "receipt")}
_COLUMNS = """
    SELECT column_name, udt_name, character_maximum_length,
        (SELECT confrelid::regclass::text FROM pg_constraint
         WHERE contype = 'f' AND conrelid = table_name::regclass AND conkey = ARRAY[attnum]),
        EXISTS (SELECT FROM pg_index
         WHERE indrelid = table_name::regclass AND indisunique AND indnatts = 1 AND indkey[0] = attnum)
    FROM information_schema.columns
    JOIN pg_attribute ON attrelid = table_name::regclass AND attname = column_name
    WHERE table_name = %s AND is_generated = 'NEVER' ORDER BY attnum
"""
"""(column, type, length, the table it refers to, whether it is unique by itself)."""


@dataclass(frozen=True)
class CopiedColumn:
    """A column of a table that is copied."""

    table: str
    name: str
    kind: str
    length: int | None
    refers_to: str | None
    is_unique: bool

    def copied(self) -> str:
        """Return the SQL of its value in a copy."""
        if (self.table, self.name) in EMPTIED:
            return f"'{{}}'::{self.kind}"
        if self.kind == "timestamptz":
            return f'"{self.name}" - {COPIED[self.table]} * {APART}'
        of = COPIED.get(self.refers_to or self.table)
        if of is None or not (self.refers_to or self.is_unique):
            return f'"{self.name}"'
        if self.kind == "uuid":
            return f'md5("{self.name}"::text || {of})::uuid'
        if self.kind in {"varchar", "text"}:
            return f'left(md5("{self.name}" || {of}), {self.length or 32})'
        return f'"{self.name}" + {of}::bigint * {STRIDE}'


def columns_of(cursor: CursorWrapper, table: str) -> list[CopiedColumn]:
    """Return the columns of a table."""
    cursor.execute(_COLUMNS, [table])
    return [CopiedColumn(table, *row) for row in cursor.fetchall()]


def copy(played: SimulatedRows, leagues: int, auctions: int) -> None:
    """Make so many leagues and auctions like the one that was played."""
    own = {
        "accounts_user": ("id = ANY(%(users)s)", leagues),
        "leagues_league": ("id = %(league)s", leagues),
        "leagues_member": ("league_id = %(league)s", leagues),
        "auctions_auction": ("id = %(auction)s", auctions),
    }
    values: dict[str, Any] = {
        "users": [user.pk for user in played.users],
        "league": played.league.pk,
        "auction": played.auction_id,
    }
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # neither foreign keys nor our triggers look
        for table in COPIED:
            which, copies = own.get(table, ("auction_id = %(auction)s", auctions))
            columns = columns_of(cursor, table)
            names = ", ".join(f'"{column.name}"' for column in columns)
            made = ", ".join(column.copied() for column in columns).replace("% ", "%% ")
            cursor.execute(
                f"INSERT INTO {table} ({names}) OVERRIDING SYSTEM VALUE SELECT {made}"  # noqa: S608 # ours
                f" FROM {table}, generate_series(1, {copies}) AS copy WHERE {which}",
                values | {"leagues": leagues},
            )
            print(f"{table}: {cursor.rowcount:,} copied", flush=True)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def readers(played: SimulatedRows) -> dict[str, Callable[[], Any]]:
    """Return what is read, by name."""
    member, operator = Client(), Client()
    member.force_login(played.users[0])
    operator.force_login(User.objects.create_superuser("operator@bench.invalid", "a password"))
    league, auction = [played.league.pk], [played.auction_id]
    bid = Bid.objects.filter(auction=played.auction_id, code="ok").latest("pk").pk
    pages = {
        "my leagues": reverse("my-leagues"),
        "a league": reverse("league", args=league),
        "its settings": reverse("league-settings", args=league),
        "its season": reverse("season", args=league),
        "the room of an auction that is over": reverse("auction", args=auction),
        "results": reverse("auction-results", args=auction),
        "recap": reverse("auction-recap", args=auction),
        "replay": reverse("auction-replay", args=auction),
        "a receipt": reverse("bid-receipt", args=[bid]),
        "API: an auction": reverse("api-auction", args=auction),
        "API: events": reverse("api-auction-events", args=auction),
        "API: lots": reverse("api-auction-lots", args=auction),
        "API: results as a table": reverse("api-auction-results", args=auction),
    }
    operators = {
        "operators: control room": "/admin/",
        "operators: auctions": reverse("admin:auctions_auction_changelist"),
        "operators: an auction": reverse("admin:auctions_auction_change", args=auction),
        "operators: leagues": reverse("admin:leagues_league_changelist"),
        "operators: people": reverse("admin:accounts_user_changelist"),
    }
    looks: dict[str, Callable[[], Any]] = {
        "the clock's look": AuctionClock().close_next_due,
        "look for empty rooms": empty_rooms.quiet_rooms,
        "look for lost lines": lost_lines.quiet_seats,
        "look for stuck auctions": stuck.find_stuck,
        "look for journals without a chain": late_chain.next_unchained,
        "look for dates": due.next_to_open,
        "look for news": follower.next_auction,
        "look for lots that end soon": ending.next_ending,
        "look for mails": mailing.next_mail,
        "look for old notices": upkeep.next_old,
        "look for trades": next_due_trade,
    }
    read = {name: partial(get, member, path) for name, path in pages.items()}
    return read | {name: partial(get, operator, path) for name, path in operators.items()} | looks


def get(client: Client, path: str) -> None:
    """Read a page to its end."""
    answer = client.get(path)
    assert answer.status_code == 200, f"{path}: {answer.status_code}"
    if answer.streaming:
        list(answer)
    answer.close()


def least_ms(work: Callable[[], Any], times: int) -> float:
    """Return the least time it takes, in ms, once what it keeps is kept."""
    work()
    took = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        took.append((time.perf_counter() - began) * 1000)
    return min(took)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--leagues", type=int, default=1000, help="1 to 2000")
    parser.add_argument("--auctions", type=int, default=7200, help="1 to 100,000")
    parser.add_argument("--times", type=int, default=10, help="of which the least is shown, 3 to 1000")
    options = parser.parse_args()
    call_command("migrate", verbosity=0)
    if League.objects.exists():
        raise SystemExit("This database has leagues already: give DATA_DIR a new folder.")
    import_shipped_clubs()
    follower_of_flags = snapshot.follow("bench")
    settings = AuctionSettings(lot_seconds=20, anti_snipe_seconds=8, order="shuffled", seed=7)
    clubs = Asset.objects.filter(sport="football", league=None).order_by("external_id")
    played = simulate(list(clubs.select_related("sport")), 8, 7, settings)
    while (told := follower.next_auction()) is not None:
        follower.follow(told)
    reads = readers(played)
    alone = {name: least_ms(read, options.times) for name, read in reads.items()}
    copy(played, min(max(options.leagues, 1), 2000), min(max(options.auctions, 1), 100_000))
    beside = {name: least_ms(read, options.times) for name, read in reads.items()}
    follower_of_flags.stop()
    print(f"{os.cpu_count()} cores, Python {platform.python_version()}; {Bid.objects.count():,} bids,")
    print(f"{AuctionEvent.objects.count():,} events; milliseconds, the least of {options.times}")
    shown = {
        name: {"alone": round(took, 2), "beside": round(beside[name], 2), "times": round(beside[name] / took, 2)}
        for name, took in alone.items()
    }
    print(json.dumps(shown, indent=1))


if __name__ == "__main__":
    main()
