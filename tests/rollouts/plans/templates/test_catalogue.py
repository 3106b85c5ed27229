"""Every template is a plan that can be made, and what JSON makes of it is the same."""

import json

import pytest

from rollouts.plans import services
from rollouts.plans.definition import definition_as_json, read_definition
from rollouts.plans.templates.catalogue import TEMPLATES


@pytest.mark.parametrize("name", TEMPLATES)
def test_template_is_a_definition(name: str) -> None:
    template = TEMPLATES[name]
    assert template.name == name
    assert read_definition(json.loads(json.dumps(definition_as_json(template)))) == template


@pytest.mark.django_db
@pytest.mark.parametrize("name", TEMPLATES)
def test_plan_of_the_waiting_room_can_be_made_of_each(name: str) -> None:
    assert services.make_plan("waiting_room", TEMPLATES[name], None).status == "draft"
