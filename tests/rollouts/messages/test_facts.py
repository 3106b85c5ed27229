"""Facts for messages, from the plan's row, its newest decision, and the flag's declaration."""

import pytest

from rollouts.evaluation.registry import SPECS
from rollouts.messages.facts import read_facts
from rollouts.models import Plan
from rollouts.plans import queries, services
from rollouts.plans.reading import UnreadablePlan
from rollouts.plans.templates.catalogue import TEMPLATES

pytestmark = pytest.mark.django_db
ROOM = "waiting_room"


def test_facts_are_those_of_the_plan() -> None:
    plan = services.make_plan(ROOM, TEMPLATES["rings"], None)
    facts = read_facts(plan)
    assert (facts.flag, facts.does, facts.template) == (ROOM, SPECS[ROOM].does, "rings")
    assert (facts.status, facts.phase, facts.phases[0]) == ("draft", 0, "internal")
    assert facts.happened == queries.events_of(plan, 1)[0].sentence


def test_plan_that_can_not_be_read_says_so() -> None:
    plan = services.make_plan(ROOM, TEMPLATES["rings"], None)
    Plan.objects.update(definition=[])
    plan.refresh_from_db()
    with pytest.raises(UnreadablePlan):
        read_facts(plan)
