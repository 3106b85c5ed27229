"""Tells whether a change of a flag could let anybody in, by the evaluator's answer for probes. Pure.

Probes are made-up subjects. Between them they meet whatever the flag, and the flags that it requires, ask about: named
users, groups, leagues, rings, servers, traits on both sides of each limit, and every part of the buckets. So the answer
also holds for whoever comes tomorrow, and on an empty site.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import combinations, pairwise, product
from random import Random
from typing import NamedTuple, TypeVar

from rollouts.evaluation.bounds import values_around
from rollouts.evaluation.evaluate import bucket, evaluate
from rollouts.evaluation.types import (
    ACCOUNT_AGE,
    HUNDRED_PERCENT,
    Audience,
    BucketBy,
    Criterion,
    FlagConfig,
    FlagSnapshot,
    Subject,
)

PROBES = 2000
_PLACED = 0.3
"""This share of the probes has a place that counts, the others any."""
_NEAR = 200_000
_FIRST_FRESH_USER = 2**40  # beyond every real one
_TICK = 0.001
_DAY_SECONDS = 86_400
T = TypeVar("T")


def somebody_enters(now: FlagSnapshot, then: FlagSnapshot, flag: str, at: float) -> bool:
    """True if a probe that is out of the flag `now` is in `then`, at this instant or at one when a schedule turns."""
    configs = configs_asked(now, flag) + configs_asked(then, flag)
    instants = _instants(configs, at)
    return any(
        evaluate(then, flag, probe, instant).value and not evaluate(now, flag, probe, instant).value
        for probe in probes(now, then, configs)
        for instant in instants
    )


def configs_asked(snapshot: FlagSnapshot, flag: str) -> list[FlagConfig]:
    """Return the configurations that the flag's evaluation may come to: its own, and of all that it requires."""
    configs_by_name: dict[str, FlagConfig | None] = {}
    around = [flag]
    while around:
        name = around.pop()
        if name not in configs_by_name:
            config = configs_by_name[name] = snapshot.flags.get(name)
            required = config.requires if config else snapshot.default_requires.get(name, ())
            around += [required_flag for required_flag, _ in required]
    return [config for config in configs_by_name.values() if config]


def _instants(configs: Sequence[FlagConfig], at: float) -> list[float]:
    turns = {turn for each in configs for turn in (each.starts_at, each.ends_at) if turn is not None and turn > at}
    return sorted({at, *turns, *(max(at, turn - _TICK) for turn in turns)})


def probes(now: FlagSnapshot, then: FlagSnapshot, configs: Sequence[FlagConfig]) -> Iterator[Subject]:
    """Yield the same probes for the same snapshots."""
    rings = [ring.members for snapshot in (now, then) for ring in snapshot.rings]
    named = [audience for config in configs for audience in (config.targets, config.excluded)] + rings
    users = sorted({*_users(named, now), *_users(named, then)})
    leagues = sorted({league for audience in named for league in audience.leagues})
    moved_users, moved_leagues = _moved(now, then)
    labels = sorted({label for config in configs for label in config.labels})
    regions = sorted({region for config in configs for region in config.regions})
    languages = sorted({language for config in configs for language in config.languages})
    traits = _trait_values(configs)
    testing = sorted({config.name for config in configs if config.testing})
    placed = sorted(_placed(now, then, configs))
    draw = Random(0)  # noqa: S311 # nothing secret
    for number in range(PROBES):
        user, league, auction = (_fresh(draw, placed, number) for _ in range(3))
        yield Subject(
            user=_one_of(draw, moved_users, _one_of(draw, users, user)),
            league=_one_of(draw, moved_leagues, _one_of(draw, leagues, str(league))),
            auction=str(auction),
            staff=draw.random() < 0.2,
            superuser=draw.random() < 0.1,
            label=_one_of(draw, labels, ""),
            region=_one_of(draw, regions, ""),
            language=_one_of(draw, languages, ""),
            traits=(knows := {name: draw.choice(values) for name, values in traits.items()}),
            since=_since(knows.get(ACCOUNT_AGE), now.at),
            tester_answers={name: draw.random() < 0.5 for name in testing},
        )


def _fresh(draw: Random, placed: Sequence[int], number: int) -> int:
    """Return an id that nobody has. Each of a probe's is drawn by itself: one flag may ask for its user, another for
    its league, and both for a small share."""
    return draw.choice(placed) if placed and draw.random() < _PLACED else number + _FIRST_FRESH_USER


