"""Each part of a draft says as JSON what it was shown of a definition; what no field says is kept as it is."""

from datetime import timedelta
from typing import Any

import pytest

from rollouts.admin.plan_form.parts import (
    CriterionForm,
    GateForm,
    TriggerForm,
)
from rollouts.plans.definition import (
    CriterionDefinition,
    GateCategory,
    GateDefinition,
    TriggerAction,
    TriggerDefinition,
)
from tests.rollouts.admin.plan_form.sent_again import sent_again, stored
from tests.rollouts.plans.machine_cases import trigger

GATE = GateDefinition(name="read", says="Somebody has read it.", category=GateCategory.SECURITY, check="drill")


@pytest.mark.parametrize("within", [None, timedelta(hours=36)])
def test_criterion_is_what_it_was(within: timedelta | None) -> None:
    part = CriterionDefinition(metric="server_error", below=0.005, within=within)
    found = stored(sent_again(CriterionForm, CriterionForm.initial_of(part)))
    assert found == {"metric": "server_error", "below": 0.005, **({"within_minutes": 2160} if within else {})}


def test_gate_is_what_it_was() -> None:
    assert stored(sent_again(GateForm, GateForm.initial_of(GATE))) == {
        "name": "read",
        "says": "Somebody has read it.",
        "category": "security",
        "check": "drill",
    }


@pytest.mark.parametrize(
    ("part", "number"),
    [
        (trigger(times=1.5), {"times": 1.5, "above": None}),
        (
            trigger(TriggerAction.PAUSE, above=0.01, within=timedelta(days=1)),
            {"times": None, "above": 0.01, "within_minutes": 1440},
        ),
    ],
)
def test_trigger_is_what_it_was(part: TriggerDefinition, number: dict[str, Any]) -> None:
    found = stored(sent_again(TriggerForm, TriggerForm.initial_of(part)))
    assert found == {
        "metric": part.metric,
        "action": part.action.value,
        "symptom": part.symptom,
        "severity": part.severity.value,
        **number,
    }
