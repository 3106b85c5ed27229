"""Measure how long a backup takes, how large it is, and how long it takes to prove that it can be restored.

    DATA_DIR=.local/benchmark .venv/bin/python -m auctionsite.local exec -- \\
        .venv/bin/python -m benchmarks.backup [--auctions 200] [--bids 500000]

A season's worth of leagues: so many running auctions of twelve managers, with so many bids in all, each decided by the
engine as on an evening (in batches of 64, as from busy sockets). Then, through the same functions as the commands:

- backup: one consistent copy by pg_dump, with checksum and manifest
- verify: the copy is restored into a scratch database, and every auction in it is proved by replaying its journal

Everything is made in the database that DATABASE_URL names: use an empty one, and remove it afterwards.
"""

import argparse
import itertools
import json
import multiprocessing
import os
import platform
import shutil
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from uuid import UUID, uuid4

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "auctionsite.settings")
django.setup()

from django.core.management import call_command
from django.db import connection

from accounts.models import User
from auctions import engine, services
from auctions.rules.commands import SYSTEM, Actor, ActorRole, Begin, PlaceBid
from auctions.store import journal
from leagues import services as leagues
from leagues.built_in_sports import sport_of_key
from leagues.models import Member
from leagues.settings.auction import AuctionSettings
from operations.backup import create, verify

MANAGERS, BATCH = 12, 64
SETTINGS = AuctionSettings(
    budget=1_000_000_000, slots_min=1, lot_seconds=3600, anti_snipe_seconds=0, early_end=False, break_seconds=0
)


def play(bids: int) -> int:
    """One auction of twelve managers with so many bids; gives how many were accepted."""
    auction, actors, lot = _begin()
    amounts, accepted = itertools.count(1), 0
    for size in _batches(bids):
        now = journal.now_ms()
        batch = [
            PlaceBid(actor=actors[amount % MANAGERS], id=uuid4(), lot=lot, amount=amount, arrived=now)
            for amount in itertools.islice(amounts, size)
        ]
        accepted += sum(outcome.ok for outcome in engine.execute(auction, *batch))
    return accepted


def _begin() -> tuple[UUID, list[Actor], int]:
    people = [User.objects.create_user(f"{uuid4().hex}@bench.invalid", f"Manager {n}") for n in range(MANAGERS)]
    league = leagues.create_league(people[0], "Benchmark", sport_of_key("football"), SETTINGS)
    for person in people[1:]:
        leagues.join_league(person, league.code)
    auction = services.create_auction(league, Actor(user=people[0].pk, role=ActorRole.COMMISSIONER), waiting_room=True)
    engine.execute(auction.pk, Begin(actor=SYSTEM))
    state = engine.read(auction.pk)
    users = dict(Member.objects.filter(league=league).values_list("pk", "user"))
    actors = [
        Actor(user=users[each.member], role=ActorRole.MANAGER, participant=each.id)
        for each in state.participants.values()
    ]
    return auction.pk, actors, state.open_lots[0]


def _batches(bids: int) -> Iterator[int]:
    while bids > 0:
        yield min(BATCH, bids)
        bids -= BATCH


def make(auctions: int, bids: int) -> dict[str, float]:
    """All auctions, in as many processes as there are cores."""
    call_command("migrate", verbosity=0)
    leagues.import_shipped_clubs()
    began = time.perf_counter()
    each, more = divmod(bids, auctions)
    sizes = [each + (n < more) for n in range(auctions)]
    connection.close()
    with ProcessPoolExecutor(mp_context=multiprocessing.get_context("spawn")) as pool:
        accepted = sum(pool.map(play, sizes))
    took = time.perf_counter() - began
    return {"auctions": auctions, "bids": accepted, "seconds": round(took, 1), "bids_per_s": round(accepted / took)}


def database_bytes() -> int:
    """The size of the database on its disk."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


def main() -> None:
    """Print a line for each step, as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--auctions", type=int, default=200)
    parser.add_argument("--bids", type=int, default=500_000, help="in all auctions together")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="auctionsite-backup-"))
    try:
        print(json.dumps({"machine": f"{os.cpu_count()} cores, {platform.system()}"}), flush=True)
        print(json.dumps({"made": make(options.auctions, options.bids)}), flush=True)
        size = database_bytes()
        backup = create.create_backup(folder)
        share = round(backup.bytes / size, 3)
        figures = {"seconds": backup.took_seconds, "bytes": backup.bytes, "database_bytes": size, "ratio": share}
        print(json.dumps({"backup": figures}), flush=True)
        proved = verify.verify_backup(backup)
        times = {"restore_seconds": proved.restore_seconds, "audit_seconds": proved.audit_seconds}
        rounded = {name: round(seconds, 1) for name, seconds in times.items()}
        print(json.dumps({"verify": {**rounded, "auctions": proved.auctions, "findings": len(proved.findings)}}))
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
