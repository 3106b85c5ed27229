"""Operators' acts on plans: make, start, pause, go on, roll back, end, approve, answer a gate.

Each locks the plan's row, refuses or does it, and notes who did it and why, in one transaction.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, transaction

from accounts.models import User
from auctionsite.postgresql.clock import database_now
from rollouts.changes import services as flags
from rollouts.changes.services import FlagRefused, Invalid, NotOperator
from rollouts.evaluation.flag_state import to_hundredths
from rollouts.evaluation.registry import SPECS
from rollouts.evaluation.types import HUNDRED_PERCENT, Strategy
from rollouts.models import GateAnswer, Plan, PlanApproval
from rollouts.plans import reading, runner
from rollouts.plans.definition import (
    ApprovalRole,
    InvalidDefinition,
    PhaseDefinition,
    PlanDefinition,
    WhenShort,
    definition_as_json,
    read_definition,
)
from rollouts.plans.machine import ALIVE, FlagCondition, PlanState, PlanStatus
from rollouts.plans.reading import UnreadablePlan


class PlanRefused(FlagRefused):
    """The plan, as it stands, doesn't allow it."""

    code = "not_now"


class EditedMeanwhile(PlanRefused):
    """The draft isn't the one that was looked at: somebody edited it since."""


class UnknownPlan(FlagRefused):
    """There is no such plan."""

    code = "not_found"


def make_plan(flag: str, definition: PlanDefinition, actor: User | None) -> Plan:
    """Make a draft. Raises Invalid, UnknownFlag: nothing is made."""
    _allow(actor)
    _check(flag, definition)
    now = database_now()
    with transaction.atomic():
        row = Plan.objects.create(
            flag=flag, definition=definition_as_json(definition), since=now, made_by=actor, made_at=now
        )
        runner.note(row, "make", f"Made from {definition.name}.", actor=actor)
    return row


def edit_plan(pk: int, stored: Any, actor: User | None, expected_revision: int | None = None) -> Plan:
    """Give a draft another definition, which makes its approvals void. Raises Invalid.

    Raises EditedMeanwhile if another revision than `expected_revision` is there; None: whichever is.
    """
    try:
        definition = read_definition(stored)
    except InvalidDefinition as error:
        raise Invalid(str(error), {"definition": str(error)}) from error
    with _held(pk, actor, {PlanStatus.DRAFT}, "Only a draft can be edited. End this plan, and make another.") as row:
        if expected_revision not in {None, row.revision}:
            raise EditedMeanwhile(f"Somebody edited plan {pk} meanwhile. Look at what it is now, and edit it again.")
        _check(row.flag, definition)
        row.definition, row.revision, row.made_by = definition_as_json(definition), row.revision + 1, actor
        runner.note(row, "edit", "Edited: its approvals are void.", actor=actor)
        row.save()
    return row


def start_plan(pk: int, actor: User | None, reason: str = "") -> Plan:
    """Start a draft, and take its first step if nothing holds that back. One plan of a flag runs at a time."""
    with _held(pk, actor, {PlanStatus.DRAFT}, "It was started already.") as row:
        other = Plan.objects.filter(flag=row.flag, status__in=ALIVE).exclude(pk=pk).first()
        if other:
            raise PlanRefused(f"Plan {other.pk} of {row.flag} is {other.status}. End it first.")
        row.status, row.since = PlanStatus.RUNNING, database_now()
        runner.note(row, "start", "Started.", actor=actor, reason=reason)
        _save_alone(row)
        runner.take_step(row)
    return Plan.objects.get(pk=pk)


def make_started_plan(flag: str, definition: PlanDefinition, actor: User | None, reason: str = "") -> Plan:
    """Make a plan and start it. Raises what either raises, and then there is no draft of it."""
    with transaction.atomic():
        return start_plan(make_plan(flag, definition, actor).pk, actor, reason)


def _save_alone(row: Plan) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:  # somebody started another in this very moment
        raise PlanRefused(f"Another plan of {row.flag} was started just now. End it first.") from error


def pause_plan(pk: int, actor: User | None, reason: str = "") -> Plan:
    """Leave the flag as it is until somebody goes on. What takes back by itself still does."""
    with _held(pk, actor, {PlanStatus.RUNNING}, "Only a plan that runs can be paused.") as row:
        row.status, row.outlook = PlanStatus.PAUSED, "It is paused: go on, or roll back."
        runner.note(row, "pause", "Paused.", actor=actor, reason=reason)
        row.save()
    return row


