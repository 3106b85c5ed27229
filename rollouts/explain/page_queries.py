"""Reads about flags for the operators' pages. Nothing here writes."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import chain
from typing import Any

from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from auctionsite.process_settings import settings_in_force
from rollouts.audiences import audience, extent
from rollouts.evaluation.registry import SPECS, FlagSpec
from rollouts.evaluation.types import BucketBy, FlagSnapshot
from rollouts.explain import notes, outcomes, queries, wording
from rollouts.explain.outcomes import ChangeReach
from rollouts.explain.wording import FlagStatus, WordingContext
from rollouts.models import STATE_CHANGED, TURNED, Flag, FlagChange, Ring
from rollouts.propagation import fleet, loading, snapshot
from rollouts.propagation.fleet import ServerView
from rollouts.stale.staleness import UNKNOWN_LIFE, FlagLife


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagListing:
    """A flag, what the code says of it (none: the code doesn't know it), and its last change."""

    flag: FlagStatus
    spec: FlagSpec | None
    last: FlagChange | None
    life: FlagLife = UNKNOWN_LIFE


def list_flags() -> list[FlagListing]:
    """Return every declared flag in order, and then the rows that the code doesn't know."""
    rows = {row.name: row for row in Flag.objects.prefetch_related("users", "groups").order_by("name")}
    changes = FlagChange.objects.filter(STATE_CHANGED).order_by("flag", "-id").distinct("flag").select_related("actor")
    last = {change.flag: change for change in changes}
    names = [*SPECS, *(name for name in rows if name not in SPECS)]
    views, now = fleet.server_views(), snapshot.newest()
    statuses = {name: flag_status(name, rows.get(name), views, now) for name in names}
    lives = queries.lives_of({name: status.reach for name, status in statuses.items()})
    return [
        FlagListing(flag=status, spec=SPECS.get(name), last=last.get(name), life=lives[name])
        for name, status in statuses.items()
    ]


def flag_status(name: str, row: Flag | None, views: Sequence[ServerView], now: FlagSnapshot) -> FlagStatus:
    """Return the flag's status on the servers of these views, by the snapshot."""
    spec = SPECS.get(name)
    return FlagStatus(
        name=name,
        state=None if row is None else loading.state_of(row),
        default=None if spec is None else spec.default(settings_in_force().environment),
        requires={} if spec is None else spec.requires,
        forced=fleet.forced_values(views, name),
        reach=extent.reach_on(views, now, name),
        unreadable=now.unreadable.get(name, ""),
    )


def row_of(name: str) -> Flag | None:
    """Return the flag's row with its users and groups."""
    return Flag.objects.prefetch_related("users", "groups").filter(name=name).first()


def changes_of(name: str) -> "QuerySet[FlagChange]":
    """Return the flag's changes, newest first."""
    return FlagChange.objects.filter(flag=name).select_related("actor", "reverts").order_by("-id")


def latest_changes(name: str, most: int) -> list[FlagChange]:
    """Return the newest changes of the flag's state, and turns of its schedule, `most` at most."""
    return list(changes_of(name).filter(STATE_CHANGED | TURNED)[:most])


def latest_notes(name: str, most: int) -> list[FlagChange]:
    """Return the newest notes of who came into or left what the flag is on for, `most` at most."""
    return list(changes_of(name).exclude(STATE_CHANGED | TURNED)[:most])


def last_change(name: str) -> FlagChange | None:
    """Return the newest change that left the flag other than it found it."""
    return changes_of(name).filter(STATE_CHANGED).first()


def changes_since(name: str, version: int) -> list[FlagChange]:
    """Return the changes after the flag had this version, oldest first; 100 at most."""
    return list(changes_of(name).filter(version__gt=version).order_by("id")[:100])


@dataclass(frozen=True, slots=True, kw_only=True)
class RecentChange:
    """A change in words: what the flag became, by whom, when and why."""

    flag: str
    becomes: str
    who: str
    at: datetime
    reason: str


def recent_changes(since: datetime, most: int) -> tuple[list[RecentChange], int]:
    """Return what all flags became since then, newest first, `most` at most; and how many such changes there were."""
    changes = FlagChange.objects.filter(STATE_CHANGED, at__gte=since)
    newest = list(changes.select_related("actor").order_by("-id")[:most])
    read, found = wording_context(each.after for each in newest), outcomes.outcomes_of(newest)
    return [_made(each, found.get(each.pk), read) for each in newest], changes.count()


def _made(change: FlagChange, outcome: ChangeReach | None, context: WordingContext) -> RecentChange:
    reach = outcome.after if outcome else None
    becomes = wording.past_sentence(change.flag, change.after, reach, replace(context, as_of=change.at)) or "deleted"
    return RecentChange(flag=change.flag, becomes=becomes, who=author_name(change), at=change.at, reason=change.reason)


UNNAMED_AUTHORS = {
    "sql": "somebody past the service",
    "command": "somebody at a command line",
    "code": "the program",
    "account": "somebody about their own account",
    "schedule": "its schedule",
    "plan": "its plan",
}


def author_name(change: FlagChange) -> str:
    """Return the author of a change: an address, or a description where there is none."""
    if change.actor is not None:
        return change.actor.email
    return UNNAMED_AUTHORS.get(change.source, "nobody who is known")


def wording_context(
    states: Iterable[Mapping[str, Any] | None] = (), changes: Collection[FlagChange] = ()
) -> WordingContext:
    """Return the context that wording needs for these states, and those of these changes, in the reader's zone."""
    named: dict[str, set[Any]] = {"users": set(), "groups": set(), "leagues": set()}
    for state in filter(None, chain(states, *((each.before, each.after) for each in changes))):
        for key, ids in named.items():
            ids.update(state.get(key, ()), state.get(f"excluded_{key}", ()))
    for change in changes:
        for key, found in notes.ids_in(change.reason).items():
            named[key] |= found
    leagues = audience.sources.get(BucketBy.LEAGUE)
    rings = dict(Ring.objects.order_by("place").values_list("name", "everybody"))
    return WordingContext(
        now=datetime.now(UTC),
        zone=timezone.get_current_timezone(),
        as_of=loading.schedules_as_of(),
        rings=list(rings),
        everybody=[ring for ring, everybody in rings.items() if everybody],
        users=dict(User.objects.filter(pk__in=named["users"]).values_list("pk", "email")),
        groups=dict(Group.objects.filter(pk__in=named["groups"]).values_list("pk", "name")),
        leagues=leagues.names(named["leagues"]) if leagues else {},
    )
