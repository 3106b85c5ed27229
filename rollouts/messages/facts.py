"""Reads what messages about a release say. Nothing here writes."""

from contextlib import suppress

from rollouts.evaluation.registry import SPECS
from rollouts.messages.release_messages import MessageKind, NothingToSay, ReleaseFacts, write_message
from rollouts.models import Plan
from rollouts.plans import queries, reading


def read_facts(plan: Plan) -> ReleaseFacts:
    """Return the facts of a plan. Raises UnreadablePlan."""
    state = reading.plan_state(plan)
    newest = queries.events_of(plan, 1)
    return ReleaseFacts(
        flag=plan.flag,
        does=SPECS[plan.flag].does if plan.flag in SPECS else "",
        template=state.definition.name,
        says=state.definition.says,
        status=plan.status,
        phases=tuple(each.name for each in state.definition.phases),
        phase=plan.phase + 1,
        since=plan.since,
        outlook=plan.outlook,
        happened=newest[0].sentence if newest else "",
    )


def fitting_messages(plan: Plan) -> dict[MessageKind, str]:
    """Return each message that fits where the plan is. Raises UnreadablePlan."""
    facts, messages = read_facts(plan), {}
    for kind in MessageKind:
        with suppress(NothingToSay):
            messages[kind] = write_message(kind, facts)
    return messages
