"""A plan's next act, as a pure function of the plan and of what is seen of it. First match wins:

1  the flag isn't as the plan left it: somebody else's hand counts, and the plan never fights it
2  a trigger has fired: the strongest counts
3  something makes figures worthless, or holds everybody back: it waits
4  its experiment says that something is worse: it pauses
   the phase has lasted as long as it must, enough have met the flag, each criterion is met and its experiment is over,
   or a person let it pass
5  the next phase's approvals and gates are there: it begins; after the last one the plan is completed

A paused plan is still watched: what takes back takes back. No data never passes.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from auctionsite.moments.durations import format_duration
from auctionsite.moments.utc_times import format_utc
from rollouts.evidence import forecast
from rollouts.evidence.comparison import ExposedSubject
from rollouts.plans import checks
from rollouts.plans.checks import CriterionReading, OutcomeReading, TriggerReading
from rollouts.plans.definition import ApprovalRole, PhaseDefinition, PlanDefinition, TriggerAction, WhenShort

NOT_BEGUN = -1
"""The phase of a plan that was started and hasn't changed the flag yet."""
_DAY = timedelta(days=1)


class PlanStatus(StrEnum):
    """The stages of a plan's life. From `rolled_back` on it is over."""

    DRAFT = "draft"
    RUNNING = "running"
    PAUSED = "paused"
    ROLLING_BACK = "rolling_back"
    """The flag is what it was; not all processes have confirmed it."""
    ROLLED_BACK = "rolled_back"
    COMPLETED = "completed"
    ENDED = "ended"
    """A hand ended it, and the flag stays as that hand left it."""


ALIVE = frozenset({PlanStatus.RUNNING, PlanStatus.PAUSED, PlanStatus.ROLLING_BACK})
"""Of plans that the runner looks at; one of a flag at most."""


class FlagCondition(StrEnum):
    """The state of a plan's flag since the plan changed it last."""

    AS_LEFT = "as_left"
    CHANGED = "changed"
    KILLED = "killed"
    MISSING = "missing"
    UNREADABLE = "unreadable"


class PlanMove(StrEnum):
    """An act that is to be done."""

    WAIT = "wait"
    ENTER = "enter"
    NOTIFY = "notify"
    PAUSE = "pause"
    STEP_BACK = "step_back"
    ROLL_BACK = "roll_back"
    CONFIRM = "confirm"
    """Say that it is rolled back: it is."""
    COMPLETE = "complete"
    END = "end"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanState:
    """A plan as it stands. `since`: when its phase began, or began anew. `let_pass`: a person waived its evidence.

    `notified`: the triggers, by place, that have been told of in this phase.
    """

    flag: str
    definition: PlanDefinition
    status: PlanStatus
    phase: int
    since: datetime
    let_pass: bool = False
    notified: frozenset[int] = frozenset()

    @property
    def current(self) -> PhaseDefinition | None:
        """The phase that it is in; None before the first."""
        return None if self.phase == NOT_BEGUN else self.definition.phases[self.phase]

    @property
    def following(self) -> PhaseDefinition | None:
        """The next phase; None in the last."""
        place = self.phase + 1
        return self.definition.phases[place] if place < len(self.definition.phases) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """The view of a plan's flag at a moment.

    `changed_by` says who changed it; `frozen`, `forced` and `empty` are sentences, empty where nothing is so. `exposed`
    has by metric who met the flag since evidence began, `on` says how many met it with it on since the phase did,
    `outcomes` are those of the phase's experiment, and `subjects` what they all are called. `arms_off`: its arms aren't
    as large as their weights say. `shut_gates` are sentences, and `missing_roles` those who haven't approved, both of
    the next phase. `confirmed`: every process has the newest version, and `reach` says so in a sentence.
    """

    now: datetime
    condition: FlagCondition = FlagCondition.AS_LEFT
    changed_by: str = "somebody"
    frozen: str = ""
    forced: str = ""
    empty: str = ""
    subjects: str = "subjects"
    on: int = 0
    ratio_off: bool = False
    arms_off: bool = False
    exposed: Mapping[str, Sequence[ExposedSubject]]
    outcomes: Mapping[str, OutcomeReading] = field(default_factory=dict)
    shut_gates: Sequence[str] = ()
    missing_roles: Sequence[ApprovalRole] = ()
    confirmed: bool = False
    reach: str = ""


