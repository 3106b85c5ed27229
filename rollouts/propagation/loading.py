"""Loads a snapshot of all flags from the tables, at one consistent point."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models import JSONField
from django.db.models.functions import Cast

from auctionsite.process_settings import settings_in_force
from rollouts.evaluation import flag_state
from rollouts.evaluation.registry import SPECS
from rollouts.evaluation.stored_state import unreadable_fields
from rollouts.evaluation.types import EMPTY, Audience, FlagConfig, FlagSnapshot, RingConfig
from rollouts.models import Flag, FlagChange, Ring, RingMember, SnapshotVersion
from rollouts.propagation import freezes
from rollouts.propagation.cycles import default_requires, without_cycles

MAX_TRIES = 20
LOOK_BACK = 50
"""So many changes of a flag that can't be read are looked at for the last state that could be."""
# Every process asks this several times a second, and one without a thread for it whenever it reads a flag.
_VERSION = f"SELECT version FROM {SnapshotVersion._meta.db_table} LIMIT 1"  # noqa: S608 # a table of ours


def stored_version() -> int:
    """Return the version of all flags together, by the database; 0 where none was ever set."""
    with connection.cursor() as cursor:
        cursor.execute(_VERSION)
        row = cursor.fetchone()
    return row[0] if row else 0


def schedules_as_of() -> datetime | None:
    """Return the moment up to which schedules are carried out; None where no flag was ever set."""
    return SnapshotVersion.objects.values_list("as_of", flat=True).first()


def _stored_point() -> tuple[int, float]:
    """Return the version, and the instant up to which schedules are carried out; zeros where none was ever set."""
    point = SnapshotVersion.objects.values_list("version", "as_of").first()
    return (point[0], point[1].timestamp()) if point else (0, 0.0)


def load_snapshot() -> FlagSnapshot:
    """Read the newest snapshot. Several statements read it, so it is read again if a change came between them."""
    for _ in range(MAX_TRIES):
        before = _stored_point()
        taken = _read(*before)
        if _stored_point() == before:
            return taken
    raise RuntimeError("The flags change faster than they can be read.")


def build_snapshot(
    version: int,
    flags: Iterable[FlagConfig],
    rings: Iterable[RingConfig],
    unreadable: Mapping[str, str] = EMPTY,
    at: float = 0.0,
) -> FlagSnapshot:
    """Return a snapshot of these flags and rings, with the settings in force, and the groups' members."""
    flags, rings, settings = list(flags), tuple(rings), settings_in_force()
    audiences = [*_named_in(flags), *(ring.members for ring in rings)]
    return FlagSnapshot(
        version=version,
        at=at,
        flags=MappingProxyType({flag.name: flag for flag in without_cycles(flags)}),
        rings=rings,
        groups=MappingProxyType(_members_of({group for each in audiences for group in each.groups})),
        defaults=MappingProxyType({name: spec.default(settings.environment) for name, spec in SPECS.items()}),
        default_requires=MappingProxyType(default_requires()),
        overrides=MappingProxyType(settings.overrides),
        unreadable=MappingProxyType(dict(unreadable)),
    )


def snapshots_around(change: FlagChange, now: FlagSnapshot) -> tuple[FlagSnapshot, FlagSnapshot]:
    """Return the snapshot with the flag as it was before a change, and as it was after it; all else as it is `now`."""
    return snapshot_with(now, change.flag, change.before), snapshot_with(now, change.flag, change.after)


def snapshot_with(now: FlagSnapshot, name: str, state: flag_state.FlagState | None) -> FlagSnapshot:
    """Return the snapshot as it would be if the flag had this state; None: no row."""
    flags = [flag for flag in now.flags.values() if flag.name != name]
    if state is not None:
        flags.append(flag_state.config_of(state, name=name))
    unreadable = MappingProxyType({flag: why for flag, why in now.unreadable.items() if flag != name})
    return replace(with_flags(now, flags), unreadable=unreadable)


def with_flags(now: FlagSnapshot, flags: Iterable[FlagConfig]) -> FlagSnapshot:
    """Return the snapshot with these flags alone, and the members of all groups that they name."""
    flags = list(flags)
    unread = {group for each in _named_in(flags) for group in each.groups} - now.groups.keys()
    return replace(
        now,
        flags=MappingProxyType({flag.name: flag for flag in without_cycles(flags)}),
        groups=MappingProxyType({**now.groups, **_members_of(unread)}),
    )


