"""A plan's row as the machine knows plans, and what is seen of its flag. Reads only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from rollouts import figures
from rollouts.changes import services
from rollouts.evaluation.evaluate import format_percent
from rollouts.evaluation.flag_state import FlagState, to_hundredths
from rollouts.evaluation.types import FlagSnapshot, Strategy
from rollouts.explain import change_wording, figure_wording, page_queries
from rollouts.explain.wording import PLURAL, arms_in_words
from rollouts.exposures.compared import ArmOutcomes, OutcomeVerdict
from rollouts.exposures.measures import measures_of
from rollouts.exposures.outcomes import metrics_of
from rollouts.figures import kind_of
from rollouts.models import STATE_CHANGED, Flag, FlagChange, GateAnswer, Plan, PlanApproval, Ring
from rollouts.plans import exposed, launch_gates
from rollouts.plans.checks import OutcomeReading
from rollouts.plans.definition import ApprovalRole, GateDefinition, InvalidDefinition, PhaseDefinition, read_definition
from rollouts.plans.launch_gates import GateResult
from rollouts.plans.machine import NOT_BEGUN, FlagCondition, PlanState, PlanStatus, Sighting
from rollouts.propagation import fleet, readers, snapshot

APPROVES = "approves: "
"""What the name of a role's group begins with."""
_BESIDES = ("frozen_at", "freeze_reason", "note")
"""Fields of a flag that a plan leaves to operators."""


class UnreadablePlan(Exception):
    """This release can't read the plan's row; the text says what of it. Such a plan stands still."""


def plan_state(row: Plan) -> PlanState:
    """Return the plan as the machine knows it. Raises UnreadablePlan."""
    try:
        definition, status = read_definition(row.definition), PlanStatus(row.status)
    except InvalidDefinition as error:
        raise UnreadablePlan(f"This plan can't be read here, so it stands still. {error}") from error
    except ValueError as error:
        raise UnreadablePlan(f"This plan is {row.status[:20]}, which isn't known here, so it stands still.") from error
    known = isinstance(row.notified, list) and all(isinstance(each, int) for each in row.notified)
    if not known or not NOT_BEGUN <= row.phase < len(definition.phases):
        raise UnreadablePlan("Where this plan stands can't be read here, so it stands still.")
    return PlanState(
        flag=row.flag,
        definition=definition,
        status=status,
        phase=row.phase,
        since=row.since,
        let_pass=row.let_pass,
        notified=frozenset(row.notified),
    )


@dataclass(frozen=True, slots=True)
class PlanView:
    """A plan, what is seen of it, and the version of its flag."""

    plan: PlanState
    seen: Sighting
    version: int


def view_plan(row: Plan, now: datetime) -> PlanView:
    """Return what is seen of a plan; gates and approvals are asked with `with_consents`. Raises UnreadablePlan."""
    plan, newest = plan_state(row), snapshot.newest()
    condition, state, version = _condition(row, newest)
    exposure = exposed.read_exposed(row)
    outcomes, arms_off = _read_experiment(row, plan)
    status = readers.propagation_status()
    seen = Sighting(
        now=now,
        condition=condition,
        changed_by=_last_hand(plan.flag),
        frozen=_frozen_sentence(plan.flag, state),
        forced=_forced_sentence(plan.flag),
        empty=_empty_sentence(state),
        subjects=PLURAL[exposure.kind],
        on=exposure.on,
        ratio_off=exposure.ratio_off,
        exposed=exposure.by_metric,
        arms_off=arms_off,
        outcomes=outcomes,
        confirmed=status.complete,
        reach=change_wording.propagation_sentence(status),
    )
    return PlanView(plan, seen, version)


def unmeasured(plan_flag: str, names: Sequence[str]) -> list[str]:
    """Return which of these metrics nobody measures of the subjects of a flag."""
    known = {each.name for each in metrics_of(kind_of(plan_flag, snapshot.newest().flags.get(plan_flag)))}
    return [name for name in dict.fromkeys(names) if name not in known]


