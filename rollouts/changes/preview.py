"""Previews a change of a flag: its new state, and whom it moves. Nothing is changed here."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Generic, TypeVar

from auctionsite.postgresql.clock import database_now
from rollouts.audiences import audience, extent
from rollouts.audiences.audience import AudienceChange, NamedSubject
from rollouts.audiences.extent import Reach
from rollouts.changes import cautions, schedules, side_effects
from rollouts.changes.remarks import remarks_on
from rollouts.changes.side_effects import AffectedSummary
from rollouts.evaluation.flag_state import FlagState
from rollouts.evaluation.registry import SPECS
from rollouts.evaluation.types import EMPTY, BucketBy, FlagSnapshot, Strategy
from rollouts.propagation import fleet, loading, readers
from rollouts.propagation.fleet import Forced, ServerView
from rollouts.propagation.readers import ServerGroup

_TICK = 0.001
K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePreview:
    """A change of a flag before it is made.

    `audience_change` says who enters and who leaves; none for a switch, which is for everybody, or where no app knows
    the subjects. `dependents` are the flags that require this one and whose audience changes with it. `affected` is
    what else the change touches, and `choices` are the options for that, by code, the first harming least. `cautions`
    speak against the change. `servers` are those that choose by their label, where the flag goes by server. `remarks`
    say what of the change has no effect.
    """

    flag: str
    before: FlagState
    after: FlagState
    reach: Reach
    """For whom the flag is on then, by the evaluator."""
    forced: Forced
    """What FEATURE_<NAME> says, whatever is changed."""
    at: datetime
    """By the database's clock: schedules are carried out up to now when it is made."""
    audience_change: AudienceChange | None
    dependents: tuple[AudienceChange, ...]
    affected: AffectedSummary | None
    choices: Mapping[str, str]
    cautions: tuple[str, ...]
    servers: tuple[ServerGroup, ...]
    turns: tuple["TurnPreview", ...] = ()
    """What comes of the schedule later."""
    remarks: tuple[str, ...] = ()

    @property
    def by_server(self) -> bool:
        """True if servers are chosen, so that names alone don't tell who has it."""
        return _by_server(self.after)


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnPreview:
    """A start or an end that is still to come, and who enters and leaves then."""

    what: str
    at: datetime
    audience_change: AudienceChange


def preview_changes(
    flag: str, before: FlagState, afters: Mapping[K, FlagState], now: FlagSnapshot | None = None
) -> dict[K, ChangePreview]:
    """Return the effect of each of some changes of a flag, based on the snapshot `now` (by default the newest).

    Each kind of subject is read once, however many changes there are.
    """
    now, at = now or loading.load_snapshot(), database_now()
    now = replace(now, at=max(now.at, at.timestamp()))
    then = {key: loading.snapshot_with(now, flag, after) for key, after in afters.items()}
    views = fleet.server_views()
    changes = _AudienceChanges(views, now, then)
    own = changes.own(flag, afters)
    others = [changes.of_dependent(dependent) for dependent in audience.dependent_flags(now, flag)]
    servers = tuple(readers.running_servers()) if any(map(_by_server, afters.values())) else ()
    return {
        key: ChangePreview(
            flag=flag,
            before=before,
            after=after,
            reach=extent.reach_on(views, then[key], flag),
            forced=fleet.forced_values(views, flag),
            at=datetime.fromtimestamp(now.at, UTC),
            audience_change=own.get(key),
            dependents=tuple(other[key] for other in others if other.get(key)),
            affected=(affected := side_effects.summarize_affected(flag, now, then[key])),
            choices=side_effects.choices(flag) if affected else EMPTY,
            cautions=tuple(cautions.current_cautions(views, now, flag, before, after, at=at)),
            servers=tuple(server for server in servers if _by_server(after) and _chosen(server, after)),
            turns=tuple(changes.turns(flag, key, after)),
            remarks=tuple(remarks_on(flag, before, after)),
        )
        for key, after in afters.items()
    }


def _by_server(state: FlagState) -> bool:
    return state["everyone"] is None and state["strategy"] == Strategy.CANARY


def _chosen(server: ServerGroup, state: FlagState) -> bool:
    return server.label in state["labels"] or server.region in state["regions"]


class _AudienceChanges(Generic[K]):
    """Computes how some changes move audiences on the servers of some views; each kind of subject is read once.

    Subjects are evaluated as on a server that no flag has chosen: one that is chosen lets everybody in whom it serves.
    """

    def __init__(self, views: Sequence[ServerView], now: FlagSnapshot, then: Mapping[K, FlagSnapshot]) -> None:
        self._now, self._then, self._views = now, then, views
        self._by_server = any(
            flag.strategy is Strategy.CANARY for each in (now, *then.values()) for flag in each.flags.values()
        )
        self._subjects: dict[audience.SubjectSource, list[NamedSubject]] = {}

    def own(self, flag: str, afters: Mapping[K, FlagState]) -> dict[K, AudienceChange]:
        """Return, by change, how it moves the audience of the flag that is changed."""
        if (spec := SPECS.get(flag)) and spec.switch:
            return {}
        changes: dict[K, AudienceChange] = {}
        for kind in {BucketBy(after["bucket_by"]) for after in afters.values()}:
            changes |= self._of_flag(flag, kind, [key for key, after in afters.items() if after["bucket_by"] == kind])
        return changes

    def turns(self, flag: str, key: K, after: FlagState) -> Iterator[TurnPreview]:
        """Yield what happens at each turn of the flag's schedule that is still to come after the change."""
        then, kind = self._then[key], BucketBy(after["bucket_by"])
        coming = [turn for turn in schedules.turns_of(after) if turn[1].timestamp() > then.at]
        candidates = self._candidates(flag, kind) if coming else None
        if candidates is None or ((spec := SPECS.get(flag)) and spec.switch):
            return
        for what, at in coming:
            turn = at.timestamp()
            before, there = (fleet.pictures(self._views, replace(then, at=each)) for each in (turn - _TICK, turn))
            moved = audience.audience_changes(flag, kind, candidates, before, {key: there})[key]
            yield TurnPreview(what=what, at=at, audience_change=moved)

    def of_dependent(self, flag: str) -> dict[K, AudienceChange]:
        """Return, by change, how it moves the audience of another flag, which requires the one that is changed."""
        config = self._now.flags.get(flag)
        return self._of_flag(flag, config.bucket_by if config else SPECS[flag].bucket_by, list(self._then))

    def _of_flag(self, flag: str, kind: BucketBy, keys: list[K]) -> dict[K, AudienceChange]:
        candidates = self._candidates(flag, kind)
        if candidates is None:
            return {}
        before = fleet.pictures(self._views, self._now)
        afters = {key: fleet.pictures(self._views, self._then[key]) for key in keys}
        return audience.audience_changes(flag, kind, candidates, before, afters)

    def _candidates(self, flag: str, kind: BucketBy) -> list[NamedSubject] | None:
        """Return everybody who can ask; None where no app knows them."""
        source = audience.source_of(flag, kind)
        if source is None:
            return None
        if source not in self._subjects:
            self._subjects[source] = [_served_anywhere(each) if self._by_server else each for each in source.all()]
        return self._subjects[source]


def _served_anywhere(subject: NamedSubject) -> NamedSubject:
    return replace(subject, subjects=tuple(replace(each, label="", region="") for each in subject.subjects))