def go_on(pk: int, actor: User | None, reason: str = "") -> Plan:
    """Let a paused plan run, its phase beginning anew; or let one that waits for evidence, and may be asked, pass.

    Raises PlanRefused if the flag isn't as the plan left it, or there is nothing to let pass.
    """
    allowed = {PlanStatus.PAUSED, PlanStatus.RUNNING}
    with _held(pk, actor, allowed, "Only a plan that runs or is paused can go on.") as row:
        view = _view(row)
        if row.status == PlanStatus.PAUSED:
            _unless_foreign(view)
            row.status, row.since, row.notified = PlanStatus.RUNNING, database_now(), []
            row.counted_since = row.since
            runner.note(row, "go_on", "Goes on; the phase begins anew.", view=view, actor=actor, reason=reason)
        else:
            _let_pass(view.plan, reason)
            row.let_pass = True
            runner.note(row, "let_pass", "Let pass without evidence.", view=view, actor=actor, reason=reason)
        row.save()
        runner.take_step(row)
    return Plan.objects.get(pk=pk)


def _unless_foreign(view: reading.PlanView) -> None:
    if view.seen.condition in {FlagCondition.AS_LEFT, FlagCondition.KILLED}:
        return
    by = view.seen.changed_by
    raise PlanRefused(
        f"{view.plan.flag} isn't as the plan left it: {by} changed it. Take that change back on the flag's page first; "
        "or roll back, or end the plan."
    )


def _let_pass(plan: PlanState, reason: str) -> None:
    phase = plan.current
    if phase is None:
        raise PlanRefused("It hasn't begun: it waits for gates or approvals, which nobody can pass over.")
    if phase.when_short is not WhenShort.ASK:
        raise PlanRefused(f"The phase {phase.name} goes on by evidence alone. Wait, pause it, or roll back.")
    if not reason.strip():
        raise PlanRefused("Say why it may go on without evidence: it is kept with the plan.")


def roll_back_plan(pk: int, actor: User | None, reason: str = "") -> Plan:
    """Give the flag the state that it had before the plan. Never held back by anything."""
    allowed = {PlanStatus.RUNNING, PlanStatus.PAUSED, PlanStatus.COMPLETED}
    with _held(pk, actor, allowed, "There is nothing to roll back.") as row:
        change = runner.roll_back_now(row, reason.strip() or f"Plan {row.pk} was rolled back by hand.")
        row.outlook = "Rolling back." if change else "It had changed nothing, and is over."
        runner.note(row, "roll_back", row.outlook, change=change, actor=actor, reason=reason)
        _save_alone(row)
    return row


def end_plan(pk: int, actor: User | None, reason: str = "") -> Plan:
    """Let go of the flag, which stays as it is."""
    allowed = {PlanStatus.DRAFT, *ALIVE}
    with _held(pk, actor, allowed, "It is over already.") as row:
        row.status, row.outlook = PlanStatus.ENDED, "Ended: the flag stays as it is."
        runner.note(row, "end", row.outlook, actor=actor, reason=reason)
        row.save()
    return row


def approve_phase(pk: int, phase: str, role: str, actor: User) -> Plan:
    """Approve in a role that a phase begins. Nobody approves what they made or edited themselves."""
    with _held(pk, actor, {PlanStatus.DRAFT, *ALIVE}, "It is over: nothing is left to approve.") as row:
        plan = _state(row)
        wanted = next((each for each in plan.definition.phases if each.name == phase), None)
        if wanted is None or role not in wanted.approvals:
            raise PlanRefused(f"The phase {phase[:60]} doesn't ask for the approval of {role[:20]}.")
        if not reading.holds_role(actor, role):
            raise NotOperator(f"Only operators in the group {reading.APPROVES}{role} approve as {role}.")
        if row.made_by_id == actor.pk:
            raise PlanRefused("You made or edited this plan. Somebody else must approve it.")
        _, new = PlanApproval.objects.get_or_create(
            plan=row,
            revision=row.revision,
            phase=phase,
            role=ApprovalRole(role),
            by=actor,
            defaults={"at": database_now()},
        )
        if new:
            runner.note(row, "approve", f"{role} approves the phase {phase}.", actor=actor)
    return row


