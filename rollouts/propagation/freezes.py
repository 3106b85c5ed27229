"""Flags as they were at each moment since they were frozen: evaluation turns nobody on who was off at one of them.

A freeze holds against whatever would turn somebody on: rings, groups, opting in, required flags, time, other hands.
So none of these is watched by itself. Each change of such a flag, or of one that it requires, each turn of their
schedules, and each return to a ring or group leaves a picture; a subject is on only if it was on in all of them.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any

import structlog
from django.db.models import JSONField, Q
from django.db.models.functions import Cast

from rollouts.evaluation import flag_state
from rollouts.evaluation.stored_state import unreadable_fields
from rollouts.evaluation.types import Audience, FlagConfig, FlagSnapshot, RingConfig
from rollouts.models import STATE_CHANGED, FlagChange, GroupMembership, Ring, RingMember
from rollouts.propagation.cycles import without_cycles

log = structlog.get_logger("rollouts")
MAX_CHANGES = 2000
"""So many changes of one flag are looked through for the one that froze it."""
MAX_PICTURES = 100
"""The first picture and so many of the newest are kept."""
_TICK = timedelta(microseconds=1)
_State = flag_state.FlagState | None


def with_earlier(
    newest: FlagSnapshot, rows: Mapping[str, flag_state.FlagState], moment: datetime | None = None
) -> FlagSnapshot:
    """Return the snapshot with the pictures since its frozen flags were frozen, and until `moment`; None: its own.

    `rows` are the flags' stored states then.
    """
    frozen = [name for name, config in newest.flags.items() if config.frozen]
    changed = FlagChange.objects.filter(STATE_CHANGED)
    past = _raw(changed.filter(at__lte=moment) if moment else changed)
    freezes = [change for name in frozen if (change := _freeze_of(name, past))]
    if not freezes:
        return newest
    first = min(freezes, key=lambda change: change.pk)
    changes = list(past.filter(pk__gt=first.pk).order_by("-id")[:MAX_CHANGES])[::-1]
    states = _States(rows, changes, newest)
    related = states.required_by(frozen)
    changes = [each for each in changes if each.flag in related]
    members = _Memberships(first.at, newest)
    reached = datetime.fromtimestamp(newest.at, UTC)
    turns = {turn for turn in states.turns_of(related) if turn <= reached}
    returns = {each for each in members.returns() if moment is None or each <= moment}
    moments = _moments(first.at, changes, turns | returns)
    picture: FlagSnapshot | None = None
    for moment in moments:
        then = replace(newest, flags=states.at(moment), rings=members.rings(moment))
        picture = replace(
            then, groups=members.groups(moment), unreadable={}, earlier=picture, at=min(moment, reached).timestamp()
        )
    return replace(newest, earlier=picture)


def states_since_frozen(flag: str) -> list[flag_state.FlagState]:
    """Return the flag's readable states since it was frozen; none if it isn't."""
    past = _raw(FlagChange.objects.filter(STATE_CHANGED))
    freeze = _freeze_of(flag, past)
    if freeze is None:
        return []
    since = past.filter(flag=flag, pk__gte=freeze.pk).order_by("id")[:MAX_CHANGES]
    return [flag_state.readable_state(vars(change)["stored"]) for change in since if vars(change)["stored"]]


def _freeze_of(flag: str, past: Any) -> "FlagChange | None":
    """Return the change since which the flag is frozen."""
    freeze = None
    for change in past.filter(flag=flag).order_by("-id")[:MAX_CHANGES]:
        if not _is_frozen(vars(change)["stored"]):
            break
        freeze = change
    return freeze


def _is_frozen(state: Any) -> bool:
    return isinstance(state, dict) and state.get("frozen_at") is not None


def _raw(changes: Any) -> Any:
    """Read the states as they are stored: one that can't be read lets nobody in."""
    return changes.annotate(stored=Cast("after", JSONField()), found=Cast("before", JSONField()))


def _moments(first: datetime, changes: Iterable[FlagChange], others: Iterable[datetime]) -> list[datetime]:
    """Return the moments of which a picture is needed: also just before a change, to see who had left by then."""
    found = {first, *(moment for change in changes for moment in (change.at - _TICK, change.at))}
    moments = sorted(moment for moment in found.union(others) if moment >= first)
    if len(moments) <= MAX_PICTURES:
        return moments
    log.warning("flags.long_freeze", pictures=len(moments), kept=MAX_PICTURES)
    return [moments[0], *moments[1 - MAX_PICTURES :]]


