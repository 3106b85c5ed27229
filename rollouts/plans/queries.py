"""Reads about plans for pages, calls and commands. Nothing here writes."""

from typing import Any

from django.db.models import QuerySet

from rollouts.changes.services import FlagRefused
from rollouts.models import Plan, PlanEvent
from rollouts.plans import forecasts, reading
from rollouts.plans.machine import ALIVE, PlanState, PlanStatus
from rollouts.plans.reading import UnreadablePlan

LATEST_EVENTS = 10


def all_plans() -> QuerySet[Plan]:
    """Return every plan, the newest first."""
    return Plan.objects.order_by("-id")


def alive_plan(flag: str) -> Plan | None:
    """Return the flag's plan that is under way."""
    return Plan.objects.filter(flag=flag, status__in=ALIVE).first()


def newest_plan(flag: str) -> Plan | None:
    """Return the flag's plan that is alive; else its newest."""
    return alive_plan(flag) or all_plans().filter(flag=flag).first()


def events_of(plan: Plan, most: int = LATEST_EVENTS) -> list[PlanEvent]:
    """Return what was decided and done last, the newest first, `most` at most."""
    return list(PlanEvent.objects.filter(plan=plan).select_related("actor", "change").order_by("-id")[:most])


def describe_plan(plan: Plan) -> dict[str, Any]:
    """Return a plan for programs and terminals. One that can't be read has no phases, and says so as its outlook."""
    try:
        state = reading.plan_state(plan)
    except UnreadablePlan as error:
        template, phase, phases, outlook = "", None, [], str(error)
    else:
        template, outlook = state.definition.name, plan.outlook
        phase = state.current.name if state.current else None
        phases = [phase_definition.name for phase_definition in state.definition.phases]
    return {
        "id": plan.pk,
        "flag": plan.flag,
        "template": template,
        "status": plan.status,
        "phase": phase,
        "phases": phases,
        "since": plan.since,
        "outlook": outlook,
        "looked_at": plan.looked_at,
        "events": [
            {
                "at": event.at,
                "what": event.what,
                "sentence": event.sentence,
                "by": event.actor.display_name if event.actor else None,
                "reason": event.reason,
                "figures": event.figures,
                "change": event.change_id,
            }
            for event in events_of(plan)
        ],
    }


def plan_ahead(plan: Plan) -> dict[str, Any]:
    """Return what a plan is made of, and what its next phase asks for; of a draft what it can know, too."""
    ahead: dict[str, Any] = {"definition": plan.definition, "revision": plan.revision}
    empty: dict[str, Any] = {"gates": [], "approvals": [], "forecast": []}
    try:
        state = reading.plan_state(plan)
    except UnreadablePlan:
        return ahead | empty
    following = state.following if state.status in {PlanStatus.DRAFT, PlanStatus.RUNNING, PlanStatus.PAUSED} else None
    if following is None:
        return ahead | empty
    return ahead | {
        "gates": [
            {
                "name": view.gate.name,
                "says": view.gate.says,
                "by_hand": view.by_hand,
                "passed": view.result.passed,
                "sentence": view.result.sentence,
            }
            for view in reading.gates_of(plan, following)
        ],
        "approvals": [
            {"role": role.value, "by": approval.by.display_name if approval else None}
            for role, approval in reading.approvals_of(plan, following).items()
        ],
        "forecast": forecast_sentences(plan, state) if state.status is PlanStatus.DRAFT else [],
    }


def forecast_sentences(plan: Plan, state: PlanState) -> list[str]:
    """Return what each phase can know if the plan starts now; or why it can't start."""
    try:
        return [each.sentence for each in forecasts.forecast_plan(plan.flag, state.definition)]
    except FlagRefused as refused:
        return [refused.sentence]
