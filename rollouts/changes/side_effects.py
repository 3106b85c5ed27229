"""What becomes of those whom a change of a flag affects, beyond the flag itself. Apps above register what they know.

Turning the waiting room off while auctions wait is one: the operator sees which, and chooses what becomes of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from accounts.models import User
from rollouts.evaluation.types import FlagSnapshot


@dataclass(frozen=True, slots=True)
class AffectedSummary:
    """What stands before the choice: a sentence about all, and a line about each of the first; none if nothing is."""

    sentence: str
    lines: tuple[str, ...] = ()


class SideEffect(Protocol):
    """Something that a flag's change affects.

    `choices` are sentences by code; the first harms least, and is the default.
    """

    choices: Mapping[str, str]

    def preview(self, before: FlagSnapshot, after: FlagSnapshot) -> AffectedSummary | None:
        """What the change would affect; None for nothing."""

    def carry_out(self, choice: str, before: FlagSnapshot, after: FlagSnapshot, actor: User | None) -> list[str]:
        """Do what was chosen, after the change was committed; what was done, or why not, a sentence for each."""


by_flag: dict[str, SideEffect] = {}
"""By the flag's name."""


def summarize_affected(flag: str, before: FlagSnapshot, after: FlagSnapshot) -> AffectedSummary | None:
    """What a change of the flag would affect; None for nothing."""
    known = by_flag.get(flag)
    return known.preview(before, after) if known else None


def choices(flag: str) -> Mapping[str, str]:
    """What can be chosen for those whom a change of the flag affects: sentences by code."""
    known = by_flag.get(flag)
    return known.choices if known else {}


def carry_out(flag: str, choice: str, before: FlagSnapshot, after: FlagSnapshot, actor: User | None) -> list[str]:
    """Do what was chosen for a flag; without a choice what harms least. Sentences about what was done."""
    known = by_flag.get(flag)
    return known.carry_out(choice or next(iter(known.choices)), before, after, actor) if known else []
