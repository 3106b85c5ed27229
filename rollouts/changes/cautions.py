"""Cautions against a change that lets somebody in. It is made with a reason all the same."""

from collections.abc import Collection, Sequence
from datetime import datetime

from auctionsite.postgresql.clock import database_now
from rollouts.audiences.widening import lets_in, unfreezes
from rollouts.changes import pace
from rollouts.changes.ladder import skipped_steps
from rollouts.evaluation.flag_state import FlagState, released_share
from rollouts.evaluation.registry import SPECS
from rollouts.evaluation.types import FlagSnapshot, RingConfig
from rollouts.propagation import fleet, freezes
from rollouts.propagation.fleet import ServerView


def current_cautions(
    views: Sequence[ServerView],
    now: FlagSnapshot,
    flag: str,
    before: FlagState,
    after: FlagState,
    *,
    others: int = 0,
    planned: bool = False,
    at: datetime | None = None,
) -> list[str]:
    """Return what speaks against a change at this moment on the servers of these views; it then needs an override.

    Nothing speaks against a change that only takes away, nor against a switch, which has no steps. `others` is how many
    flags change with this one, `planned`: its step is one of a plan, which has steps of its own; `at` is the database's
    time; None: it is asked.
    """
    if ((spec := SPECS.get(flag)) and spec.switch) or not lets_in(views, now, flag, before, after):
        return []
    at = at or database_now()
    stands = after if planned else _stands_on(flag, before, after)
    found = find_cautions(stands, after, at, fleet.peak_hours(views), now.rings, others)
    return [*found, *pace.current_pace(views, now, flag, before, at).cautions]


def _stands_on(flag: str, before: FlagState, after: FlagState) -> FlagState:
    """Return the state that whoever has the flag now has it by: under a freeze, the narrowest since it began."""
    if not unfreezes(before, after):
        return before
    return min([before, *freezes.states_since_frozen(flag)], key=released_share)


def find_cautions(
    before: FlagState,
    after: FlagState,
    now: datetime,
    peak_hours: Collection[int],
    rings: Sequence[RingConfig] = (),
    others: int = 0,
) -> list[str]:
    """Return what the change and the hour say against it, whatever was changed before; `rings` are all in order."""
    cautions = []
    if others:
        cautions.append(f"It changes {others + 1} flags at once: if something breaks, nobody knows which did it.")
    cautions += [f"It skips steps: {skipped}." for skipped in skipped_steps(before, after, rings)]
    if now.hour in peak_hours:
        cautions.append(f"It is {now:%H:%M} UTC, when most people are here.")
    return cautions