def _since(age: int | str | bool | None, at: float) -> float | None:
    """Return when an account of this age was made, so that it was younger while a flag was frozen."""
    return at - age * _DAY_SECONDS if isinstance(age, int) else None


def _placed(now: FlagSnapshot, then: FlagSnapshot, configs: Sequence[FlagConfig]) -> set[int]:
    """Return ids with a place in each part of the buckets between the shares that count, however narrow it is, and in
    each part of two flags."""
    names = {each.name for each in configs}
    asked = [*configs, *(flag for each in now.pictures_before() for flag in each.flags.values() if flag.name in names)]
    shares: dict[tuple[str, BucketBy], set[int]] = {}
    for config in asked:
        counts = shares.setdefault((config.salt or config.name, config.bucket_by), {0, HUNDRED_PERCENT})
        counts |= {config.percent, *config.rings.values()}
    parts = [
        [_Part(salt, kind, low, high) for low, high in pairwise(sorted(counts))]
        for (salt, kind), counts in shares.items()
    ]
    alone = {_id_placed((part,)) for flag in parts for part in flag}
    # Of two flags that ask for the same id in buckets of their own, few have a place in a small share of each.
    together = {
        _id_placed((one, other))
        for first, second in combinations(parts, 2)
        for one, other in product(first, second)
        if one.bucket_by is other.bucket_by
    }
    return alone | together


class _Part(NamedTuple):
    """A part of a flag's buckets, from `low` until below `high`."""

    salt: str
    bucket_by: BucketBy
    low: int
    high: int

    def has(self, identifier: str) -> bool:
        return self.low <= bucket(self.salt, self.bucket_by, identifier) < self.high


@lru_cache(maxsize=2000)
def _id_placed(parts: tuple[_Part, ...]) -> int:
    """Return an id that no user has, with a place in each of the parts, if one is near."""
    ids = range(_FIRST_FRESH_USER, _FIRST_FRESH_USER + _NEAR)
    return next((each for each in ids if all(part.has(str(each)) for part in parts)), _FIRST_FRESH_USER)


def _moved(now: FlagSnapshot, then: FlagSnapshot) -> tuple[list[int], list[str]]:
    """Return the users and leagues that only one of the two names, so that none is missed among a thousand others.

    Those who came into rings while a flag was frozen are among them: they wait.
    """
    users, leagues = set[int](), set[str]()
    oldest = deque(now.pictures_before(), maxlen=1)
    if oldest:
        was_in, are_in = ([ring.members for ring in picture.rings] for picture in (oldest[0], now))
        users |= {*_users(was_in, oldest[0])} ^ {*_users(are_in, now)}
        leagues |= {league for ring in was_in for league in ring.leagues} ^ {
            league for ring in are_in for league in ring.leagues
        }
    for name in now.flags.keys() | then.flags.keys():
        was, becomes = now.flags.get(name, FlagConfig(name=name)), then.flags.get(name, FlagConfig(name=name))
        for before, after in ((was.targets, becomes.targets), (was.excluded, becomes.excluded)):
            users |= {*_users([before], now)} ^ {*_users([after], then)}
            leagues |= before.leagues ^ after.leagues
    return sorted(users), sorted(leagues)


def _users(named: Sequence[Audience], snapshot: FlagSnapshot) -> Iterator[int]:
    for audience in named:
        yield from audience.users
        for group in audience.groups:
            yield from snapshot.groups.get(group, ())


def _one_of(draw: Random, named: Sequence[T], fresh: T) -> T:
    """Return one that is named, or in half of the cases the fresh one."""
    return draw.choice(named) if named and draw.random() < 0.5 else fresh


def _trait_values(configs: Sequence[FlagConfig]) -> dict[str, list[int | str | bool]]:
    """Return for each trait that criteria ask about, values on both sides of each; half of them meet all, if any do."""
    asked: dict[str, list[Criterion]] = {}
    for config in configs:
        for criterion in config.criteria:
            asked.setdefault(criterion.trait, []).append(criterion)
    values_by_trait = {}
    for trait, criteria in asked.items():
        values = list(values_around(criteria))
        meeting = [value for value in values if all(criterion.met_by({trait: value}) for criterion in criteria)]
        values_by_trait[trait] = values + meeting * (len(values) // max(1, len(meeting)))
    return values_by_trait