def unknown_outcomes(plan_flag: str, names: Sequence[str]) -> list[str]:
    """Return which of these outcomes nobody measures of the subjects of a flag."""
    known = {each.name for each in measures_of(kind_of(plan_flag, snapshot.newest().flags.get(plan_flag)))}
    return [name for name in dict.fromkeys(names) if name not in known]


def _read_experiment(row: Plan, plan: PlanState) -> tuple[dict[str, OutcomeReading], bool]:
    """Return what is known by the experiment of the phase that the plan is in, what decides first, and whether its
    arms have other sizes than their weights."""
    experiment = plan.current.experiment if plan.current else None
    if experiment is None:
        return {}, False
    if arms := figures.read_arms(row.flag, row.since, experiment.outcomes, experiment.least):
        by_outcome = {name: _reading_of_arms(name, arms.compared) for name in experiment.outcomes}
        return {name: reading for name, reading in by_outcome.items() if reading}, arms.ratio_off
    outcomes = figures.read_outcomes(row.flag, row.since, experiment.outcomes, experiment.least)
    outcomes.sort(key=lambda outcome: experiment.outcomes.index(outcome.measure.name))
    return {
        outcome.measure.name: OutcomeReading(
            outcome.measure.name,
            outcome.on.subjects,
            outcome.off.subjects,
            outcome.verdict is OutcomeVerdict.BETTER,
            outcome.verdict is OutcomeVerdict.WORSE,
            figure_wording.outcome_sentence(outcome),
        )
        for outcome in outcomes
    }, False


def _reading_of_arms(name: str, compared: Sequence[ArmOutcomes]) -> OutcomeReading | None:
    """Return what is known of all arms by an outcome: better or worse if one of them is. None: nobody measures it."""
    arm_outcomes = [(arm.arm, outcome) for arm in compared for outcome in arm.outcomes if outcome.measure.name == name]
    if not arm_outcomes:
        return None
    return OutcomeReading(
        name,
        min(outcome.on.subjects for _, outcome in arm_outcomes),
        arm_outcomes[0][1].off.subjects,
        any(outcome.verdict is OutcomeVerdict.BETTER for _, outcome in arm_outcomes),
        any(outcome.verdict is OutcomeVerdict.WORSE for _, outcome in arm_outcomes),
        " ".join(figure_wording.arm_outcome_sentence(arm, outcome) for arm, outcome in arm_outcomes),
    )


# The flag ---------------------------------------------------------------------------------------------
def _condition(row: Plan, newest: FlagSnapshot) -> tuple[FlagCondition, Mapping[str, Any], int]:
    """Return what became of the flag since the plan changed it, its state and its version."""
    try:
        state, version = services.current_state(row.flag)
    except services.UnknownFlag:
        return FlagCondition.MISSING, {}, 0
    if row.flag in newest.unreadable:
        return FlagCondition.UNREADABLE, state, version
    if row.last_change and not Flag.objects.filter(name=row.flag).exists():
        return FlagCondition.MISSING, state, version
    expected = row.last_change.after if row.last_change else None
    if state["everyone"] is False and (expected is None or expected["everyone"] is not False):
        return FlagCondition.KILLED, state, version
    if expected is not None and _without(state) != _without(expected):
        return FlagCondition.CHANGED, state, version
    return FlagCondition.AS_LEFT, state, version


def _without(state: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in state.items() if key not in _BESIDES}


def _last_hand(flag: str) -> str:
    changes = FlagChange.objects.filter(STATE_CHANGED, flag=flag).select_related("actor").order_by("-id")
    newest = changes.first()
    return page_queries.author_name(newest) if newest else "somebody"


def _frozen_sentence(flag: str, state: Mapping[str, Any]) -> str:
    if not state.get("frozen_at"):
        return ""
    why = f" ({state['freeze_reason']})" if state["freeze_reason"] else ""
    return f"{flag} is frozen{why}."


