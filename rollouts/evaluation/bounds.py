"""The values that a flag has for anybody at all: on, off, or both; proven from what is set, whoever may ask. Pure.

`evaluate` answers for one subject, so trying subjects never shows that a flag is on for none: its audience may be
smaller than any sample. Here each step says whether it could leave anybody on or off. A value that isn't among those
returned has nobody. One that is may have nobody too, where two flags ask for the opposite of the same person.

What auctions keep that began before isn't counted.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rollouts.evaluation.types import (
    HUNDRED_PERCENT,
    LIST_OPERATORS,
    Criterion,
    FlagConfig,
    FlagSnapshot,
    Strategy,
)

PossibleValues = frozenset[bool]
_ON, _OFF, _BOTH = PossibleValues({True}), PossibleValues({False}), PossibleValues({True, False})


@dataclass(frozen=True, slots=True)
class Server:
    """The label and region of a process that is asked."""

    label: str = ""
    region: str = ""


def possible_values(snapshot: FlagSnapshot, name: str, server: Server | None = None) -> PossibleValues:
    """Return the values that the flag may have for somebody who asks this server; None: any server."""
    if (override := snapshot.overrides.get(name)) is not None:
        return PossibleValues({override})
    flag = snapshot.flags.get(name)
    if flag is None:
        return _by_default(snapshot, name, server)
    values = _by_steps(snapshot, flag, server)
    return _held(snapshot, name, server, values) if flag.frozen else values


def _by_default(snapshot: FlagSnapshot, name: str, server: Server | None) -> PossibleValues:
    if not snapshot.defaults.get(name, False):
        return _OFF
    return _after_required(snapshot, snapshot.default_requires.get(name, ()), server, _ON)


def _held(snapshot: FlagSnapshot, name: str, server: Server | None, values: PossibleValues) -> PossibleValues:
    """Return the values without on for those who were off in a picture since the flag was frozen."""
    for picture in snapshot.pictures_before():
        flag = picture.flags.get(name)
        if flag is None or not flag.frozen:
            break
        then = _by_steps(picture, flag, server)
        values = (values & then) | (_OFF & (values | then))
    return values


def _by_steps(snapshot: FlagSnapshot, flag: FlagConfig, server: Server | None) -> PossibleValues:
    if flag.everyone is False or flag.outside_schedule(snapshot.at):
        return _OFF
    chosen = _ON if flag.everyone else _chosen(snapshot, flag, server)
    values = _after_required(snapshot, flag.requires, server, chosen)
    return values | _OFF if snapshot.has_anybody(flag.excluded) else values


def _after_required(
    snapshot: FlagSnapshot, requires: Sequence[tuple[str, bool]], server: Server | None, values: PossibleValues
) -> PossibleValues:
    """Return what becomes of these values where other flags must be on or off."""
    for name, wanted in requires:
        possibilities = possible_values(snapshot, name, server)
        if wanted not in possibilities:
            return _OFF
        values |= _OFF if len(possibilities) > 1 else PossibleValues()
    return values


def _chosen(snapshot: FlagSnapshot, flag: FlagConfig, server: Server | None) -> PossibleValues:
    """Return the values of a flag that is neither on nor off for everyone."""
    values = _by_strategy(snapshot, flag, server)
    if flag.criteria:
        values = values | _OFF if _can_all_be_met(flag.criteria) else _OFF
    by_kind = flag.superusers or flag.staff or flag.authenticated or flag.languages
    if by_kind or snapshot.has_anybody(flag.targets):
        values |= _ON
    return _BOTH if flag.testing else values


def _by_strategy(snapshot: FlagSnapshot, flag: FlagConfig, server: Server | None) -> PossibleValues:
    if flag.strategy is Strategy.CANARY:
        if server is None:
            return _BOTH if flag.labels or flag.regions else _OFF
        return _ON if server.label in flag.labels or server.region in flag.regions else _OFF
    if flag.strategy is Strategy.PERCENTAGE:
        return _within(flag.percent, flag.percent)
    least = max((flag.rings.get(ring.name, 0) for ring in snapshot.rings if ring.everybody), default=0)
    inhabited = [ring.name for ring in snapshot.rings if snapshot.has_anybody(ring.members)]
    return _within(least, max([least, *(flag.rings.get(name, 0) for name in inhabited)]))


def _within(least: int, most: int) -> PossibleValues:
    """Return the values where the least share of some people is this, and the most is that."""
    if most == 0:
        return _OFF
    return _ON if least >= HUNDRED_PERCENT else _BOTH


def _can_all_be_met(criteria: Sequence[Criterion]) -> bool:
    """True unless no value of some trait meets all that is asked of it."""
    by_trait: dict[str, list[Criterion]] = defaultdict(list)
    for each in criteria:
        by_trait[each.trait].append(each)
    return all(_meeting(trait, asked) is not None for trait, asked in by_trait.items())


def _meeting(trait: str, asked: Sequence[Criterion]) -> int | str | bool | None:
    """Return a value of the trait that meets these; None: there is none."""
    return next((value for value in values_around(asked) if all(each.met_by({trait: value}) for each in asked)), None)


def values_around(asked: Sequence[Criterion]) -> Iterator[int | str | bool]:
    """Yield values on both sides of what is asked of one trait; one of them meets all, if any value does."""
    named = [
        value
        for each in asked
        for value in (sorted(each.value, key=str) if each.operator in LIST_OPERATORS else [each.value])
    ]
    yield from named
    for number in named:
        if isinstance(number, int) and not isinstance(number, bool):  # as many next to it as the others may rule out
            yield from (number + step for step in range(-len(named), len(named) + 1) if step)
    yield from (True, False, f"other than {', '.join(map(str, named))}")
