"""What the templates show: flags, changes and proposals, with everything in words already."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rollouts.changes import services, side_effects
from rollouts.changes.audience import SHOWN, Moves
from rollouts.changes.preview import Proposal
from rollouts.evaluation.flag_state import NEW, State
from rollouts.evaluation.registry import SPECS
from rollouts.explain import change_wording, wording
from rollouts.explain.differences import Difference, differences
from rollouts.explain.queries import Listed, who
from rollouts.explain.wording import Reading
from rollouts.models import FlagChange


@dataclass(frozen=True, slots=True)
class ShownFlag:
    """A flag in the list, and at the top of its page."""

    name: str
    does: str
    sentence: str
    mark: str
    owner: str
    ends: str
    overdue: bool
    switch: bool
    known: bool
    override: bool
    last: FlagChange | None
    last_who: str

    @classmethod
    def of(cls, listed: Listed, reading: Reading) -> "ShownFlag":
        """In words."""
        flag, spec, last = listed.flag, listed.spec, listed.last
        return cls(
            name=flag.name,
            does=spec.does if spec else (flag.state or NEW)["note"],
            sentence=wording.sentence(flag, reading),
            mark=wording.mark(flag, reading),
            owner=spec.owner if spec else "",
            ends=wording.ends(spec.ends) if spec else "",
            overdue=spec is not None and wording.is_overdue(spec.ends, reading.now),
            switch=spec is not None and spec.switch,
            known=spec is not None,
            override=flag.override is not None,
            last=last,
            last_who=who(last) if last else "",
        )


@dataclass(frozen=True, slots=True)
class ShownChange:
    """A change in the audit: in a sentence, and field by field."""

    id: int
    who: str
    at: datetime
    source: str
    reason: str
    override: str
    consequence: str
    reverts: FlagChange | None
    was: str
    becomes: str
    differences: tuple[Difference, ...]

    @classmethod
    def of(cls, change: FlagChange, reading: Reading) -> "ShownChange":
        """In words."""
        return cls(
            id=change.pk,
            who=who(change),
            at=change.at,
            source=change.get_source_display(),
            reason=change.reason,
            override=change.override,
            consequence=side_effects.choices(change.flag).get(change.consequence, change.consequence),
            reverts=change.reverts,
            was=_sentence(change.before, reading, "not set"),
            becomes=_sentence(change.after, reading, "deleted"),
            differences=tuple(differences(base_of(change), change.after, reading)),
        )


def base_of(change: FlagChange) -> State:
    """What a change built on; of a flag that had no row, what it counted as."""
    if change.before is not None:
        return {**NEW, **change.before}
    return services.untouched(change.flag) if change.flag in SPECS else dict(NEW)


def _sentence(state: Mapping[str, Any] | None, reading: Reading, nothing: str) -> str:
    return nothing if state is None else wording.state_sentence({**NEW, **state}, reading)


@dataclass(frozen=True, slots=True)
class ShownMoves:
    """Who enters and who leaves: in a sentence, with the first names of each side and how many more there are."""

    sentence: str
    enter: int
    leave: int
    entering: tuple[str, ...]
    leaving: tuple[str, ...]
    more_entering: int
    more_leaving: int

    @classmethod
    def of(cls, found: Moves) -> "ShownMoves":
        """In words."""
        return cls(
            sentence=change_wording.moves(found),
            enter=found.enter,
            leave=found.leave,
            entering=found.entering,
            leaving=found.leaving,
            more_entering=max(0, found.enter - SHOWN),
            more_leaving=max(0, found.leave - SHOWN),
        )


@dataclass(frozen=True, slots=True)
class ShownDependents:
    """Flags that need another and move with it, all alike; `alike` says that it is as with that one."""

    flags: str
    several: bool
    moves: ShownMoves
    alike: bool

    @classmethod
    def of(cls, own: Moves | None, dependents: Iterable[Moves]) -> "tuple[ShownDependents, ...]":
        """Those that move alike in one, so that names are said once."""
        first = None if own is None else ShownMoves.of(own)
        together: dict[ShownMoves, list[str]] = defaultdict(list)
        for each in dependents:
            together[ShownMoves.of(each)].append(each.flag)
        return tuple(
            cls(wording.listed(names), len(names) > 1, moves, moves == first) for moves, names in together.items()
        )


@dataclass(frozen=True, slots=True)
class ShownProposal:
    """A change before it is made. `choices` are code and sentence, and whether it is the one that harms least."""

    becomes: str
    differences: tuple[Difference, ...]
    moves: ShownMoves | None
    dependents: tuple[ShownDependents, ...]
    affected: str
    affected_lines: tuple[str, ...]
    choices: tuple[tuple[str, str, bool], ...]
    cautions: tuple[str, ...]
    servers: tuple[str, ...]
    by_server: bool

    @classmethod
    def of(cls, proposal: Proposal, reading: Reading, chosen: str = "") -> "ShownProposal":
        """In words; `chosen` is the choice that was made before."""
        first = chosen if chosen in proposal.choices else next(iter(proposal.choices), "")
        affected = proposal.affected
        return cls(
            becomes=wording.state_sentence(proposal.after, reading),
            differences=tuple(differences(proposal.before, proposal.after, reading)),
            moves=None if proposal.moves is None else ShownMoves.of(proposal.moves),
            dependents=ShownDependents.of(proposal.moves, proposal.dependents),
            affected=affected.sentence if affected else "",
            affected_lines=affected.lines if affected else (),
            choices=tuple((code, says, code == first) for code, says in proposal.choices.items()),
            cautions=proposal.cautions,
            servers=tuple(map(change_wording.server, proposal.servers)),
            by_server=proposal.by_server,
        )