@dataclass(frozen=True, slots=True)
class PlanDecision:
    """The act to be done, and why. `phase` is the one to enter, `trigger` the one that fired, by place."""

    move: PlanMove
    sentence: str
    phase: int | None = None
    trigger: int | None = None


def decide(plan: PlanState, seen: Sighting) -> PlanDecision:
    """Return what a plan does next. One that isn't alive waits."""
    if plan.status is PlanStatus.ROLLING_BACK:
        return _confirmation(plan, seen)
    rules = _RULES.get(plan.status, ())
    found = (decision for rule in rules if (decision := rule(plan, seen)) is not None)
    return next(found, PlanDecision(PlanMove.WAIT, _AT_REST.get(plan.status, "It is over.")))


_AT_REST = {
    PlanStatus.DRAFT: "It hasn't been started.",
    PlanStatus.PAUSED: "It is paused: go on, or roll back.",
}


# 1: whose flag it is ----------------------------------------------------------------------------------
def _foreign_hand(plan: PlanState, seen: Sighting) -> PlanDecision | None:
    flag, by = plan.flag, seen.changed_by
    match seen.condition:
        case FlagCondition.MISSING:
            return _stop(plan, f"There is no flag {flag} any more. End this plan, and make one for its new name.")
        case FlagCondition.UNREADABLE:
            return _stop(plan, f"What is stored of {flag} can't be read here. Mend it, then go on.")
        case FlagCondition.KILLED if plan.phase == NOT_BEGUN:
            return _stop(plan, f"{flag} is off for everyone, and a plan doesn't undo that. Set it to 0 %, then go on.")
        case FlagCondition.KILLED:
            return PlanDecision(
                PlanMove.END, f"{flag} was turned off for everyone by {by}. The plan ends, and it stays off."
            )
        case FlagCondition.CHANGED:
            back = "Take that change back and go on, or roll back, or end the plan."
            return _stop(plan, f"Taken over: {flag} was changed by {by}, and stays as it is. {back}")
    return None


def _stop(plan: PlanState, sentence: str) -> PlanDecision:
    """Pause; one that is paused waits, and says why."""
    return PlanDecision(PlanMove.WAIT if plan.status is PlanStatus.PAUSED else PlanMove.PAUSE, sentence)


def _confirmation(plan: PlanState, seen: Sighting) -> PlanDecision:
    """The flag was taken back. It is *rolled back* once every process says so, whoever made it so."""
    if seen.condition is FlagCondition.CHANGED:
        sentence = f"{plan.flag} was changed by {seen.changed_by} while it was rolled back, and stays as it is."
        return PlanDecision(PlanMove.END, sentence)
    if seen.condition in {FlagCondition.MISSING, FlagCondition.UNREADABLE}:
        sentence = f"{plan.flag} can't be read any more: nobody can confirm that it is rolled back."
        return PlanDecision(PlanMove.WAIT, f"{sentence} Look at its page.")
    if not seen.confirmed:
        return PlanDecision(PlanMove.WAIT, f"Rolling back: not every process has confirmed it. {seen.reach}".strip())
    return PlanDecision(PlanMove.CONFIRM, f"Rolled back, and confirmed. {seen.reach}".strip())


# 2: what went wrong -----------------------------------------------------------------------------------
def readings_of_triggers(plan: PlanState, seen: Sighting) -> list[TriggerReading | None]:
    """Return what speaks for each trigger of the plan; None: nobody measures its metric here."""
    return [
        checks.read_trigger(each, plan.definition, seen.exposed[each.metric]) if each.metric in seen.exposed else None
        for each in plan.definition.triggers
    ]


def _fired(plan: PlanState, seen: Sighting) -> Iterator[tuple[int, TriggerReading]]:
    """Yield the triggers that have fired and are still to be heeded, the strongest first."""
    if plan.phase == NOT_BEGUN or seen.ratio_off:
        return
    fired = [
        (place, reading)
        for place, reading in enumerate(readings_of_triggers(plan, seen))
        if reading is not None and reading.fired and place not in plan.notified
    ]
    yield from sorted(fired, key=lambda pair: checks.STRONGEST_FIRST.index(pair[1].trigger.action))


