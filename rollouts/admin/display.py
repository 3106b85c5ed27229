"""Flags, changes and previews for the templates, with everything in words already."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from rollouts.audiences.audience import MAX_NAMES_SHOWN, AudienceChange
from rollouts.changes import services, side_effects
from rollouts.changes.preview import ChangePreview
from rollouts.evaluation.flag_state import NEW_STATE, FlagState
from rollouts.evaluation.registry import SPECS
from rollouts.explain import change_wording, notes, outcomes, wording
from rollouts.explain.differences import Difference, differences
from rollouts.explain.outcomes import ChangeReach
from rollouts.explain.page_queries import FlagListing, author_name
from rollouts.explain.wording import FlagStatus, WordingContext
from rollouts.models import FlagChange
from rollouts.stale.code_places import CodePlace, places_by_flag
from rollouts.stale.staleness import StaleReason


@dataclass(frozen=True, slots=True)
class FlagDisplay:
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
    caution: str
    last: FlagChange | None
    last_who: str
    stale: tuple[str, ...]
    places: tuple[CodePlace, ...]
    """Where the code reads it, of one that is stale."""

    @classmethod
    def of(cls, listed: FlagListing, context: WordingContext) -> "FlagDisplay":
        """Put a flag of the list into words, as operators read it."""
        flag, spec, last = listed.flag, listed.spec, listed.last
        return cls(
            name=flag.name,
            does=spec.does if spec else (flag.state or NEW_STATE)["note"],
            sentence=wording.status_sentence(flag, context),
            mark=flag.reach.extent.value,
            owner=spec.owner if spec else "",
            ends=wording.end_text(spec.ends) if spec else "",
            overdue=StaleReason.OVERDUE in listed.life.stale,
            switch=spec is not None and spec.switch,
            known=spec is not None,
            override=flag.overridden,
            caution=wording.forced_caution(flag),
            last=last,
            last_who=author_name(last) if last else "",
            stale=tuple(listed.life.stale.values()),
            places=places_by_flag().get(flag.name, ()) if listed.life.stale else (),
        )


@dataclass(frozen=True, slots=True)
class ChangeDisplay:
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
    changed: bool
    """False: it says who came or went, or that a start or an end came, and there is nothing to take back."""
    moved: bool
    """False: it says only who came or went."""

    @classmethod
    def of(cls, change: FlagChange, outcome: ChangeReach | None, context: WordingContext) -> "ChangeDisplay":
        """Put a change into words; `outcome` is for whom it was on before and after, of one that changed something."""
        moments = outcomes.just_before(change), change.at
        reaches = (outcome.before, outcome.after) if outcome else (None, None)
        was, becomes = (
            wording.past_sentence(change.flag, state, reach, replace(context, as_of=moment))
            for state, reach, moment in zip((change.before, change.after), reaches, moments, strict=True)
        )
        return cls(
            id=change.pk,
            who=author_name(change),
            at=change.at,
            source=change.get_source_display(),
            reason=change.reason if outcome else notes.with_names(change.reason, context),
            override=change.override,
            consequence=side_effects.choices(change.flag).get(change.consequence, change.consequence),
            reverts=change.reverts,
            was=was or "not set",
            becomes=becomes or "deleted",
            differences=tuple(differences(base_of(change), change.after, context)),
            changed=change.before is None or change.before != change.after,
            moved=outcome is not None,
        )


def base_of(change: FlagChange) -> FlagState:
    """Return the state that a change built on; for a flag without a row, its default state."""
    if change.before is not None:
        return {**NEW_STATE, **change.before}
    return services.default_state(change.flag) if change.flag in SPECS else dict(NEW_STATE)


def displayed_changes(changes: Sequence[FlagChange], context: WordingContext) -> list[ChangeDisplay]:
    """Return these changes in words."""
    found = outcomes.outcomes_of(changes)
    return [ChangeDisplay.of(each, found.get(each.pk), context) for each in changes]


@dataclass(frozen=True, slots=True)
class AudienceDisplay:
    """An audience change: in a sentence, with the first names that enter and leave, and how many more there are."""

    sentence: str
    enter: int
    leave: int
    entering: tuple[str, ...]
    leaving: tuple[str, ...]
    more_entering: int
    more_leaving: int

    @classmethod
    def of(cls, change: AudienceChange) -> "AudienceDisplay":
        """Put a change of an audience into words, and count the people whose names aren't shown."""
        return cls(
            sentence=change_wording.audience_sentence(change),
            enter=change.enter,
            leave=change.leave,
            entering=change.entering,
            leaving=change.leaving,
            more_entering=max(0, change.enter - MAX_NAMES_SHOWN),
            more_leaving=max(0, change.leave - MAX_NAMES_SHOWN),
        )


@dataclass(frozen=True, slots=True)
class DependentsDisplay:
    """Flags that need another and move with it, all alike; `alike` says that it is as with that one."""

    flags: str
    several: bool
    moves: AudienceDisplay
    alike: bool

    @classmethod
    def of(cls, own: AudienceChange | None, dependents: Iterable[AudienceChange]) -> "tuple[DependentsDisplay, ...]":
        """Those that move alike in one, so that names are said once."""
        first = None if own is None else AudienceDisplay.of(own)
        together: dict[AudienceDisplay, list[str]] = defaultdict(list)
        for each in dependents:
            together[AudienceDisplay.of(each)].append(each.flag)
        return tuple(
            cls(wording.join_words(names), len(names) > 1, moves, moves == first) for moves, names in together.items()
        )


@dataclass(frozen=True, slots=True)
class PreviewDisplay:
    """A change before it is made. `choices` are code and sentence, and whether it is the one that harms least."""

    becomes: str
    differences: tuple[Difference, ...]
    moves: AudienceDisplay | None
    dependents: tuple[DependentsDisplay, ...]
    affected: str
    affected_lines: tuple[str, ...]
    choices: tuple[tuple[str, str, bool], ...]
    cautions: tuple[str, ...]
    servers: tuple[str, ...]
    remarks: tuple[str, ...]
    by_server: bool
    turns: tuple[tuple[str, AudienceDisplay], ...] = ()

    @classmethod
    def of(cls, preview: ChangePreview, context: WordingContext, chosen: str = "") -> "PreviewDisplay":
        """In words; `chosen` is the choice that was made before."""
        first = chosen if chosen in preview.choices else next(iter(preview.choices), "")
        affected = preview.affected
        return cls(
            becomes=wording.status_sentence(
                FlagStatus(name=preview.flag, state=preview.after, forced=preview.forced, reach=preview.reach),
                replace(context, as_of=preview.at),
            ),
            differences=tuple(differences(preview.before, preview.after, context)),
            moves=None if preview.audience_change is None else AudienceDisplay.of(preview.audience_change),
            dependents=DependentsDisplay.of(preview.audience_change, preview.dependents),
            affected=affected.sentence if affected else "",
            affected_lines=affected.lines if affected else (),
            choices=tuple((code, says, code == first) for code, says in preview.choices.items()),
            cautions=preview.cautions,
            servers=tuple(map(change_wording.server_phrase, preview.servers)),
            remarks=preview.remarks,
            by_server=preview.by_server,
            turns=tuple(
                (f"When its {turn.what} comes, on {context.when(turn.at)}", AudienceDisplay.of(turn.audience_change))
                for turn in preview.turns
            ),
        )
