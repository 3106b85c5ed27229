"""Tells whether a change of a flag could let anybody in, on any of the servers. What couldn't is never held back."""

from collections.abc import Iterable, Sequence

from rollouts.audiences.entering import somebody_enters
from rollouts.evaluation.flag_state import FlagState, parse_instant, released_share, to_hundredths
from rollouts.evaluation.types import FlagSnapshot
from rollouts.propagation import fleet, loading
from rollouts.propagation.fleet import ServerView


def lets_in(
    views: Sequence[ServerView], now: FlagSnapshot, flag: str, before: FlagState | None, after: FlagState | None
) -> bool:
    """True if anybody could enter by the change, were the flag not frozen; all other flags are as they are `now`.

    One who enters on one server enters. To unfreeze a flag lets in whoever waits. None is a flag without a row.
    """
    if unfreezes(before, after):
        was, becomes = (loading.snapshot_with(now, flag, state) for state in (before, after))
        return enters_anywhere(views, was, becomes, flag, now.at)
    if before is not None and after is not None and not _may_widen(before, after):
        return False
    was, becomes = (
        loading.snapshot_with(now, flag, None if state is None else {**state, "frozen_at": None})
        for state in (before, after)
    )
    return enters_anywhere(views, was, becomes, flag, now.at)


def enters_anywhere(
    views: Sequence[ServerView], was: FlagSnapshot, becomes: FlagSnapshot, flag: str, at: float
) -> bool:
    """True if somebody enters on one of these servers: the environment of each may say something else."""
    pairs = zip(fleet.pictures(views, was), fleet.pictures(views, becomes), strict=True)
    return any(somebody_enters(before, after, flag, at) for before, after in pairs)


def unfreezes(before: FlagState | None, after: FlagState | None) -> bool:
    """True if the change ends a freeze."""
    return before is not None and after is not None and before["frozen_at"] is not None and after["frozen_at"] is None


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
_EXCLUDED = ("excluded_users", "excluded_groups", "excluded_leagues")
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
    """True if a condition or an exclusion was dropped or changed: one of them alone keeps people out."""
    starts = parse_instant(before["starts_at"]), parse_instant(after["starts_at"])
    ends = parse_instant(before["ends_at"]), parse_instant(after["ends_at"])
    earlier = starts[0] is not None and (starts[1] is None or starts[1] < starts[0])
    later = ends[0] is not None and (ends[1] is None or ends[1] > ends[0])
    dropped = any(
        after[key].get(name) != wanted for key in ("criteria", "requires") for name, wanted in before[key].items()
    )
    back = any(_added(after[key], before[key]) for key in _EXCLUDED)
    return earlier or later or dropped or back


def _added(before: Iterable[str | int], after: Iterable[str | int]) -> bool:
    return bool({*after} - {*before})