def _trigger(plan: PlanState, seen: Sighting) -> PlanDecision | None:
    for place, reading in _fired(plan, seen):
        action = reading.trigger.action
        if plan.status is PlanStatus.PAUSED and action not in checks.TAKES_BACK:
            continue
        says = f"{reading.trigger.symptom} {trigger_sentence(reading, seen.subjects)}"
        if action is TriggerAction.STEP_BACK and plan.phase > 0:
            before = plan.definition.phases[plan.phase - 1].name
            sentence = f"{says} Back to the phase {before}, and paused there."
            return PlanDecision(PlanMove.STEP_BACK, sentence, phase=plan.phase - 1, trigger=place)
        return PlanDecision(_MOVES[action], says, trigger=place)
    return None


_MOVES = {
    TriggerAction.ROLL_BACK: PlanMove.ROLL_BACK,
    TriggerAction.STEP_BACK: PlanMove.ROLL_BACK,  # before the first phase there is only what was before the plan
    TriggerAction.PAUSE: PlanMove.PAUSE,
    TriggerAction.NOTIFY: PlanMove.NOTIFY,
}


def trigger_sentence(reading: TriggerReading, subjects: str) -> str:
    """Return both sides by the metric of a trigger: `server_error: 7 of 40 leagues with it, 3 of 360 without.`"""
    on, off = reading.on, reading.off
    without = f", {off.failed:,} of {off.subjects:,} without" if reading.trigger.times is not None else ""
    return f"{reading.trigger.metric}: {on.failed:,} of {on.subjects:,} {subjects} with it{without}."


# 3: what makes it wait --------------------------------------------------------------------------------
def _held(plan: PlanState, seen: Sighting) -> PlanDecision | None:
    if seen.forced:
        return _wait(seen.forced)
    if seen.ratio_off:
        return _wait(
            f"Other {seen.subjects} have it than its percentage says, so no figure counts. Find out who first."
        )
    if seen.arms_off:
        return _wait("The arms aren't as large as their weights say, so no figure counts. Find out who is missing.")
    named = [trigger.metric for trigger in plan.definition.triggers]
    named += [criterion.metric for criterion in plan.current.criteria] if plan.current else []
    if unknown := next((metric for metric in named if metric not in seen.exposed), None):
        return _wait(f"Nobody measures {unknown} of {seen.subjects} here, and this plan goes by it. Change the plan.")
    return None


def _wait(sentence: str) -> PlanDecision:
    return PlanDecision(PlanMove.WAIT, sentence)


# 4: whether the phase may end -------------------------------------------------------------------------
def _worse_by_experiment(plan: PlanState, seen: Sighting) -> PlanDecision | None:
    worse = [each.sentence for each in _outcomes(plan, seen) if each.worse]
    if not worse:
        return None
    return PlanDecision(PlanMove.PAUSE, f"The experiment is over: {' '.join(worse)} Roll back, or go on all the same.")


def _outcomes(plan: PlanState, seen: Sighting) -> list[OutcomeReading]:
    """Return what is read of the phase's experiment, the outcome that it is about first."""
    names = plan.current.experiment.outcomes if plan.current and plan.current.experiment else ()
    return [seen.outcomes[name] for name in names if name in seen.outcomes]


def _unfinished(phase: PhaseDefinition, seen: Sighting) -> str | None:
    """Return that the phase's experiment goes on, and how far it is."""
    if phase.experiment is None:
        return None
    outcome = seen.outcomes.get(phase.experiment.outcomes[0])
    if outcome is None:
        return f"Nobody measures {phase.experiment.outcomes[0]} of {seen.subjects} here."
    have = min(outcome.on, outcome.off)
    if outcome.better or have >= phase.experiment.most:
        return None
    return f"The experiment goes on: {have:,} of {phase.experiment.most:,} in each arm. {outcome.sentence}"


