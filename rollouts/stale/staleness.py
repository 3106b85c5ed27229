"""Reasons for a flag to go: it is on for everybody since long ago, nothing asks for it, or its time is over. Pure.

It fails nothing: a flag that is in the way of nobody may wait. Operators' switches stay.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from rollouts.evaluation.flag_state import NEW_STATE, parse_instant, to_hundredths
from rollouts.evaluation.registry import PERMANENT, FlagSpec, is_overdue
from rollouts.evaluation.types import HUNDRED_PERCENT, Strategy

LONG = timedelta(days=30)


class StaleReason(StrEnum):
    """The reasons for a flag to go."""

    LAUNCHED = "launched"
    UNREAD = "unread"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagLife:
    """A flag's life so far. `launched_at`: since when it is on for everybody; `read_at`: when the product acted on its
    answer last, as far as that is kept; both None where that isn't so, or not known. `stale`: a sentence by reason.
    """

    launched_at: datetime | None = None
    read_at: datetime | None = None
    stale: Mapping[StaleReason, str] = field(default_factory=lambda: MappingProxyType({}))


UNKNOWN_LIFE = FlagLife()


def is_for_everybody(state: Mapping[str, Any], everybody: Collection[str]) -> bool:
    """True if a state lets everybody in to whom no required flag, environment or freeze says otherwise.

    `everybody` are the rings in which everybody is.
    """
    full = {**NEW_STATE, **state}
    if any(full[f"excluded_{kind}"] for kind in ("users", "groups", "leagues")) or full["ends_at"]:
        return False
    if full["everyone"] is not None:
        return bool(full["everyone"])
    whole = full["strategy"] == Strategy.PERCENTAGE and to_hundredths(full["percent"]) == HUNDRED_PERCENT
    ringed = full["strategy"] == Strategy.RING and any(
        to_hundredths(percent) == HUNDRED_PERCENT for ring, percent in full["rings"].items() if ring in everybody
    )
    return (whole or ringed) and not full["criteria"]


def launched_since(
    newest_first: Iterable[tuple[datetime, Mapping[str, Any] | None]], everybody: Collection[str]
) -> datetime | None:
    """Return since when a flag is on for everybody, from its changes and the state after each; None: it isn't."""
    since = None
    for at, state in newest_first:
        if state is None or not is_for_everybody(state, everybody):
            return since
        since = max(at, parse_instant(state.get("starts_at")) or at)
    return since


def life_of(
    spec: FlagSpec,
    *,
    now: datetime,
    launched_at: datetime | None,
    read_at: datetime | None,
    first_change: datetime | None,
    noted_since: datetime | None,
) -> FlagLife:
    """Return a flag's life. `noted_since`: since when it is noted who meets flags; None: nobody met any."""
    if spec.ends == PERMANENT:
        return FlagLife(launched_at=launched_at, read_at=read_at)
    stale: dict[StaleReason, str] = {}
    if launched_at is not None and now - launched_at >= LONG:
        stale[StaleReason.LAUNCHED] = f"On for everybody since {launched_at:%Y-%m-%d}: remove it from the code."
    known_since = read_at or first_change
    noted = noted_since is not None and now - noted_since >= LONG
    if noted and known_since is not None and now - known_since >= LONG:
        stale[StaleReason.UNREAD] = f"Nothing has asked for it for {LONG.days} days: remove it from the code."
    if is_overdue(spec.ends, now):
        stale[StaleReason.OVERDUE] = f"It should have been gone by {spec.ends}: remove it, or give it a later month."
    return FlagLife(launched_at=launched_at, read_at=read_at, stale=stale)