class _States:
    """The states of all flags since the first freeze."""

    def __init__(
        self, rows: Mapping[str, flag_state.FlagState], changes: Sequence[FlagChange], newest: FlagSnapshot
    ) -> None:
        self._newest = newest
        self._of: dict[str, list[_State]] = {name: [state] for name, state in rows.items()}
        self._configs: dict[str, list[FlagConfig | None]] = {}
        self._since: dict[str, list[datetime]] = {}
        for change in changes:
            name, before, left = change.flag, vars(change)["found"], vars(change)["stored"]
            if name not in self._since:
                self._of[name], self._since[name] = [before], []
                self._configs[name] = [self._config(name, before, newest.flags.get(name))]
            self._of[name].append(left)
            self._configs[name].append(self._config(name, left, self._configs[name][-1]))
            self._since[name].append(change.at)

    def _config(self, name: str, state: _State, last: FlagConfig | None) -> FlagConfig | None:
        """Return a state as a configuration; one that can't be read and is no kill counts as the last."""
        if state is None:
            return None
        config = flag_state.config_of(state, name=name)
        if last is None or state.get("everyone") is False or not unreadable_fields(state):
            return config
        return replace(last, frozen=config.frozen)

    def at(self, moment: datetime) -> Mapping[str, FlagConfig]:
        """Return all flags as they were; those that nothing changed since are as in the newest snapshot."""
        flags = {name: config for name, config in self._newest.flags.items() if name not in self._since}
        for name, since in self._since.items():
            config = self._configs[name][bisect_right(since, moment)]
            if config is not None:
                flags[name] = config
        return MappingProxyType({flag.name: flag for flag in without_cycles(list(flags.values()))})

    def required_by(self, frozen: Iterable[str]) -> set[str]:
        """Return these flags, and all that they required at any moment, directly or through others."""
        related, around = set[str](), {*frozen}
        while around:
            related |= around
            around = {required for name in around for required in self._requires(name)} - related
        return related

    def _requires(self, name: str) -> Iterable[str]:
        yield from (each for each, _ in self._newest.default_requires.get(name, ()))
        for state in self._of.get(name, ()):
            yield from flag_state.readable_state(state)["requires"]

    def turns_of(self, names: Iterable[str]) -> set[datetime]:
        """Return the moments at which a schedule of one of these flags begins or ends."""
        states = [flag_state.readable_state(state) for name in names for state in self._of.get(name, ())]
        found = {flag_state.parse_instant(state[key]) for state in states for key in ("starts_at", "ends_at")}
        return {each for each in found if each is not None}


@dataclass(frozen=True, slots=True)
class _Stay:
    """Somebody in a ring or group: from when, and until when; None: to this day."""

    place: int
    who: Any
    joined_at: datetime
    left_at: datetime | None

    def covers(self, moment: datetime) -> bool:
        return self.joined_at <= moment and (self.left_at is None or moment < self.left_at)


class _Memberships:
    """The members of each ring and group at each moment since the first freeze."""

    def __init__(self, first: datetime, newest: FlagSnapshot) -> None:
        still = Q(left_at=None) | Q(left_at__gt=first)
        in_ring = RingMember.objects.filter(still).values_list(
            "ring", "user", "group", "league", "joined_at", "left_at"
        )
        self._in_rings = [_Stay(ring, who, since, until) for ring, *who, since, until in in_ring]
        in_group = GroupMembership.objects.filter(still).values_list("group_id", "user_id", "joined_at", "left_at")
        self._in_groups = [_Stay(*each) for each in in_group]
        self._rings = list(Ring.objects.order_by("place"))
        self._first = first

    def returns(self) -> set[datetime]:
        """Return when somebody came or went who did both since: they alone are nowhere in a picture of the changes."""
        moves: dict[tuple[int, str], list[datetime]] = {}
        for stay in (*self._in_rings, *self._in_groups):
            key = (stay.place, str(stay.who))
            at = [each for each in (stay.joined_at, stay.left_at) if each is not None and each > self._first]
            moves.setdefault(key, []).extend(at)
        return {moment for each in moves.values() if len(each) > 1 for moment in each}

    def groups(self, moment: datetime) -> Mapping[int, frozenset[int]]:
        """Return the members of each group."""
        inside: dict[int, set[int]] = {}
        for stay in self._in_groups:
            if stay.covers(moment):
                inside.setdefault(stay.place, set()).add(stay.who)
        return {group: frozenset(users) for group, users in inside.items()}

    def rings(self, moment: datetime) -> tuple[RingConfig, ...]:
        """Return the rings with those who were in them."""
        inside: dict[int, list[Any]] = {}
        for stay in self._in_rings:
            if stay.covers(moment):
                inside.setdefault(stay.place, []).append(stay.who)
        return tuple(
            RingConfig(name=ring.name, everybody=ring.everybody, members=_audience(inside.get(ring.pk, ())))
            for ring in self._rings
        )


def _audience(members: Iterable[Sequence[Any]]) -> Audience:
    members = list(members)
    return Audience(
        users=frozenset(user for user, _, _ in members if user is not None),
        groups=frozenset(group for _, group, _ in members if group is not None),
        leagues=frozenset(str(league) for _, _, league in members if league is not None),
    )
