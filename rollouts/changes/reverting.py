"""Taking a change back: which one, and what of the state before can be restored; some of what it names may be gone."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from rollouts.changes.validation import ExistingNames
from rollouts.evaluation.flag_state import FlagPatch, FlagState
from rollouts.models import STATE_CHANGED, FlagChange


@dataclass(frozen=True, slots=True)
class Reversal:
    """The patch that restores a state, and in sentences what of it can't be restored."""

    patch: FlagPatch
    lost: Sequence[str] = ()


def that_changed_something(changes: "QuerySet[FlagChange]") -> "QuerySet[FlagChange]":
    """Return those changes that left the flag's state other than they found it: a schedule's turn does not."""
    return changes.filter(STATE_CHANGED)


def change_to_take_back(change: FlagChange) -> FlagChange:
    """Return the change itself, or where it changed nothing of the state, the newest before it that did."""
    earlier = FlagChange.objects.filter(flag=change.flag, pk__lte=change.pk).order_by("-id")
    return that_changed_something(earlier).first() or change


def without_what_is_gone(state: FlagState, existing: ExistingNames) -> Reversal:
    """Return the patch to this state as far as what it names still exists; a patch lets in nobody whom it kept out."""
    patch, lost = dict(state), list[str]()
    for key, what, there in (
        ("users", "user", existing.users),
        ("groups", "group", existing.groups),
        ("leagues", "league", existing.leagues),
        ("excluded_users", "user", existing.users),
        ("excluded_groups", "group", existing.groups),
        ("excluded_leagues", "league", existing.leagues),
        ("rings", "ring", existing.rings),
    ):
        if gone := [each for each in state[key] if each not in there]:
            patch[key] = _remaining(state[key], gone)
            lost.append(_sentence(what, gone))
    if gone := [flag for flag in state["requires"] if flag not in existing.flags]:
        patch["requires"] = _remaining(state["requires"], gone)
        lost.append(_sentence("flag", gone))
        if any(state["requires"][flag] for flag in gone):  # one that isn't there counts as off
            patch["everyone"] = False
            lost.append("It stays off for everyone, because a flag that it needed is gone.")
    if gone := [trait for trait in state["criteria"] if trait not in existing.traits]:
        patch["criteria"], patch["everyone"] = _remaining(state["criteria"], gone), False
        lost.append(_sentence("condition", gone))
        lost.append("It stays off for everyone, because a condition of it is gone.")
    return Reversal(patch, tuple(lost))


def _remaining(named: Any, gone: Collection[Any]) -> Any:
    if isinstance(named, dict):
        return {name: value for name, value in named.items() if name not in gone}
    return [each for each in named if each not in gone]


_SHOWN = 5


def _sentence(what: str, gone: Sequence[Any]) -> str:
    names = ", ".join(map(str, gone[:_SHOWN])) + (f" and {len(gone) - _SHOWN} more" if len(gone) > _SHOWN else "")
    if len(gone) == 1:
        return f"Left out: the {what} {names}, which isn't there any more."
    return f"Left out: the {what}s {names}, which aren't there any more."
