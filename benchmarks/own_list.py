"""Measure a league's own list from the file to what it changed, and back.

    .venv/bin/python -m auctionsite.local exec -- .venv/bin/python -m benchmarks.own_list [--rows 5000]

The steps are those of a commissioner on the page, by the same functions: the file is previewed, what it would change
is shown, it is applied and taken back; then so is a second list in which every tenth name has another accent, so that
it is asked about, and a third in which everybody has another position, club and rank. Everything is done in one
transaction of the database that DATABASE_URL names, which is rolled back. Seconds, and in brackets those of CPU here.
"""

import argparse
import json
import os
import platform
import random
import time
from collections.abc import Callable
from typing import TypeVar

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "auctionsite.settings")
django.setup()

from django.db import transaction

from accounts.models import User
from leagues.built_in_sports import install_sport
from leagues.imports.planning import Decisions, Rest
from leagues.models import Sport
from leagues.own_lists.importing import apply_list, bring_list, decide, look_at
from leagues.own_lists.queries import exported_list, own_list
from leagues.own_lists.taking_back import take_back_list
from leagues.services import create_league
from leagues.settings.auction import AuctionSettings

LUCK = random.Random(7)  # noqa: S311 # makes names
Times = dict[str, str]
T = TypeVar("T")


def names(count: int) -> list[str]:
    """So many names of two words, no two of which are the same."""
    words = ["".join(LUCK.choices("abcdefghijklmnoprstuvw", k=6)).title() for _ in range(2000)]
    return [f"{LUCK.choice(words)} {LUCK.choice(words)} {number}" for number in range(count)]


def file_of(called: list[str], position: str = "MID", moved: int = 0) -> str:
    """A list of them with position, club and rank; `moved`: so many clubs and ranks further than they were."""
    rows = (f"{name},{position},Club {(place + moved) % 20},{place + moved + 1}" for place, name in enumerate(called))
    return "\n".join(["name,position,club,rank", *rows])


def measure(rows: int) -> dict[str, Times]:
    """Seconds of each step, of a list that is new, of one that renames a tenth, and of one that changes everybody."""
    install_sport("football-players")
    user = User.objects.create_user("bench@bench.invalid", "Bench")
    league = create_league(user, "Bench", Sport.objects.get(key="football-players"), AuctionSettings())
    first = names(rows)
    second = [name.replace("a", "á", 1) if place % 10 == 0 else name for place, name in enumerate(first)]

    def way_of(text: str, decisions: Decisions) -> Times:
        times: Times = {}

        def timed(what: str, step: Callable[[], T]) -> T:
            started, cpu = time.perf_counter(), time.process_time()
            done = step()
            times[what] = f"{time.perf_counter() - started:.2f} ({time.process_time() - cpu:.2f})"
            return done

        waiting, _ = timed("previewed", lambda: bring_list(user, league, text, "list.csv"))
        timed("shown", lambda: look_at(user, waiting))
        timed("decided", lambda: decide(user, waiting, decisions))
        report = timed("applied", lambda: apply_list(user, waiting, good_lines=False))
        timed("downloaded", lambda: exported_list(own_list(league)))
        upload = report.upload
        assert upload is not None
        timed("taken back", lambda: take_back_list(user, upload))
        return times

    new = way_of(file_of(first), Decisions())
    waiting, _ = bring_list(user, league, file_of(first), "list.csv")
    apply_list(user, waiting, good_lines=False)
    return {
        "new": new,
        "a tenth renamed": way_of(file_of(second), Decisions(rest=Rest.SAME)),
        "all changed": way_of(file_of(first, "DEF", 1), Decisions(rest=Rest.SAME)),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=5000, help="10000 at most")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")
    options = parser.parse_args()
    with transaction.atomic():
        report = measure(max(1, min(options.rows, 10_000)))
        transaction.set_rollback(True)
    if options.json:
        print(json.dumps(report))
        return
    print(f"{os.cpu_count()} cores, Python {platform.python_version()}")
    for name, times in report.items():
        print(f"{name:>16}  {times}")


if __name__ == "__main__":
    main()
