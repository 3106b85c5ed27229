"""The parts of a draft, by their keys: in which order they stand, and what a button makes of it."""

import pytest
from django.http import QueryDict

from rollouts.admin.plan_form.draft import PART, DraftForm
from rollouts.plans.definition import MAX_OF_A_KIND
from rollouts.plans.templates.catalogue import TEMPLATES
from tests.rollouts.admin.plan_form.sent_again import CHOICES


def with_keys(*keys: str) -> DraftForm:
    sent = QueryDict(mutable=True)
    sent.setlist(PART, list(keys))
    return DraftForm.typed(sent, CHOICES)


def keys_of(form: DraftForm) -> list[str]:
    inner = [[phase.key, *(each.key for each in (*phase.criteria, *phase.gates))] for phase in form.phases]
    return [*(key for keys in inner for key in keys), *(each.key for each in form.triggers)]


def test_template_has_its_parts_in_order() -> None:
    assert keys_of(DraftForm.of(TEMPLATES["waiting-room"], CHOICES)) == [
        *("p0", "p0-c0", "p0-g0", "p1", "p1-c0", "p2"),
        *("t0", "t1", "t2"),
    ]
    gates = DraftForm.of(TEMPLATES["pilot"], CHOICES).phases[0].gates
    assert [each.form["name"].value() for each in gates] == ["rooms of 30"], "the launch gates are ticks"


def test_keys_that_no_page_has_are_passed_over() -> None:
    assert keys_of(with_keys("p3", "p3", "p3-c1", "p4-c1", "x", "p", "p3-x1", "t1-c1", "p0001", "t2")) == [
        *("p3", "p3-c1"),
        "t2",
    ]


START = ("p0", "p0-c0", "p1", "p1-c0", "p1-g4", "p10", "p10-c0", "t0", "t3")


@pytest.mark.parametrize(
    ("button", "keys"),
    [
        ("add p", "p0 p0-c0 p1 p1-c0 p1-g4 p10 p10-c0 p11 t0 t3"),
        ("add t", "p0 p0-c0 p1 p1-c0 p1-g4 p10 p10-c0 t0 t3 t4"),
        ("add p1-g", "p0 p0-c0 p1 p1-c0 p1-g4 p1-g5 p10 p10-c0 t0 t3"),
        ("drop p1", "p0 p0-c0 p10 p10-c0 t0 t3"),
        ("drop p1-g4", "p0 p0-c0 p1 p1-c0 p10 p10-c0 t0 t3"),
        ("drop t0", "p0 p0-c0 p1 p1-c0 p1-g4 p10 p10-c0 t3"),
        ("up p10", "p0 p0-c0 p10 p10-c0 p1 p1-c0 p1-g4 t0 t3"),
        ("down p0", "p1 p1-c0 p1-g4 p0 p0-c0 p10 p10-c0 t0 t3"),
        ("up p0", " ".join(START)),
        ("down p10", " ".join(START)),
        ("up t3", " ".join(START)),
        ("drop p7", " ".join(START)),
        ("add p7-c", " ".join(START)),
        ("add", " ".join(START)),
    ],
)
def test_button_adds_moves_or_takes_out(button: str, keys: str) -> None:
    form = with_keys(*START)
    form.reshape(button)
    assert keys_of(form) == keys.split()


def test_there_is_an_end_to_adding() -> None:
    form = with_keys("p0", *(f"t{number}" for number in range(MAX_OF_A_KIND)))
    form.reshape("add t")
    assert len(form.triggers) == MAX_OF_A_KIND
    form = with_keys("p0", "t999")
    form.reshape("add t")
    assert keys_of(form) == ["p0", "t999"]


def test_what_the_service_finds_goes_to_its_phase() -> None:
    form = with_keys("p4", "p2")
    assert not form.is_valid()
    left = form.explain({"phases.1.everyone": "It is off.", "phases.9.percent": "Less.", "definition": "No."})
    assert left == ["Less.", "No."]
    assert form.phases[1].form.non_field_errors() == ["It is off."]
