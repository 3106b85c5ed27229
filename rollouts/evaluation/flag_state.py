"""A flag's state as JSON, for audit, revert and patches; and its conversion to a configuration for evaluation.

The keys are the columns' names, so that the trigger which notes foreign hands writes the same shape.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from rollouts.evaluation.stored_state import unreadable_fields
from rollouts.evaluation.types import (
    HUNDRED_PERCENT,
    LIST_OPERATORS,
    Audience,
    BucketBy,
    Criterion,
    FlagConfig,
    Strategy,
)

FlagState = dict[str, Any]
FlagPatch = dict[str, Any]
"""Some keys of a state with new values."""

NEW_STATE: FlagState = {
    "everyone": None,
    "percent": None,
    "strategy": Strategy.PERCENTAGE.value,
    "bucket_by": BucketBy.USER.value,
    "salt": "",
    "rings": {},
    "labels": [],
    "regions": [],
    "leagues": [],
    "criteria": {},
    "requires": {},
    "starts_at": None,
    "ends_at": None,
    "frozen_at": None,
    "freeze_reason": "",
    "testing": False,
    "superusers": False,
    "staff": False,
    "authenticated": False,
    "languages": "",
    "note": "",
    "users": [],
    "groups": [],
    "excluded_users": [],
    "excluded_groups": [],
    "excluded_leagues": [],
    "arms": [],
}
"""Every key, and its value in a row that somebody makes without saying more."""


def to_hundredths(percent: Any) -> int:
    """Return a percentage such as 18.35 (a number, a text, a Decimal; None is 0) in hundredths of a percent."""
    return 0 if percent is None else int(Decimal(str(percent)) * 100)


def released_share(state: FlagState) -> int:
    """Return the share of a flag, in hundredths, for subjects that no list or kind names."""
    if state["everyone"] is not None:
        return HUNDRED_PERCENT if state["everyone"] else 0
    if state["strategy"] == Strategy.PERCENTAGE:
        return to_hundredths(state["percent"])
    if state["strategy"] == Strategy.RING:
        return max(map(to_hundredths, state["rings"].values()), default=0)
    return 0


def parse_instant(text: str | None) -> datetime | None:
    """Return a moment of the state as a datetime."""
    return None if text is None else datetime.fromisoformat(text)


def readable_state(stored: Any) -> FlagState:
    """Return a stored state with what this release can't read of it as in a new row, for people to look at."""
    state = stored if isinstance(stored, dict) else {}
    wrong = unreadable_fields(state)
    return {key: new if key in wrong else state.get(key, new) for key, new in NEW_STATE.items()}


def config_of(state: Mapping[str, Any], *, name: str, version: int = 0) -> FlagConfig:
    """Return the state as a configuration for evaluation. One that can't be read is off: that lets nobody in."""
    if unreadable_fields(state):
        return FlagConfig(name=name, version=version, everyone=False, frozen=state.get("frozen_at") is not None)
    full = {**NEW_STATE, **state}
    starts_at, ends_at = parse_instant(full["starts_at"]), parse_instant(full["ends_at"])
    return FlagConfig(
        name=name,
        version=version,
        everyone=full["everyone"],
        strategy=Strategy(full["strategy"]),
        percent=to_hundredths(full["percent"]),
        bucket_by=BucketBy(full["bucket_by"]),
        salt=full["salt"],
        rings=MappingProxyType({ring: to_hundredths(percent) for ring, percent in full["rings"].items()}),
        labels=frozenset(full["labels"]),
        regions=frozenset(full["regions"]),
        criteria=parse_criteria(full["criteria"]),
        requires=tuple(full["requires"].items()),
        starts_at=starts_at.timestamp() if starts_at else None,
        ends_at=ends_at.timestamp() if ends_at else None,
        targets=_audience(full, ""),
        excluded=_audience(full, "excluded_"),
        authenticated=full["authenticated"],
        staff=full["staff"],
        superusers=full["superusers"],
        testing=full["testing"],
        languages=frozenset(filter(None, (each.strip() for each in full["languages"].split(",")))),
        arms=tuple((arm["name"], to_hundredths(arm["weight"])) for arm in full["arms"]),
        frozen=full["frozen_at"] is not None,
    )


def _audience(state: FlagState, prefix: str) -> Audience:
    users, groups, leagues = (frozenset(state[prefix + kind]) for kind in ("users", "groups", "leagues"))
    return Audience(users=users, groups=groups, leagues=leagues)


def parse_criteria(written: Mapping[str, Mapping[str, Any]]) -> tuple[Criterion, ...]:
    """Return `{"sport": {"in": [...]}, ...}` as criteria."""
    return tuple(
        Criterion(trait, operator, frozenset(value) if operator in LIST_OPERATORS else value)
        for trait, conditions in written.items()
        for operator, value in conditions.items()
    )
