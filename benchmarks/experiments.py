"""Experiments whose truth is known: how often a difference is seen where there is none, and how soon where one is.

    .venv/bin/python -m benchmarks.experiments [--experiments 1000]

Leagues meet a flag on or off over some weeks, by a draw, and something is measured of each. What is known is looked at
after every league, which is oftener than anybody can. The luck is seeded: two runs print the same figures.
"""

import argparse
import json
import math
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any

from rollouts.evidence import sample_ratio
from rollouts.evidence.bars import difference_bar
from rollouts.evidence.pairs import MeasuredSubject, compare_pairs, pairs_to_tell

OUTCOMES = 4
SEED = 15
BAR = difference_bar(OUTCOMES)
Measured = Callable[[random.Random, bool, float], float]
"""What is measured of a league with the flag on or off, which met it at a place from 0 to 1 of the whole time."""


def share_of(off: float, on: float) -> Measured:
    """Return the measure of something that so many do, such as to complete an auction."""
    return lambda luck, has, _: float(luck.random() < (on if has else off))


def skewed(times: float = 1.0) -> Measured:
    """Return the measure of bids on a lot: a few leagues have ten times as many. With the flag `times` as many."""
    return lambda luck, has, _: luck.lognormvariate(1.0, 0.8) * (times if has else 1.0)


def growing(luck: random.Random, has: bool, place: float) -> float:
    """Return bids on a lot that become three times as many meanwhile, for everybody."""
    return luck.lognormvariate(1.0, 0.8) * (1 + 2 * place)


def often_never(times: float = 1.0) -> Measured:
    """Return the measure of the time to begin, which for three of ten never comes. With the flag `times` as long."""

    def measure(luck: random.Random, has: bool, place: float) -> float:
        return math.inf if luck.random() < 0.3 else luck.expovariate(1 / 600) * (times if has else 1.0)

    return measure


@dataclass(frozen=True, slots=True, kw_only=True)
class Experiment:
    """An experiment of which the truth is known. `drawn`: the share that has the flag; `planned`: that should have."""

    measured: Measured
    leagues: int = 400
    drawn: float = 0.5
    planned: float = 0.5


def leagues_of(experiment: Experiment, luck: random.Random) -> Iterator[MeasuredSubject]:
    """Yield the leagues of an experiment as they become known."""
    for place in range(experiment.leagues):
        on = luck.random() < experiment.drawn
        yield MeasuredSubject(on, float(place), experiment.measured(luck, on, place / experiment.leagues))


def known_after(leagues: list[MeasuredSubject]) -> int | None:
    """Return after how many leagues a difference is known; None: it never is. What is known once stays known."""

    def known(number: int) -> bool:
        found = compare_pairs(leagues[:number])
        return found.known_more(BAR) or found.known_less(BAR)

    if not known(len(leagues)):
        return None
    low, high = 0, len(leagues)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if known(middle) else (middle, high)
    return high


def played(experiment: Experiment, number: int) -> dict[str, Any]:
    """Return the share of so many experiments in which a difference is known, after how many leagues half of those,
    and the share in which the draw is called wrong. One that changes nothing has as many outcomes to err by."""
    luck = random.Random(SEED)  # noqa: S311 # makes leagues
    same = experiment.measured in SAME
    known, ratios = [], 0
    for _ in range(number):
        leagues = list(leagues_of(experiment, luck))
        ratios += sample_ratio.ratio_is_off(sum(each.on for each in leagues), len(leagues), experiment.planned)
        others = [list(leagues_of(experiment, luck)) for _ in range(OUTCOMES - 1)] if same else []
        after = [found for each in (leagues, *others) if (found := known_after(each)) is not None]
        if after:
            known.append(min(after))
    return {"known": len(known) / number, "leagues": median(known) if known else None, "ratio": ratios / number}


_HALF, _BIDS, _BEGIN = share_of(0.5, 0.5), skewed(), often_never()
SAME = (_HALF, _BIDS, _BEGIN, growing)
EXPERIMENTS = {
    "the same share": Experiment(measured=_HALF),
    "as many bids": Experiment(measured=_BIDS),
    "as many bids, which grow": Experiment(measured=growing),
    "as long to begin": Experiment(measured=_BEGIN),
    "as many bids, 33.33 %": Experiment(measured=_BIDS, drawn=0.3333, planned=0.3333),
    "as many bids, 14 leagues": Experiment(measured=_BIDS, leagues=14),
    "60 and 80 % complete": Experiment(measured=share_of(0.6, 0.8)),
    "80 and 90 % complete": Experiment(measured=share_of(0.8, 0.9)),
    "half as many bids again": Experiment(measured=skewed(1.5)),
    "twice as many bids": Experiment(measured=skewed(2.0)),
    "twice as many bids, 33.33 %": Experiment(measured=skewed(2.0), drawn=0.3333, planned=0.3333),
    "twice as many bids, 14 leagues": Experiment(measured=skewed(2.0), leagues=14),
    "half as long to begin": Experiment(measured=often_never(0.5)),
    "a draw of 40 % in place of 50": Experiment(measured=_BIDS, drawn=0.4),
}


def main() -> None:
    """Print a line of figures for each experiment whose truth is known."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--experiments", type=int, default=1_000, help="of each kind (default 1000)")
    number = parser.parse_args().experiments
    for name, experiment in EXPERIMENTS.items():
        print(json.dumps({"experiment": name, **played(experiment, number)}), flush=True)
    for share in (0.6, 2 / 3, 0.75, 0.9):
        print(json.dumps({"ahead in": round(share, 2), "pairs": pairs_to_tell(share, BAR)}))


if __name__ == "__main__":
    main()
