"""Each part of a draft says as JSON what it was shown of a definition; what no field says is kept as it is."""

from datetime import timedelta
from typing import Any, TypeVar

import pytest

from rollouts.admin.plan_form.parts import (
    OTHERWISE,
    CriterionForm,
    DraftChoices,
    GateForm,
    PartForm,
    PhaseForm,
    TriggerForm,
    is_asked,
)
from rollouts.plans.definition import (
    CriterionDefinition,
    GateCategory,
    GateDefinition,
    TriggerAction,
    TriggerDefinition,
)
from rollouts.plans.templates.parts import LAUNCH_GATES
from tests.rollouts.plans.machine_cases import phase, trigger

CHOICES = DraftChoices({"server_error": "got an error page"}, ("internal", "beta"), ("drill",))
GATE = GateDefinition(name="read", says="Somebody has read it.", category=GateCategory.SECURITY, check="drill")


_Kind = TypeVar("_Kind", bound=PartForm)


def sent_again(kind: type[_Kind], initial: dict[str, Any], **typed: Any) -> _Kind:
    """The form as a browser sends it that shows these values, with some typed anew."""
    shown = kind(CHOICES, initial=initial)
    sent = {name: shown[name].value() for name in shown.fields} | typed
    return kind(CHOICES, {name: value for name, value in sent.items() if value not in (None, False)})


def stored(form: PartForm) -> dict[str, Any]:
    assert form.is_valid(), form.errors
    return form.stored()


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
    assert is_asked(LAUNCH_GATES[0])
    assert not is_asked(GATE)


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


PATCHES: list[dict[str, Any]] = [
    {"everyone": None, "strategy": "percentage", "percent": 12.5},
    {"everyone": None, "strategy": "percentage", "percent": 10, "criteria": {}},
    {"everyone": None, "strategy": "percentage", "percent": 10, "criteria": {"age": {"at_least": 3}}, "staff": True},
    {"everyone": None, "strategy": "ring", "rings": {"beta": 5, "internal": 100}},
    {"everyone": None, "strategy": "canary", "labels": ["web-1", "web-2"], "regions": []},
    {"everyone": True},
    {"percent": 10},
    {"strategy": "ring", "rings": {"beta": 5}},
    {"everyone": True, "percent": 5},
    {"everyone": False},
    {"criteria": {"sport": {"in": ["football", "cricket"]}}},
    {"rings": {"beta": "half"}, "criteria": 5},
    {"everyone": None, "strategy": ["odd"], "percent": "x"},
    {"everyone": None, "strategy": "ring", "rings": [1]},
]


@pytest.mark.parametrize("patch", PATCHES, ids=str)
def test_patch_is_what_it_was(patch: dict[str, Any]) -> None:
    form = sent_again(PhaseForm, PhaseForm.initial_of(phase("one", 5, patch=patch)))
    assert stored(form)["patch"] == patch


def test_other_fields_than_the_audiences_are_kept_when_it_changes() -> None:
    initial = PhaseForm.initial_of(phase("one", 5, patch={**PATCHES[0], "staff": True}))
    found = stored(sent_again(PhaseForm, initial, audience="ring", ring_beta="20"))
    assert found["patch"] == {"everyone": None, "strategy": "ring", "rings": {"beta": 20}, "staff": True}


def test_what_is_rarely_needed_is_open_where_it_says_something() -> None:
    assert not PhaseForm(CHOICES, initial=PhaseForm.initial_of(phase("one", 5, patch=PATCHES[0]))).opens
    assert PhaseForm(CHOICES, initial=PhaseForm.initial_of(phase("one", 5, patch=PATCHES[2]))).opens
    assert PhaseForm(CHOICES, initial=PhaseForm.initial_of(phase("one", 5, patch={"percent": 5}))).opens
    assert sent_again(PhaseForm, {"audience": OTHERWISE}).opens


def test_what_the_service_says_of_rings_stands_beside_the_first() -> None:
    form = sent_again(PhaseForm, PhaseForm.initial_of(phase("one", 5, patch=PATCHES[3])))
    assert form.is_valid()
    form.explain("rings", "There is no ring moon.")
    form.explain("everyone", "It is off.")
    assert form.errors == {"ring_internal": ["There is no ring moon."], "__all__": ["It is off."]}
