"""Templates reach more with each phase, ask the gates that there are, and measure what is known."""

from typing import Any

import pytest

from rollouts.evaluation.flag_state import NEW_STATE, released_share
from rollouts.evaluation.types import BucketBy
from rollouts.exposures.measures import measures_of
from rollouts.exposures.outcomes import metrics_of
from rollouts.gates.table import gate_specs
from rollouts.plans import forecasts
from rollouts.plans.definition import ApprovalRole, PlanDefinition
from rollouts.plans.templates.catalogue import TEMPLATES
from rollouts.plans.templates.releases import PILOT, RELEASES

EACH = pytest.mark.parametrize("template", TEMPLATES.values(), ids=list(TEMPLATES))
GATED = pytest.mark.parametrize("template", RELEASES, ids=[each.name for each in RELEASES])


@EACH
def test_each_phase_reaches_more_than_the_one_before(template: PlanDefinition) -> None:
    shares = [reached(phase.patch) for phase in template.phases]
    assert shares == sorted(shares)
    assert len({*map(str, shares)}) == len(shares)
    whole = template is not PILOT
    assert (released_share({**NEW_STATE, **template.phases[-1].patch}) == 10_000) or not whole


def reached(patch: dict[str, Any]) -> tuple[float, float, float, float]:
    """Return how much of ga or of all is reached, of beta and of internal; those with a condition are fewer."""
    named = patch.get("rings", {})
    everybody = patch["percent"] if patch["strategy"] == "percentage" else named.get("ga", 0)
    return everybody, not patch.get("criteria"), named.get("beta", 0), named.get("internal", 0)


@GATED
def test_gates_that_programs_answer_are_there_under_their_category(template: PlanDefinition) -> None:
    gates = [gate for phase in template.phases for gate in phase.gates]
    for gate in gates:
        if gate.check:
            assert gate_specs[gate.check].category is gate.category
    first = {gate.check for gate in template.phases[0].gates}
    assert first >= gate_specs.keys() - {"flag_ends_later"}


@EACH
def test_everything_measured_is_known_of_leagues_and_auctions(template: PlanDefinition) -> None:
    named = {each.metric for each in template.triggers}
    named |= {each.metric for phase in template.phases for each in phase.criteria}
    for kind in (BucketBy.LEAGUE, BucketBy.AUCTION):
        assert named <= {each.name for each in metrics_of(kind)}
        tried = {name for phase in template.phases if phase.experiment for name in phase.experiment.outcomes}
        assert tried <= {each.name for each in measures_of(kind)}


@EACH
def test_what_each_phase_can_know_is_said_before_it_starts(db: None, template: PlanDefinition) -> None:
    said = forecasts.forecast_plan("waiting_room", template)
    assert [each.phase for each in said] == [phase.name for phase in template.phases]


def test_every_role_approves_something_somewhere() -> None:
    asked = {role for template in RELEASES for phase in template.phases for role in phase.approvals}
    assert asked == {*ApprovalRole}
