"""Operators' actions on a release as patches of a flag's state: increase, set, freeze, kill. Pure."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from rollouts.changes.ladder import step_above
from rollouts.changes.validation import parse_percentage
from rollouts.evaluation.flag_state import FlagPatch, FlagState, to_hundredths
from rollouts.evaluation.types import HUNDRED_PERCENT, Strategy


class ActionNotPossible(Exception):
    """The flag's state doesn't allow the action; the text, to be read after its name, says what to do."""


_BY_OTHER = "is released by {}, not by percentage. Change its strategy first, or that."

_THROWN = {"0": False, "100": True}


def increase_percentage(state: FlagState, by: Any = None) -> FlagPatch:
    """Raise the percentage by `by` points, 100 at most; by default to the next step. Raises ActionNotPossible.

    Raises ValueError for a `by` that is no percentage above 0.
    """
    now = _share_of(state)
    if by is None:
        return {"percent": step_above(now) / 100}
    points = to_hundredths(parse_percentage(by))
    if points <= 0:
        raise ValueError("Give a percentage above 0, with two decimals at most.")
    return {"percent": min(now + points, HUNDRED_PERCENT) / 100}


def _share_of(state: FlagState) -> int:
    """The share, in hundredths, of a flag that is being released by percentage, and not for everybody yet."""
    if state["everyone"] is False:
        raise ActionNotPossible("is off for everybody. Turn it on for a share first, then increase that.")
    if state["everyone"] is True:
        raise ActionNotPossible("is on for everybody already.")
    if state["strategy"] != Strategy.PERCENTAGE:
        raise ActionNotPossible(_BY_OTHER.format(state["strategy"]))
    now = to_hundredths(state["percent"])
    if now >= HUNDRED_PERCENT:
        raise ActionNotPossible("is at 100 % already.")
    return now


def set_percentage(state: FlagState, percent: Any) -> FlagPatch:
    """Set the percentage, whatever the flag was for everybody. Raises ActionNotPossible."""
    if state["strategy"] != Strategy.PERCENTAGE:
        raise ActionNotPossible(_BY_OTHER.format(state["strategy"]))
    return {"everyone": None, "percent": percent}


def set_switch(to: str) -> FlagPatch:
    """Turn a switch on (`100`) or off (`0`); it has no percentages. Raises ActionNotPossible."""
    if to not in _THROWN:
        raise ActionNotPossible("is a switch: --to 100 turns it on for everybody, --to 0 off.")
    return {"everyone": _THROWN[to]}


def freeze(state: FlagState, now: datetime, reason: str) -> FlagPatch:
    """Nobody may be added from now on; one that is frozen stays frozen since then."""
    return {"frozen_at": state["frozen_at"] or now.isoformat(), "freeze_reason": reason or state["freeze_reason"]}


def leave_out(state: FlagState, named: Mapping[str, Collection[Any]], *, out: bool) -> FlagPatch:
    """Leave these `users`, `groups` and `leagues` out, by id; or, without `out`, no longer."""
    patch = {}
    for kind, ids in named.items():
        now = {*state[f"excluded_{kind}"]}
        patch[f"excluded_{kind}"] = sorted(now | {*ids} if out else now - {*ids})
    return patch


def unfreeze() -> FlagPatch:
    """People may be added again."""
    return {"frozen_at": None, "freeze_reason": ""}


def kill() -> FlagPatch:
    """Off for everybody; all else stays as it is, for later."""
    return {"everyone": False}
