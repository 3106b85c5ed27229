"""Side effects of changing a flag, such as on auctions that wait; apps above register them by flag.

Turning the waiting room off while auctions wait is one: the operator sees which, and chooses what becomes of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from accounts.models import User
from rollouts.evaluation.types import FlagSnapshot


@dataclass(frozen=True, slots=True)
class AffectedSummary:
    """A summary of what a change affects: a sentence about all, and a line about each of the first."""

    sentence: str
    lines: tuple[str, ...] = ()


class SideEffect(Protocol):
    """A side effect of changing a flag.

    `choices` are sentences by code; the first harms least, and is the default.
    """

    choices: Mapping[str, str]

    def preview(self, before: FlagSnapshot, after: FlagSnapshot) -> AffectedSummary | None:
        """Summarize what the change would affect; None for nothing."""

    def carry_out(self, choice: str, before: FlagSnapshot, after: FlagSnapshot, actor: User | None) -> list[str]:
        """Carry out the choice after the change was committed; return a sentence for each thing done, or why not."""


by_flag: dict[str, SideEffect] = {}
"""The side effect of each flag that has one, by the flag's name; apps above add theirs."""


def summarize_affected(flag: str, before: FlagSnapshot, after: FlagSnapshot) -> AffectedSummary | None:
    """Summarize what a change of the flag would affect; None for nothing."""
    effect = by_flag.get(flag)
    return effect.preview(before, after) if effect else None


def choices(flag: str) -> Mapping[str, str]:
    """Return the choices for those whom a change of the flag affects: sentences by code."""
    effect = by_flag.get(flag)
    return effect.choices if effect else {}


def carry_out(flag: str, choice: str, before: FlagSnapshot, after: FlagSnapshot, actor: User | None) -> list[str]:
    """Carry out the choice for a flag; without one, the one that harms least. Return sentences about what was done."""
    effect = by_flag.get(flag)
    return effect.carry_out(choice or next(iter(effect.choices)), before, after, actor) if effect else []
