"""For whom a flag was on just before and just after each of some changes, by the evaluator and all that was set then.

The states of all flags are walked back from today's, change by change, so that many take as few queries as one. What
isn't kept is as it is now, see `history.py`; FEATURE_ variables of then are left out, and any server may have been
asked.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from rollouts.audiences.extent import Reach, reach_of
from rollouts.changes import schedules
from rollouts.evaluation import flag_state
from rollouts.evaluation.flag_state import NEW_STATE, FlagState
from rollouts.evaluation.types import EMPTY
from rollouts.explain import history
from rollouts.models import Flag, FlagChange, Ring, RingMember
from rollouts.propagation import freezes, loading

MOST_CHANGES_SINCE = 2000
"""So many changes are walked back; what was changed before them is rebuilt one by one."""
_TICK = timedelta(microseconds=1)
_States = Mapping[str, FlagState]


@dataclass(frozen=True, slots=True)
class ChangeReach:
    """For whom a flag was on just before a change, and just after it."""

    before: Reach
    after: Reach


def outcomes_of(changes: Sequence[FlagChange]) -> dict[int, ChangeReach]:
    """Return the outcome of each of these changes that changed something, by its id."""
    wanted = {each.pk: each for each in changes if each.source == "schedule" or each.before != each.after}
    if not wanted:
        return {}
    past = _Past()
    outcomes = {}
    for change, before, after in _walked_back(min(wanted)):
        if change.pk in wanted:
            outcomes[change.pk] = past.outcome(wanted.pop(change.pk), before, after)
    for change in wanted.values():
        then = history.snapshot_at(change.at)
        outcomes[change.pk] = ChangeReach(
            reach_of([history.snapshot_at(just_before(change))], change.flag), reach_of([then], change.flag)
        )
    return outcomes


def just_before(change: FlagChange) -> datetime:
    """Return the moment before a change; before a schedule's, the one before the turn that it notes."""
    turned = schedules.last_turn(change.after or NEW_STATE, change.at) if change.source == "schedule" else None
    return (turned or change.at) - _TICK


def _walked_back(oldest: int) -> Iterable[tuple[FlagChange, _States, _States]]:
    """Yield each change since the oldest, the newest first, with the states of all flags before and after it."""
    rows = Flag.objects.prefetch_related("users", "groups")
    states: dict[str, FlagState] = {row.name: loading.state_of(row) for row in rows}
    since = FlagChange.objects.filter(pk__gte=oldest).order_by("-id").only("flag", "before", "after")
    for change in since[:MOST_CHANGES_SINCE]:
        after = _with(states, change.flag, change.after)
        states = _with(states, change.flag, change.before)
        yield change, states, after


def _with(states: _States, flag: str, state: FlagState | None) -> dict[str, FlagState]:
    others = {name: each for name, each in states.items() if name != flag}
    return others if state is None else {**others, flag: state}


class _Past:
    """Builds snapshots of moments that are over, with few queries."""

    def __init__(self) -> None:
        self._base = replace(loading.load_snapshot(), overrides=EMPTY, unreadable=EMPTY, earlier=None)
        self._rings = list(Ring.objects.order_by("place"))
        self._members = list(RingMember.objects.all())

    def outcome(self, change: FlagChange, before: _States, after: _States) -> ChangeReach:
        return ChangeReach(
            self._reach(before, change.flag, just_before(change)), self._reach(after, change.flag, change.at)
        )

    def _reach(self, states: _States, flag: str, moment: datetime) -> Reach:
        configs = [flag_state.config_of(state, name=name) for name, state in states.items()]
        self._base = loading.with_flags(self._base, configs)  # with the groups' members that were read
        rings = tuple(loading.ring_configs(filter(_in_at(moment), self._members), self._rings))
        then = replace(self._base, rings=rings, at=moment.timestamp())
        config = then.flags.get(flag)
        return reach_of([freezes.with_earlier(then, states, moment) if config and config.frozen else then], flag)


def _in_at(moment: datetime) -> Callable[[RingMember], bool]:
    return lambda each: each.joined_at <= moment and (each.left_at is None or each.left_at > moment)
