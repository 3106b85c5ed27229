"""Plans as their pages show them: in sentences, with what to press."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from auctionsite.moments.durations import format_duration
from auctionsite.postgresql.clock import database_now
from rollouts.evaluation.flag_state import NEW_STATE
from rollouts.messages import banners
from rollouts.messages.facts import fitting_messages
from rollouts.messages.release_messages import TO_PEOPLE, MessageKind
from rollouts.models import Banner, Plan, PlanEvent
from rollouts.plans import machine, queries, reading
from rollouts.plans.checks import Arm, OutcomeReading, TriggerReading, read_criterion
from rollouts.plans.definition import TriggerAction, WhenShort, definition_as_json
from rollouts.plans.machine import ALIVE, PlanMove, PlanState, PlanStatus, criterion_sentence, readings_of_triggers
from rollouts.plans.reading import GateView, PlanView, UnreadablePlan

LATE = timedelta(minutes=2)
"""Whoever looks after plans looks every half minute; after so long nobody does."""
EVENTS = 25
_STATUS = {
    PlanStatus.DRAFT: "Draft: it hasn't been started",
    PlanStatus.RUNNING: "Running",
    PlanStatus.PAUSED: "Paused",
    PlanStatus.ROLLING_BACK: "Rolling back",
    PlanStatus.ROLLED_BACK: "Rolled back",
    PlanStatus.COMPLETED: "Completed",
    PlanStatus.ENDED: "Ended",
}
_MARKS = {
    PlanStatus.RUNNING: "on",
    PlanStatus.COMPLETED: "on",
    PlanStatus.PAUSED: "part",
    PlanStatus.ROLLING_BACK: "part",
}
_TO = {
    MessageKind.BEFORE: "To operators, before it begins",
    MessageKind.PROGRESS: "To operators, how far it is",
    MessageKind.DONE: "To operators, that it is over",
    MessageKind.INCIDENT: "To operators, that something is wrong",
    MessageKind.USERS: "To people, what is new",
    MessageKind.USERS_INCIDENT: "To people, that it was taken back",
}
_DOES = {
    TriggerAction.ROLL_BACK: "Rolls back",
    TriggerAction.STEP_BACK: "Steps back a phase",
    TriggerAction.PAUSE: "Pauses",
    TriggerAction.NOTIFY: "Notifies",
}


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A plan in the list."""

    pk: int
    flag: str
    template: str
    sentence: str
    mark: str
    alive: bool
    outlook: str

    @classmethod
    def of(cls, row: Plan) -> "PlanLine":
        """In words; one that can't be read says so."""
        alive = row.status in [*ALIVE]
        try:
            plan = reading.plan_state(row)
        except UnreadablePlan as error:
            return cls(row.pk, row.flag, "", "It can't be read here", "", alive, str(error))
        mark = _MARKS.get(plan.status, "")
        return cls(row.pk, row.flag, plan.definition.name, _sentence(plan), mark, alive, row.outlook)


def _sentence(plan: PlanState) -> str:
    """`Running: canary, phase 1 of 3`."""
    if plan.current is None:
        return _STATUS[plan.status]
    return f"{_STATUS[plan.status]}: {plan.current.name}, phase {plan.phase + 1} of {len(plan.definition.phases)}"


@dataclass(frozen=True, slots=True)
class PhaseDisplay:
    """A phase on the ladder: for whom, for how long, and whether it is `below`, `here` or `above`."""

    name: str
    audience: str
    lasts: str
    where: str


@dataclass(frozen=True, slots=True)
class CheckDisplay:
    """A trigger or a criterion: both sides, and how far its evidence is on the way to the bar, in percent."""

    says: str
    does: str
    on: str
    off: str
    way: int
    reached: bool


@dataclass(frozen=True, slots=True)
class ConsentDisplay:
    """A role that must approve the next phase, and who did."""

    role: str
    by: str


@dataclass(frozen=True, slots=True)
class MessageDisplay:
    """A message to write, and its readers; `on_pages`: it may stand on top of every page."""

    kind: MessageKind
    to: str
    text: str
    on_pages: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDisplay:
    """One plan. `consents` and `gates` are those of the next phase; `may` says which buttons there are.

    `outcomes` are of the experiment of the phase. `forecast` is of a draft: what each phase can know.
    """

    line: PlanLine
    outlook: str
    says: str
    late: str
    looked_at: datetime | None
    since: datetime
    may: Sequence[str]
    phases: Sequence[PhaseDisplay] = ()
    forecast: Sequence[str] = ()
    triggers: Sequence[CheckDisplay] = ()
    criteria: Sequence[CheckDisplay] = ()
    outcomes: Sequence[OutcomeReading] = ()
    following: str = ""
    gates: Sequence[GateView] = ()
    consents: Sequence[ConsentDisplay] = ()
    asks: bool = False
    definition: str = ""
    messages: Sequence[MessageDisplay] = ()
    banner: Banner | None = None
    events: Sequence[PlanEvent] = ()

    @classmethod
    def of(cls, row: Plan) -> "PlanDisplay":
        """Return what the page of this plan shows; of one that can't be read, that it can't, and what was decided."""
        now, line = database_now(), PlanLine.of(row)
        common: dict[str, Any] = {
            "line": line,
            "late": _late(row, now) if line.alive else "",
            "looked_at": row.looked_at,
            "since": row.since,
            "events": queries.events_of(row, EVENTS),
        }
        try:
            view = reading.view_plan(row, now)
        except UnreadablePlan:
            return cls(outlook=line.outlook, says="", may=["end"] if line.alive else [], **common)
        return cls(**common, **_of_readable(row, view))