def _phase_lasts(plan: PlanState, seen: Sighting) -> PlanDecision | None:
    phase = plan.current
    if phase is None:
        return None
    if seen.now < (until := plan.since + phase.bake):
        return _wait(f"The phase {phase.name} lasts until {format_utc(until, seen.now)}.")
    if plan.let_pass:
        return None
    short = _too_few(plan, phase, seen) or _unmet(plan, phase, seen) or _unfinished(phase, seen)
    if short is None:
        return None
    ask = " Go on without knowing, or wait." if phase.when_short is WhenShort.ASK else ""
    return _wait(f"{short}{ask}")


def _too_few(plan: PlanState, phase: PhaseDefinition, seen: Sighting) -> str | None:
    if seen.on >= phase.minimum_subjects:
        return None
    if seen.empty:
        return seen.empty
    have = f"{seen.on:,} of {phase.minimum_subjects:,} {seen.subjects} have met it with it on"
    return f"{have} since the phase {phase.name} began. {_pace_sentence(plan, seen, phase.minimum_subjects)}"


def _unmet(plan: PlanState, phase: PhaseDefinition, seen: Sighting) -> str | None:
    for criterion in phase.criteria:
        reading = checks.read_criterion(criterion, seen.exposed[criterion.metric], seen.now)
        if not reading.met:
            pace = _pace_sentence(plan, seen, reading.needed, criterion.within)
            return f"{criterion_sentence(reading, seen.subjects)} {pace}"
    return None


def criterion_sentence(reading: CriterionReading, subjects: str) -> str:
    """Return whether a criterion is met: `server_error below 5 % isn't known yet: 2 of 60 leagues with it.`"""
    criterion, on = reading.criterion, reading.on
    known = "is known" if reading.met else "isn't known yet"
    failed = f"{on.failed:,} of {on.subjects:,} {subjects} with it"
    soon = f" within {format_duration(criterion.within)}" if criterion.within else ""
    return f"{criterion.metric} below {criterion.below * 100:g} %{soon} {known}: {failed}."


def _pace_sentence(plan: PlanState, seen: Sighting, needed: int | None, within: timedelta | None = None) -> str:
    """Say when there are as many as needed, by the pace of this phase, and the time of the last to fail is over."""
    if needed is None:
        return f"At this rate it never will be: too many {seen.subjects} fail."
    per_day = seen.on / max((seen.now - plan.since) / _DAY, 1e-6)
    seconds = forecast.seconds_until(needed, seen.on, per_day)
    if seconds is None:
        return f"It takes {needed:,}, and none come."
    seconds += within.total_seconds() if within else 0
    if seconds <= 0:
        return f"It takes about {needed:,}."
    return f"It takes about {needed:,}: at this pace in {format_duration(timedelta(seconds=min(seconds, 1e9)))}."


# 5: what comes then -----------------------------------------------------------------------------------
def _next_phase(plan: PlanState, seen: Sighting) -> PlanDecision:
    learnt = "".join(f"{each.sentence} " for each in _outcomes(plan, seen))
    if plan.following is None:
        return PlanDecision(
            PlanMove.COMPLETE, f"{learnt}Completed: {plan.flag} went through all {len(plan.definition.phases)} phases."
        )
    name = plan.following.name
    if seen.frozen:
        return _wait(f"{seen.frozen} The phase {name} begins when it is unfrozen.")
    if seen.missing_roles:
        return _wait(f"{learnt}The phase {name} waits for the approval of {_and(seen.missing_roles)}.")
    if seen.shut_gates:
        return _wait(f"The phase {name} waits for its gates. {' '.join(seen.shut_gates)}")
    return PlanDecision(PlanMove.ENTER, f"{learnt}The phase {name} begins.", phase=plan.phase + 1)


def _and(roles: Sequence[ApprovalRole]) -> str:
    *first, last = roles
    return f"{', '.join(first)} and {last}" if first else str(last)


PlanRule = Callable[[PlanState, Sighting], PlanDecision | None]
_RULES: dict[PlanStatus, tuple[PlanRule, ...]] = {
    PlanStatus.RUNNING: (_foreign_hand, _trigger, _held, _worse_by_experiment, _phase_lasts, _next_phase),
    PlanStatus.PAUSED: (_foreign_hand, _trigger),
}