def answer_gate(pk: int, gate: str, *, passed: bool, proof: str, actor: User) -> Plan:
    """Say whether a gate holds that no program answers, and where the proof is."""
    with _held(pk, actor, {PlanStatus.DRAFT, *ALIVE}, "It is over: no gate is left.") as row:
        plan = _state(row)
        gates = {each.name: each for phase in plan.definition.phases for each in phase.gates}
        if gate not in gates or gates[gate].check:
            raise PlanRefused(f"Nobody answers the gate {gate[:60]} by hand.")
        if not proof.strip():
            raise PlanRefused("Say where the proof is: a link, a run, a name.")
        GateAnswer.objects.create(
            plan=row, gate=gate, passed=passed, proof=proof.strip()[:500], by=actor, at=database_now()
        )
        word = "holds" if passed else "doesn't hold"
        runner.note(row, "answer_gate", f"The gate {gate} {word}.", actor=actor, reason=proof)
    return row


# What all of them do ----------------------------------------------------------------------------------
def _allow(actor: User | None) -> None:
    """No actor: somebody at a command line."""
    if actor is not None and not actor.is_staff:
        raise NotOperator("Only operators run plans. Ask one of them.")


@contextmanager
def _held(pk: int, actor: User | None, allowed: set[PlanStatus], sentence: str) -> Iterator[Plan]:
    """Hold the plan's row. Raises NotOperator, UnknownPlan, or PlanRefused with the sentence in any other status."""
    _allow(actor)
    with transaction.atomic():
        row = Plan.objects.select_for_update(of=("self",)).filter(pk=pk).first()
        if row is None:
            raise UnknownPlan(f"There is no plan {pk}.")
        if row.status not in allowed:
            raise PlanRefused(f"{sentence} It is {row.status.replace('_', ' ')} now.")
        yield row


def _state(row: Plan) -> PlanState:
    try:
        return reading.plan_state(row)
    except UnreadablePlan as error:
        raise PlanRefused(str(error)) from error


def _view(row: Plan) -> reading.PlanView:
    try:
        return reading.view_plan(row, database_now())
    except UnreadablePlan as error:
        raise PlanRefused(str(error)) from error


def _check(flag: str, definition: PlanDefinition) -> None:
    """Raise Invalid unless each phase can be made of the flag, and each metric is measured of its subjects.

    What is wrong with a field of a phase stands under `phases.0.percent`.
    """
    flags.current_state(flag)
    if flag in SPECS and SPECS[flag].switch:
        raise Invalid(f"{flag} is a switch: it has no phases.", {"flag": "Name a flag that is released step by step."})
    for place, phase in enumerate(definition.phases):
        _check_phase(flag, place, phase)
    named = [each.metric for each in definition.triggers]
    named += [each.metric for phase in definition.phases for each in phase.criteria]
    outcomes = [name for phase in definition.phases if phase.experiment for name in phase.experiment.outcomes]
    if missing := [*reading.unmeasured(flag, named), *reading.unknown_outcomes(flag, outcomes)]:
        raise Invalid(f"Nobody measures {', '.join(missing)} of those whom {flag} is decided by. Take it out.")


def _check_phase(flag: str, place: int, phase: PhaseDefinition) -> None:
    try:
        _, after = flags.apply_unsaved(flag, phase.patch)
    except Invalid as error:
        fields = {f"phases.{place}.{name}": sentence for name, sentence in error.fields.items()}
        raise Invalid(f"The phase {phase.name}: {error.sentence}", fields) from error
    sentence = ""
    if phase.patch.get("everyone") is False:
        sentence = f"The phase {phase.name} turns {flag} off for everyone. Leave everyone empty."
    elif after["everyone"] and "everyone" not in phase.patch:
        sentence = f"{flag} is on for everyone, which the phase {phase.name} leaves. Add everyone to its patch."
    if sentence:
        raise Invalid(sentence, {f"phases.{place}.everyone": sentence})
    draws = after["everyone"] is None and after["strategy"] == Strategy.PERCENTAGE
    most = HUNDRED_PERCENT if after["arms"] else HUNDRED_PERCENT - 1
    if phase.experiment and not (draws and 0 < to_hundredths(after["percent"]) <= most):
        sentence = (
            f"The phase {phase.name} is an experiment: give it a percentage above 0 and below 100, "
            "so that a draw makes both arms alike. With arms it may be 100."
        )
        raise Invalid(sentence, {f"phases.{place}.percent": sentence})
