"""A phase of a draft says as JSON what it was shown of a definition; what no field says is kept as it is."""

from dataclasses import replace
from typing import Any

import pytest

from rollouts.admin.plan_form.phases import OTHERWISE, PhaseForm, is_asked
from rollouts.plans.definition import ExperimentDefinition
from rollouts.plans.templates.parts import LAUNCH_GATES
from tests.rollouts.admin.plan_form.sent_again import CHOICES, sent_again, stored
from tests.rollouts.plans.machine_cases import phase


def test_launch_gate_is_a_tick_and_any_other_is_not() -> None:
    assert is_asked(LAUNCH_GATES[0])
    assert not is_asked(replace(LAUNCH_GATES[0], says="Something else."))


PATCHES: list[dict[str, Any]] = [
    {"everyone": None, "strategy": "percentage", "percent": 12.5},
    {"everyone": None, "strategy": "percentage", "percent": 10, "criteria": {}},
    {"everyone": None, "strategy": "percentage", "percent": 10, "criteria": {"age": {"at_least": 3}}, "staff": True},
    {"everyone": None, "strategy": "percentage", "percent": 100, "arms": [{"name": "a", "weight": 50}]},
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


TRIED = ExperimentDefinition(outcomes=("completed",), least=50, most=400)


def test_experiment_is_what_it_was_and_says_what_is_missing() -> None:
    initial = PhaseForm.initial_of(phase("half", 50, patch=PATCHES[0], experiment=TRIED))
    assert stored(sent_again(PhaseForm, initial))["experiment"] == {"outcomes": ["completed"], "least": 50, "most": 400}
    assert "experiment" not in stored(sent_again(PhaseForm, initial, decides="", least="", most=""))
    assert sent_again(PhaseForm, initial, least="", most="").errors == {
        "least": ["Say how many."],
        "most": ["Say how many."],
    }
    undecided = sent_again(PhaseForm, initial, decides="", watched=["completed"])
    assert undecided.errors == {"decides": ["Choose what decides, or tick nothing below."]}
    assert PhaseForm(CHOICES, initial=initial).is_experiment
    assert not PhaseForm(CHOICES, initial=PhaseForm.initial_of(phase("one", 5, patch=PATCHES[0]))).is_experiment
