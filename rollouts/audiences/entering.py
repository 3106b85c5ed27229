"""Tells whether a change of a flag could let anybody in, by the evaluator's answer for probes. Pure.

Probes are made-up subjects. Between them they meet whatever the flag, and the flags that it requires, ask about: named
users, groups, leagues, rings, servers, traits on both sides of each limit, and every part of the buckets. So the answer
also holds for whoever comes tomorrow, and on an empty site.
"""

from collections.abc import Iterator, Sequence
from random import Random
from typing import TypeVar

from rollouts.evaluation.evaluate import evaluate
from rollouts.evaluation.types import LIST_OPERATORS, Audience, Criterion, FlagConfig, FlagSnapshot, Subject

PROBES = 2000
_FRESH = "probe-{}"
_FIRST_FRESH_USER = 2**40  # beyond every real one
_TICK = 0.001
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
    found: dict[str, FlagConfig | None] = {}
    around = [flag]
    while around:
        name = around.pop()
        if name not in found:
            config = found[name] = snapshot.flags.get(name)
            required = config.requires if config else snapshot.default_requires.get(name, ())
            around += [each for each, _ in required]
    return [config for config in found.values() if config]


def _instants(configs: Sequence[FlagConfig], at: float) -> list[float]:
    turns = {turn for each in configs for turn in (each.starts_at, each.ends_at) if turn is not None and turn > at}
    return sorted({at, *turns, *(max(at, turn - _TICK) for turn in turns)})


def probes(now: FlagSnapshot, then: FlagSnapshot, configs: Sequence[FlagConfig]) -> Iterator[Subject]:
    """Yield the same probes for the same snapshots."""
    rings = [ring.members for snapshot in (now, then) for ring in snapshot.rings]
    named = [audience for each in configs for audience in (each.targets, each.excluded)] + rings
    users = sorted({*_users(named, now), *_users(named, then)})
    leagues = sorted({league for each in named for league in each.leagues})
    moved_users, moved_leagues = _moved(now, then)
    labels = sorted({label for each in configs for label in each.labels})
    regions = sorted({region for each in configs for region in each.regions})
    languages = sorted({language for each in configs for language in each.languages})
    traits = _trait_values(configs)
    testing = sorted({each.name for each in configs if each.testing})
    draw = Random(0)  # noqa: S311 # nothing secret
    for number in range(PROBES):
        fresh = _FRESH.format(number)
        yield Subject(
            user=_one_of(draw, moved_users, _one_of(draw, users, number + _FIRST_FRESH_USER)),
            league=_one_of(draw, moved_leagues, _one_of(draw, leagues, fresh)),
            auction=fresh,
            staff=draw.random() < 0.2,
            superuser=draw.random() < 0.1,
            label=_one_of(draw, labels, ""),
            region=_one_of(draw, regions, ""),
            language=_one_of(draw, languages, ""),
            traits={name: draw.choice(values) for name, values in traits.items()},
            tester_answers={name: draw.random() < 0.5 for name in testing},
        )


def _moved(now: FlagSnapshot, then: FlagSnapshot) -> tuple[list[int], list[str]]:
    """Return the users and leagues that only one of the two names, so that none is missed among a thousand others."""
    users, leagues = set[int](), set[str]()
    for name in now.flags.keys() | then.flags.keys():
        was, becomes = now.flags.get(name, FlagConfig(name=name)), then.flags.get(name, FlagConfig(name=name))
        for before, after in ((was.targets, becomes.targets), (was.excluded, becomes.excluded)):
            users |= {*_users([before], now)} ^ {*_users([after], then)}
            leagues |= before.leagues ^ after.leagues
    return sorted(users), sorted(leagues)


def _users(named: Sequence[Audience], snapshot: FlagSnapshot) -> Iterator[int]:
    for each in named:
        yield from each.users
        for group in each.groups:
            yield from snapshot.groups.get(group, ())


def _one_of(draw: Random, named: Sequence[T], fresh: T) -> T:
    """Return one that is named, or in half of the cases the fresh one."""
    return draw.choice(named) if named and draw.random() < 0.5 else fresh


def _trait_values(configs: Sequence[FlagConfig]) -> dict[str, list[int | str | bool]]:
    """Return for each trait that a criterion asks about, values on both sides of it."""
    found: dict[str, list[int | str | bool]] = {}
    for config in configs:
        for each in config.criteria:
            values = found.setdefault(each.trait, [])
            values += [value for value in _around(each) if value not in values]
    return found


def _around(criterion: Criterion) -> list[int | str | bool]:
    if criterion.operator in LIST_OPERATORS:
        return [*sorted(criterion.value, key=str), ""]
    if isinstance(criterion.value, int) and not isinstance(criterion.value, bool):
        return [criterion.value - 1, criterion.value, criterion.value + 1]
    return [criterion.value, not criterion.value] if isinstance(criterion.value, bool) else [criterion.value, ""]