def _late(row: Plan, now: datetime) -> str:
    if row.looked_at is None or now - row.looked_at < LATE:
        return ""
    ago = format_duration(now - row.looked_at)
    return f"Nobody has looked after it for {ago}, so nothing happens by itself: run_season doesn't run. Start it."


def _of_readable(row: Plan, view: PlanView) -> dict[str, Any]:
    plan, seen = view.plan, view.seen
    open_ended = plan.status in {PlanStatus.DRAFT, *ALIVE} and plan.status is not PlanStatus.ROLLING_BACK
    following = plan.following if open_ended else None
    criteria = plan.current.criteria if plan.current else ()
    readings = [
        read_criterion(criterion, seen.exposed[criterion.metric], seen.now)
        for criterion in criteria
        if criterion.metric in seen.exposed
    ]
    return {
        "outlook": _outlook(row, view),
        "says": plan.definition.says,
        "may": _buttons(plan),
        "asks": _asks(plan),
        "phases": _phases(plan),
        "forecast": queries.forecast_sentences(row, plan) if plan.status is PlanStatus.DRAFT else (),
        "triggers": [
            trigger_display(trigger_reading)
            for trigger_reading in readings_of_triggers(plan, seen)
            if trigger_reading is not None
        ],
        "criteria": [
            CheckDisplay(
                criterion_sentence(criterion_reading, seen.subjects),
                "",
                _arm_text(criterion_reading.on),
                "",
                _way(criterion_reading.evidence, criterion_reading.bar),
                criterion_reading.met,
            )
            for criterion_reading in readings
        ],
        "outcomes": list(seen.outcomes.values()),
        "following": following.name if following else "",
        "gates": reading.gates_of(row, following) if following else (),
        "consents": [
            ConsentDisplay(role.value, approval.by.email if approval else "")
            for role, approval in (reading.approvals_of(row, following) if following else {}).items()
        ],
        "messages": [
            MessageDisplay(kind, _TO[kind], text, kind in TO_PEOPLE) for kind, text in fitting_messages(row).items()
        ],
        "banner": banners.shown_banner(),
        "definition": json.dumps(definition_as_json(plan.definition), indent=2, ensure_ascii=False),
    }


def _outlook(row: Plan, view: PlanView) -> str:
    """Return what the plan waits for now; where it is about to move, what was seen last, which may hold it back."""
    decision = machine.decide(view.plan, view.seen)
    waits = view.plan.status in {PlanStatus.RUNNING, PlanStatus.PAUSED} and decision.move is PlanMove.WAIT
    return decision.sentence if waits else row.outlook


def _asks(plan: PlanState) -> bool:
    """True if a person may let the phase go on without evidence."""
    current = plan.current
    return (
        plan.status is PlanStatus.RUNNING
        and current is not None
        and current.when_short is WhenShort.ASK
        and not plan.let_pass
    )


def _buttons(plan: PlanState) -> list[str]:
    may = {
        PlanStatus.DRAFT: ["start", "end", "edit"],
        PlanStatus.RUNNING: ["pause", "roll_back", "end"],
        PlanStatus.PAUSED: ["go_on", "roll_back", "end"],
        PlanStatus.ROLLING_BACK: ["end"],
        PlanStatus.COMPLETED: ["roll_back"],
    }
    return may.get(plan.status, [])


def _phases(plan: PlanState) -> list[PhaseDisplay]:
    displays, state = [], dict(NEW_STATE)
    for place, phase in enumerate(plan.definition.phases):
        state |= phase.patch
        where = "here" if place == plan.phase else "below" if place < plan.phase else "above"
        lasts = format_duration(phase.bake)
        displays.append(PhaseDisplay(phase.name, reading.audience_text({}, state), lasts, where))
    return displays


def trigger_display(trigger_reading: TriggerReading) -> CheckDisplay:
    """Return a trigger in words, both sides, and how far its evidence is."""
    trigger = trigger_reading.trigger
    off = _arm_text(trigger_reading.off) if trigger.times is not None else ""
    way = _way(trigger_reading.evidence, trigger_reading.bar)
    return CheckDisplay(
        trigger.symptom, _DOES[trigger.action], _arm_text(trigger_reading.on), off, way, trigger_reading.fired
    )


def _arm_text(arm: Arm) -> str:
    return f"{arm.failed:,} of {arm.subjects:,}" if arm.subjects else "nobody"


def _way(evidence: float, bar: float) -> int:
    """Return how far evidence is on its way to the bar, in percent; both are logarithms."""
    return max(0, min(100, math.floor(100 * evidence / bar)))
