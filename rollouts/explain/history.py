"""The flags as they were: rebuilt from what was changed since, for questions about last night.

What is not kept and therefore as it is now: the members of groups, the order of rings, the code's defaults. Which
FEATURE_ variables a process had is not kept either; they are left out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

from django.db.models import Q

from rollouts.evaluation import flag_state
from rollouts.evaluation.flag_state import FlagState
from rollouts.evaluation.types import FlagSnapshot
from rollouts.models import Flag, FlagChange, RingMember
from rollouts.propagation import freezes, loading

NOT_KEPT = (
    "Groups are as they are now: who was in them then isn't kept.",
    "Roles in leagues, and what the code gives flags that nobody has set, are as they are now.",
    "FEATURE_ variables of the processes of that time aren't kept, and are left out.",
)
"""What an answer about the past can't know, in sentences."""


def snapshot_at(moment: datetime) -> FlagSnapshot:
    """All flags and rings as they were at the moment."""
    last = FlagChange.objects.filter(at__lte=moment).order_by("flag", "-id").distinct("flag")
    first = FlagChange.objects.filter(at__gt=moment).order_by("flag", "id").distinct("flag")
    rows = Flag.objects.prefetch_related("users", "groups")
    states = states_at(
        {change.flag: change.after for change in last},
        {change.flag: change.before for change in first},
        {row.name: loading.state_of(row) for row in rows},
    )
    versions = {change.flag: change.version for change in last}
    configs = [flag_state.config_of(each, name=name, version=versions.get(name, 0)) for name, each in states.items()]
    present = RingMember.objects.filter(Q(left_at=None) | Q(left_at__gt=moment), joined_at__lte=moment)
    then = loading.build_snapshot(max(versions.values(), default=0), configs, loading.ring_configs(present))
    then = replace(then, overrides=MappingProxyType({}), at=moment.timestamp())
    return freezes.with_earlier(then, states, moment)


def states_at(
    last_before: Mapping[str, FlagState | None],
    first_after: Mapping[str, FlagState | None],
    now: Mapping[str, FlagState],
) -> dict[str, FlagState]:
    """Each flag's state at a moment, of those that had a row. Pure.

    `last_before` is what the last change until then left, `first_after` what the first change since then found; a flag
    that was never changed is as it is now.
    """
    names: Iterable[str] = sorted({*last_before, *first_after, *now})
    states = {name: _then(name, last_before, first_after, now) for name in names}
    return {name: each for name, each in states.items() if each is not None}


def _then(
    name: str,
    last_before: Mapping[str, FlagState | None],
    first_after: Mapping[str, FlagState | None],
    now: Mapping[str, FlagState],
) -> FlagState | None:
    for changed in (last_before, first_after):
        if name in changed:
            return changed[name]
    return now[name]
