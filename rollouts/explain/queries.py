"""Reads about flags for the API and the commands. Nothing here writes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group
from django.db.models import QuerySet

from accounts.models import User
from rollouts.audiences import extent
from rollouts.audiences.extent import Extent, Reach
from rollouts.changes import cautions, pace, services, side_effects
from rollouts.changes.pace import DueStep
from rollouts.changes.remarks import remarks_on
from rollouts.changes.services import UnknownFlag
from rollouts.changes.side_effects import AffectedSummary
from rollouts.evaluation.flag_state import FlagState
from rollouts.evaluation.registry import SPECS
from rollouts.explain import representation
from rollouts.models import Flag, FlagChange
from rollouts.propagation import fleet, loading, snapshot
from rollouts.propagation.fleet import ServerView
from rollouts.stale import queries as stale
from rollouts.stale.staleness import FlagLife


def flag_names() -> list[str]:
    """Return all flags by name: those that the code declares, and rows that it doesn't know any more."""
    return sorted({*SPECS, *Flag.objects.values_list("name", flat=True)})


def switch_names() -> list[str]:
    """Return the switches by name."""
    return sorted(name for name, spec in SPECS.items() if spec.switch)


def group_names(ids: Sequence[int]) -> list[str]:
    """Return the names of groups."""
    return list(Group.objects.filter(pk__in=ids).order_by("name").values_list("name", flat=True))


def user_addresses(ids: Sequence[int]) -> list[str]:
    """Return the addresses of users, for operators at a terminal."""
    return list(User.objects.filter(pk__in=ids).order_by("email").values_list("email", flat=True))


def flag_states(wanted: Sequence[str]) -> dict[str, tuple[FlagState, int]]:
    """Return state and version of these flags, in the order given. Raises UnknownFlag."""
    rows = Flag.objects.prefetch_related("users", "groups").filter(name__in=wanted)
    stored = {row.name: (loading.state_of(row), row.version) for row in rows}
    return {name: stored.get(name) or (services.default_state(name), 0) for name in wanted}


def describe_flags(wanted: Sequence[str]) -> list[dict[str, Any]]:
    """Return these flags in the API's terms, in the order given. Raises UnknownFlag."""
    states, views = flag_states(wanted), fleet.server_views()
    due, reaches = pace.due_steps(views, {name: state for name, (state, _) in states.items()}), _reaches(views, wanted)
    lives = lives_of(reaches)
    return [
        {
            **_flag(name, state, version, views, reaches[name]),
            **_next_step(due.get(name)),
            **representation.api_life(lives[name]),
        }
        for name, (state, version) in states.items()
    ]


def lives_of(reaches: Mapping[str, Reach]) -> dict[str, FlagLife]:
    """Return the lives of flags, given for whom each is on."""
    return stale.flag_lives({name: reach.extent is Extent.EVERYBODY for name, reach in reaches.items()})


def describe_flag(name: str) -> dict[str, Any]:
    """Return one flag in the API's terms. Raises UnknownFlag."""
    return describe_flags([name])[0]


def reaches_of(wanted: Sequence[str]) -> dict[str, Reach]:
    """Return for whom each of these flags is on, on the servers that run."""
    return _reaches(fleet.server_views(), wanted)


def _reaches(views: Sequence[ServerView], wanted: Sequence[str]) -> dict[str, Reach]:
    now = snapshot.newest()
    return {name: extent.reach_on(views, now, name) for name in wanted}


def _flag(name: str, state: FlagState, version: int, views: Sequence[ServerView], reach: Reach) -> dict[str, Any]:
    forced = fleet.agreed_value(fleet.forced_values(views, name))
    return {**representation.api_flag(name, state, version, SPECS.get(name), reach), "forced": forced}


def _next_step(due: DueStep | None) -> dict[str, Any]:
    return {"next_step_at": due and due.at.isoformat()}


def due_step(name: str) -> DueStep | None:
    """Return the flag's next step if it is too early for it now. Raises UnknownFlag."""
    state, _ = services.current_state(name)
    return pace.due_steps(fleet.server_views(), {name: state}).get(name)


def changes_of(name: str) -> QuerySet[FlagChange]:
    """Return a flag's changes, newest first. Raises UnknownFlag for one that there is not and never was."""
    changes = FlagChange.objects.filter(flag=name).select_related("actor").order_by("-id")
    if name not in SPECS and not changes.exists() and not Flag.objects.filter(name=name).exists():
        raise UnknownFlag(f"There is no flag {name}.")
    return changes


@dataclass(frozen=True, slots=True)
class ChangeOutlook:
    """The outcome of a change before it is made: both states, what speaks against it, and whom it affects."""

    before: FlagState
    after: FlagState
    cautions: Sequence[str]
    affected: AffectedSummary | None
    choices: Mapping[str, str]
    remarks: Sequence[str] = ()


def look_ahead(name: str, patch: Mapping[str, Any]) -> ChangeOutlook:
    """Return the outcome of a patch without changing anything. Raises UnknownFlag, Invalid."""
    before, after = services.apply_unsaved(name, patch)
    now = loading.load_snapshot()
    affected = side_effects.summarize_affected(
        name, loading.snapshot_with(now, name, before), loading.snapshot_with(now, name, after)
    )
    found = cautions.current_cautions(fleet.server_views(), now, name, before, after)
    choices = side_effects.choices(name) if affected else {}
    return ChangeOutlook(before, after, found, affected, choices, remarks_on(name, before, after))
