"""Years of releases in seconds: how often evidence is wrong, and how soon it is right, where the truth is known.

    .venv/bin/python -m benchmarks.evidence [--plans 2000]

Leagues meet a flag on or off over some days and fail, or don't, at a given pace. Evidence is looked at after every
failure, which is oftener than a check every 30 seconds can. Bad leagues, and an hour in which everybody fails, hit both
arms alike. The luck is seeded: two runs print the same figures.
"""

import argparse
import json
import math
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from statistics import median
from typing import Any

from rollouts.evidence.bars import PASSING, roll_back_bar
from rollouts.evidence.comparison import ExposedSubject, compare_arms
from rollouts.evidence.e_process import BETTER, EProcess
from rollouts.evidence.forecast import failures_to_tell, subjects_to_pass

DAY = 86_400.0
GUARDS = 3
SEED = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A release of which the truth is known."""

    leagues: int = 4_000
    on_share: float = 0.1
    days: float = 3.0
    rate: float = 0.05
    """The share of the leagues without the flag that fails, if they were there from the beginning."""
    ratio: float = 1.0
    """How many times as fast the leagues with the flag fail."""
    bad_leagues: float = 0.0
    """The share of leagues that fail 60 times as fast, whatever they have."""
    bad_hour: float = 1.0
    """How many times as fast everybody fails, in one hour in the middle."""


def leagues_of(release: Release, luck: random.Random) -> Iterator[ExposedSubject]:
    """Yield the release's leagues, with the first failure of those that had one before its end."""
    end = release.days * DAY
    pace = -math.log1p(-release.rate) / end
    for _ in range(release.leagues):
        on = luck.random() < release.on_share
        since = luck.random() * end
        times = (release.ratio if on else 1.0) * (60.0 if luck.random() < release.bad_leagues else 1.0)
        failed_at = _first_failure(since, luck.expovariate(pace * times), release)
        yield ExposedSubject(on, since, failed_at if failed_at < end else None)


def _first_failure(since: float, patience: float, release: Release) -> float:
    """Return the instant at which so many seconds of usual pace are used up; the bad hour uses them up faster."""
    begin = release.days * DAY / 2
    end = begin + 3_600
    for until, times in ((begin, 1.0), (end, release.bad_hour)):
        stay = max(0.0, until - since)
        if patience < stay * times:
            return since + patience / times
        patience -= stay * times
        since = max(since, until)
    return since + patience


def failures_until_rolled_back(release: Release, luck: random.Random) -> int | None:
    """Return after how many first failures of both arms a guard rolls the release back; None: it never does."""
    leagues = list(leagues_of(release, luck))
    if not compare_arms(leagues).reached(roll_back_bar(GUARDS)):
        return None
    failures = sorted(each.failed_at for each in leagues if each.failed_at is not None)
    return _first_index(failures, lambda at: compare_arms(_until(leagues, at)).reached(roll_back_bar(GUARDS)))


def _until(leagues: list[ExposedSubject], at: float) -> Iterator[ExposedSubject]:
    for each in leagues:
        if each.since <= at:
            yield each if each.failed_at is None or each.failed_at <= at else replace(each, failed_at=None)


def _first_index(failures: list[float], reached: Callable[[float], bool]) -> int:
    """Return the number of the first failure by which it is reached: what was reached once stays reached."""
    low, high = 0, len(failures)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if reached(failures[middle - 1]) else (middle, high)
    return high


def roll_backs(release: Release, plans: int) -> dict[str, Any]:
    """Return the share of so many releases that is rolled back, and after how many failures half of those were."""
    luck = random.Random(SEED)  # noqa: S311 # makes leagues
    # A release without harm has so many guards that may cry wolf; one that does harm is found by the one that sees it.
    guards = GUARDS if release.ratio <= 1 else 1
    found = [[failures_until_rolled_back(release, luck) for _ in range(guards)] for _ in range(plans)]
    after = [min(each for each in plan if each is not None) for plan in found if any(plan)]
    return {"rolled_back": len(after) / plans, "failures": median(after) if after else None}


def subjects_until_passed(limit: float, rate: float, most: int, luck: random.Random) -> int | None:
    """Return after how many subjects a rate is called below the limit, `most` being all there are; None: never."""
    process = EProcess(BETTER)
    for subjects in range(1, most + 1):
        process.observe(limit, luck.random() < rate)
        if process.reached(PASSING):
            return subjects
    return None


def promotions(limit: float, rate: float, plans: int, most: int) -> dict[str, Any]:
    """Return the share of so many releases that is called below the limit, and after how many subjects half were."""
    luck = random.Random(SEED)  # noqa: S311 # makes failures
    after = [found for _ in range(plans) if (found := subjects_until_passed(limit, rate, most, luck)) is not None]
    return {"promoted": len(after) / plans, "subjects": median(after) if after else None}


RELEASES = {
    "no harm": Release(),
    "no harm, bad leagues": Release(bad_leagues=0.02),
    "no harm, a bad hour": Release(bad_hour=60.0),
    "no harm, half and half": Release(on_share=0.5),
    "no harm, seven leagues": Release(leagues=70),
    "twice the failures": Release(ratio=2.0),
    "twice, half and half": Release(ratio=2.0, on_share=0.5),
    "four times": Release(ratio=4.0),
    "four times, bad leagues": Release(ratio=4.0, bad_leagues=0.02),
    "four times, a bad hour": Release(ratio=4.0, bad_hour=60.0),
    "four times, seven leagues": Release(ratio=4.0, leagues=70),
}


def main() -> None:
    """Print a line of figures for each release whose truth is known."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--plans", type=int, default=2_000, help="releases of each kind (default 2000)")
    plans = parser.parse_args().plans
    for name, release in RELEASES.items():
        forecast = failures_to_tell(release.ratio, release.on_share, roll_back_bar(GUARDS))
        print(json.dumps({"release": name, **roll_backs(release, plans), "forecast": forecast}))
    for limit, rate in ((0.05, 0.05), (0.05, 0.06), (0.05, 0.02), (0.05, 0.01), (0.05, 0.0), (0.01, 0.01), (0.01, 0.0)):
        found = promotions(limit, rate, plans, 2_000)
        print(json.dumps({"limit": limit, "rate": rate, **found, "forecast": subjects_to_pass(limit, rate)}))


if __name__ == "__main__":
    main()