def _named_in(flags: Iterable[FlagConfig]) -> list[Audience]:
    """Return whom these flags name, be it to have them in or to leave them out."""
    return [audience for flag in flags for audience in (flag.targets, flag.excluded)]


def state_of(row: Flag) -> flag_state.FlagState:
    """Return a row of the table as a state for people to look at: see `readable_state`."""
    return flag_state.readable_state(stored_state_of(row))


def stored_state_of(row: Flag) -> flag_state.FlagState:
    """Return a row of the table as a state, with what this release can't read."""
    state: dict[str, Any] = {key: getattr(row, key) for key in flag_state.NEW_STATE if key not in {"users", "groups"}}
    for key in ("starts_at", "ends_at", "frozen_at"):
        state[key] = state[key] and state[key].isoformat()
    state["percent"] = None if row.percent is None else float(row.percent)
    state["users"] = sorted(user.pk for user in row.users.all())
    state["groups"] = sorted(group.pk for group in row.groups.all())
    return state


def ring_configs(members: Iterable[RingMember], rings: Iterable[Ring] | None = None) -> list[RingConfig]:
    """Return the rings with these members, in their order; `rings` are all, if they have been read."""
    inside: dict[int, list[RingMember]] = defaultdict(list)
    for member in members:
        inside[member.ring_id].append(member)
    return [
        RingConfig(name=ring.name, everybody=ring.everybody, members=_audience(inside[ring.pk]))
        for ring in (Ring.objects.order_by("place") if rings is None else rings)
    ]


def _read(version: int, at: float) -> FlagSnapshot:
    rows = Flag.objects.prefetch_related("users", "groups").order_by("name")
    flags, unreadable, stored = list[FlagConfig](), dict[str, str](), dict[str, flag_state.FlagState]()
    for row in rows:
        state = stored[row.name] = stored_state_of(row)
        if wrong := unreadable_fields(state):
            config, instead = _stand_in(row, state)
            unreadable[row.name] = f"can't be read here ({_listed(wrong)}); {instead}"
        else:
            config = flag_state.config_of(state, name=row.name, version=row.version)
        flags += [config] if config else []
    newest = build_snapshot(version, flags, ring_configs(RingMember.objects.filter(left_at=None)), unreadable, at)
    return freezes.with_earlier(newest, stored)


def _listed(wrong: Mapping[str, str]) -> str:
    return ", ".join(f"{field} is {value}" for field, value in wrong.items())


def _stand_in(row: Flag, state: flag_state.FlagState) -> tuple[FlagConfig | None, str]:
    """Return what counts for a flag that can't be read, None for the code's default, and the same in words.

    A kill counts, whatever else can't be read. Else it is the last state that could be: kept in the database, so that
    every process comes to the same answer, also one that starts now.
    """
    frozen = row.frozen_at is not None
    if state["everyone"] is False:
        return FlagConfig(name=row.name, version=row.version, everyone=False, frozen=frozen), "it is off for everyone"
    changes = FlagChange.objects.filter(flag=row.name).annotate(stored=Cast("after", JSONField())).order_by("-id")
    for change in changes[:LOOK_BACK]:
        stored: Any = vars(change)["stored"]
        if not isinstance(stored, dict):
            break  # it was deleted
        if not unreadable_fields(stored):
            config = flag_state.config_of(stored, name=row.name, version=row.version)
            return replace(config, frozen=frozen), f"it counts as it was on {change.at:%Y-%m-%d at %H:%M} UTC"
    return None, "it counts as if nobody had set it"


def _audience(members: list[RingMember]) -> Audience:
    return Audience(
        users=frozenset(member.user_id for member in members if member.user_id is not None),
        groups=frozenset(member.group_id for member in members if member.group_id is not None),
        leagues=frozenset(str(member.league) for member in members if member.league is not None),
    )


def _members_of(groups: set[int]) -> dict[int, frozenset[int]]:
    if not groups:
        return {}
    members: dict[int, set[int]] = defaultdict(set)
    for user, group in get_user_model().groups.through.objects.filter(group__in=groups).values_list("user", "group"):
        members[group].add(user)
    return {group: frozenset(members[group]) for group in groups}
