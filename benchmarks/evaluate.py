"""Measure one question to a flag in a process that follows, and show that none of it is I/O.

    .venv/bin/python -m auctionsite.local exec -- .venv/bin/python -m benchmarks.evaluate

Each line is the best of several rounds, in microseconds, and as a ratio to one sha256 of a short text, which no answer
by bucket can do without. A query, or a message to Redis, in one of the questions would end the run with an error.
"""

import argparse
import json
import os
import platform
import timeit
from collections.abc import Callable
from functools import partial
from hashlib import sha256
from types import MappingProxyType
from typing import Any
from uuid import uuid4

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "auctionsite.settings")
django.setup()

from django.db import connection

from rollouts import flags, subjects
from rollouts.evaluation.evaluate import evaluate
from rollouts.evaluation.types import (
    Audience,
    BucketBy,
    Criterion,
    FlagConfig,
    FlagSnapshot,
    RingConfig,
    Strategy,
    Subject,
)
from rollouts.propagation import snapshot

ROUNDS, QUESTIONS = 15, 2000
RINGS = (
    RingConfig(name="internal", members=Audience(users=frozenset(range(50)))),
    RingConfig(name="beta", members=Audience(users=frozenset(range(1000)), groups=frozenset({1, 2}))),
    RingConfig(name="ga", everybody=True),
)
FLAGS = (
    FlagConfig(name="off", everyone=False),
    FlagConfig(name="percentage", percent=2_500, bucket_by=BucketBy.LEAGUE),
    FlagConfig(name="rings", strategy=Strategy.RING, rings=MappingProxyType({"beta": 10_000, "ga": 500})),
    FlagConfig(
        name="everything",
        percent=2_500,
        requires=(("percentage", False), ("rings", True)),
        criteria=(Criterion("account_age_days", "at_least", 30), Criterion("sport", "in", frozenset({"football"}))),
        targets=Audience(users=frozenset(range(2000, 3000)), groups=frozenset({1})),
    ),
)
SUBJECT = Subject(user=700, league=str(uuid4()), traits={"account_age_days": 400, "sport": "football"})


def no_io(execute: Any, sql: str, *args: Any) -> Any:
    """Stands in every query's way."""
    raise SystemExit(f"A question to a flag made a query: {sql}")


def microseconds(question: Callable[[], object]) -> float:
    """The best round, per question."""
    return min(timeit.repeat(question, number=QUESTIONS, repeat=ROUNDS)) / QUESTIONS * 1e6


def measure() -> dict[str, float]:
    """Microseconds by kind of question."""
    picture = FlagSnapshot(
        version=1,
        flags={flag.name: flag for flag in FLAGS},
        rings=RINGS,
        groups={1: frozenset(range(5000, 6000)), 2: frozenset(range(6000, 7000))},
    )
    found = {"sha256": microseconds(lambda: sha256(b"waiting_room:league:0000").hexdigest())}
    for flag in FLAGS:
        name = flag.name
        found[f"evaluate {name}"] = microseconds(partial(evaluate, picture, name, SUBJECT, 1e9))
    auction = uuid4()
    snapshot.follow("bench")
    with connection.execute_wrapper(no_io):
        found["flags.keeps_state"] = microseconds(lambda: flags.keeps_state(flags.UseCase.BID, auction))
        found["flags.switches"] = microseconds(flags.operator_switches)
        found["flags.waiting_room"] = microseconds(lambda: flags.has_waiting_room(subjects.anonymous()))
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")
    options = parser.parse_args()
    found = measure()
    if options.json:
        print(json.dumps(found))
        return
    print(f"{os.cpu_count()} cores, Python {platform.python_version()}")
    for name, each in found.items():
        print(f"{name:>22}  {each:6.2f} µs  {each / found['sha256']:5.1f} × sha256")


if __name__ == "__main__":
    main()
