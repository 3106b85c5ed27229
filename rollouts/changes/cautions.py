"""Tells whether a change of a flag lets anybody in, and what speaks against it then."""

import time
from collections.abc import Collection, Iterable
from datetime import UTC, datetime

from auctionsite.process_settings import settings_in_force
from rollouts.changes.entering import somebody_enters
from rollouts.changes.ladder import step_above
from rollouts.evaluation.evaluate import format_percent
from rollouts.evaluation.flag_state import FlagState, parse_instant, released_share, to_hundredths
from rollouts.evaluation.registry import SPECS
from rollouts.evaluation.types import FlagSnapshot, Strategy
from rollouts.propagation import loading


def current_cautions(now: FlagSnapshot, flag: str, before: FlagState, after: FlagState, others: int = 0) -> list[str]:
    """Return what speaks against a change at this moment, which then needs an override; see `find_cautions`.

    Nothing speaks against a change that only takes away, nor against a switch, which has no steps.
    """
    if ((spec := SPECS.get(flag)) and spec.switch) or not lets_in(now, flag, before, after):
        return []
    return find_cautions(before, after, datetime.now(UTC), settings_in_force().peak_hours, others)


def lets_in(now: FlagSnapshot, flag: str, before: FlagState, after: FlagState) -> bool:
    """True if anybody could enter by the change, were the flag not frozen; all other flags are as they are `now`."""
    if not _may_widen(before, after):
        return False
    was, becomes = (loading.snapshot_with(now, flag, {**state, "frozen_at": None}) for state in (before, after))
    return somebody_enters(was, becomes, flag, time.time())


def _may_widen(before: FlagState, after: FlagState) -> bool:
    """True unless the two states alone show that nobody enters; then `entering.py` knows."""
    if after["everyone"] is False:
        return False
    if before["everyone"] is True:
        return _needs_less(before, after)
    if before["everyone"] is False:
        return released_share(after) > 0 or any(after[key] for key in _LETS_IN)
    return after["everyone"] is True or _wider(before, after) or _needs_less(before, after)


_NAMES = ("labels", "regions", "leagues", "users", "groups")
_KINDS = ("testing", "superusers", "staff", "authenticated")
_LETS_IN = (*_NAMES, *_KINDS, "languages")


def _wider(before: FlagState, after: FlagState) -> bool:
    if any(before[key] != after[key] for key in ("strategy", "bucket_by", "salt")):
        return True
    rings = {*before["rings"], *after["rings"]}
    return (
        to_hundredths(after["percent"]) > to_hundredths(before["percent"])
        or any(to_hundredths(after["rings"].get(ring)) > to_hundredths(before["rings"].get(ring)) for ring in rings)
        or any(_added(before[key], after[key]) for key in _NAMES)
        or any(after[key] and not before[key] for key in _KINDS)
        or _added(before["languages"].split(","), after["languages"].split(","))
    )


def _needs_less(before: FlagState, after: FlagState) -> bool:
    """True if a condition was dropped or changed: one of them alone keeps people out."""
    starts = parse_instant(before["starts_at"]), parse_instant(after["starts_at"])
    ends = parse_instant(before["ends_at"]), parse_instant(after["ends_at"])
    earlier = starts[0] is not None and (starts[1] is None or starts[1] < starts[0])
    later = ends[0] is not None and (ends[1] is None or ends[1] > ends[0])
    dropped = any(
        after[key].get(name) != wanted for key in ("criteria", "requires") for name, wanted in before[key].items()
    )
    return earlier or later or dropped


def _added(before: Iterable[str | int], after: Iterable[str | int]) -> bool:
    return bool({*after} - {*before})


def find_cautions(
    before: FlagState, after: FlagState, now: datetime, peak_hours: Collection[int], others: int = 0
) -> list[str]:
    """Return what speaks against a change that lets somebody in; `others` is how many flags change with this one."""
    cautions = []
    if others:
        cautions.append(f"It changes {others + 1} flags at once: if something breaks, nobody knows which did it.")
    for where, was, becomes in _climbs(before, after):
        if becomes > (step := step_above(was)):
            cautions.append(f"It skips steps: {where}after {format_percent(was)} comes {format_percent(step)}.")
    if now.hour in peak_hours:
        cautions.append(f"It is {now:%H:%M} UTC, when most people are here.")
    return cautions


def _climbs(before: FlagState, after: FlagState) -> list[tuple[str, int, int]]:
    """Return place, old and new share, in hundredths. A flag released by ring climbs in each ring by itself."""
    if all(each["everyone"] is None and each["strategy"] == Strategy.RING for each in (before, after)):
        return [
            (f"in the ring {ring}, ", to_hundredths(before["rings"].get(ring)), to_hundredths(percent))
            for ring, percent in after["rings"].items()
        ]
    return [("", released_share(before), released_share(after))]