def _forced_sentence(flag: str) -> str:
    forced = fleet.forced_values(fleet.server_views(), flag)
    if not any(value is not None for value in forced):
        return ""
    return f"FEATURE_{flag.upper()} decides on servers, whatever a plan does. Remove it, and restart them."


def _empty_sentence(state: Mapping[str, Any]) -> str:
    """Return that nobody can meet the flag, where it is on for rings that nobody is in."""
    if not state or state["everyone"] is not None or state["strategy"] != Strategy.RING:
        return ""
    shares = {name for name, share in state["rings"].items() if to_hundredths(share)}
    inside = Q(everybody=True) | Q(members__isnull=False, members__left_at=None)
    if not shares or Ring.objects.filter(inside, name__in=shares).exists():
        return ""
    named = ", ".join(sorted(shares))
    return f"Nobody is in the ring{'s' if len(shares) > 1 else ''} {named}, so nobody meets it. Add somebody."


def audience_text(patch: Mapping[str, Any], state: FlagState) -> str:
    """`10 %`, `the ring beta` or `as set`: for whom a phase turns the flag on, in a few words, and in which arms."""
    after = {**state, **patch}
    arms = f" in the arms {arms_in_words(after['arms'])}" if after["arms"] else ""
    return f"{_audience_text(after)}{arms}"


def _audience_text(after: Mapping[str, Any]) -> str:
    if after["everyone"] is not None:
        return "everybody" if after["everyone"] else "nobody"
    if after["strategy"] == Strategy.RING:
        shares = {name: to_hundredths(share) for name, share in after["rings"].items()}
        return ", ".join(f"{format_percent(share)} of the ring {name}" for name, share in shares.items()) or "nobody"
    if after["strategy"] == Strategy.CANARY:
        return ", ".join([*after["labels"], *after["regions"]]) or "no server"
    return format_percent(to_hundredths(after["percent"]))


# Gates and approvals ----------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class GateView:
    """A gate of a phase, and whether it holds."""

    gate: GateDefinition
    result: GateResult
    by_hand: bool


def gates_of(row: Plan, phase: PhaseDefinition) -> list[GateView]:
    """Ask each gate of a phase: its program, or what a person said of it last."""
    newest = {answer.gate: answer for answer in row.gate_answers.select_related("by").order_by("id")}
    return [
        GateView(gate, launch_gates.ask_gate(gate.check, row.flag), by_hand=False)
        if gate.check
        else GateView(gate, _said(newest.get(gate.name)), by_hand=True)
        for gate in phase.gates
    ]


def _said(answer: GateAnswer | None) -> GateResult:
    if answer is None:
        return GateResult(passed=False, sentence="Nobody has said so yet.")
    word = "holds" if answer.passed else "doesn't hold"
    return GateResult(passed=answer.passed, sentence=f"{answer.by.email} says that it {word}: {answer.proof}")


def approvals_of(row: Plan, phase: PhaseDefinition) -> dict[ApprovalRole, PlanApproval | None]:
    """Return the approval that counts of each role that a phase needs; None: there is none.

    One of an earlier revision is void, and so is that of somebody who is no operator any more, or has lost the role.
    """
    given = row.approvals.filter(revision=row.revision, phase=phase.name, by__is_active=True, by__is_staff=True)
    found = {each.role: each for each in given.select_related("by") if holds_role(each.by, each.role)}
    return {role: found.get(role.value) for role in phase.approvals}


def holds_role(user: Any, role: str) -> bool:
    """True if the user is in the role's group."""
    held: bool = user.groups.filter(name=f"{APPROVES}{role}").exists()
    return held


def missing_consents(row: Plan, phase: PhaseDefinition) -> tuple[list[str], list[ApprovalRole]]:
    """Return the gates of a phase that don't hold, in sentences, and the roles that haven't approved it."""
    shut = [f"{each.gate.says} {each.result.sentence}" for each in gates_of(row, phase) if not each.result.passed]
    return shut, [role for role, approval in approvals_of(row, phase).items() if approval is None]
